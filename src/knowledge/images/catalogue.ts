import { bitnamiRows } from './bitnami.ts'
import type { ImageFacts } from './image-facts.ts'
import { riskyRows } from './risky.ts'

/** What a row says of its images; absent fields are unknown. */
export type CatalogueFacts = Omit<ImageFacts, 'from'>

/** One row of the catalogue. Rows of one repository are tried in order; the one without a tag comes last. */
export interface CatalogueRow {
  /** Normalised repositories; one that ends in `/*` stands for all below it. */
  readonly repositories: readonly string[]
  readonly tag?: RegExp
  /** Undefined: the images differ so much that nothing is known. */
  readonly facts: CatalogueFacts | undefined
}

/** What `gosu`, `su-exec` and `setpriv` entrypoints need to re-own their data and to become somebody else. */
const dropping = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID']
/** A parent that stays root opens port 80, starts children as another user and signals them. */
const serving = ['CHOWN', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID']

/** PGDATA, of images up to 17 and since 18. */
const postgresData = ['/var/lib/postgresql', '/var/lib/postgresql/data']

const alpine = /(?:^|-)alpine/
const root: CatalogueFacts = { user: { uid: 0, gid: 0 } }
const rootWithShell: CatalogueFacts = { ...root, shell: true }
const nobody: CatalogueFacts = { user: { uid: 65534, gid: 65534, name: 'nobody' } }

/**
 * Who the process of a well-known image is. Read in the Dockerfiles and entrypoints of the projects (docker-library/*
 * and the vendors' repositories, 2026); a fact that differs between tags and cannot be told from the tag is left out.
 */
export const catalogue: readonly CatalogueRow[] = [
  // Start as root, re-own their data directory and become another user (docker-entrypoint.sh).
  row(
    official('postgres'),
    { ...drops(70, 70, postgresData), requiresOwnership: true, requiresEmptyDirectory: true },
    alpine,
  ),
  row(official('postgres'), {
    ...drops(999, 999, postgresData),
    requiresOwnership: true,
    requiresEmptyDirectory: true,
  }),
  // `mysqld --initialize` refuses a directory with files in it (docker-library/mysql#69).
  row(official('mysql'), { ...drops(999, 999, ['/var/lib/mysql']), requiresEmptyDirectory: true }),
  row(official('mariadb'), drops(999, 999, ['/var/lib/mysql'])),
  row(official('mongo'), drops(999, 999, ['/data/configdb', '/data/db'])),
  row(official('cassandra'), drops(999, 999, ['/var/lib/cassandra'])),
  // redis/docker-library-redis docker-entrypoint.sh since 8.0-rc1 (#435): `has_cap setuid`, `fix_data_dir_perms`. Valkey
  // calls setpriv whatever it may do, and dies of `setresuid failed` (valkey-io/valkey-container docker-entrypoint.sh).
  row(official('redis'), redis8(drops(999, 1000, ['/data'])), /^(?:8(?:\D.*)?-)?alpine/),
  row(official('redis'), redis8(drops(999, 999, ['/data'])), /^(?:latest$|8(?:\D(?!.*alpine)|$)|(?:bookworm|trixie)$)/),
  row(redis(), drops(999, 1000, ['/data']), alpine),
  row(redis(), drops(999, 999, ['/data'])),
  row(official('rabbitmq'), drops(100, 101, ['/var/lib/rabbitmq']), alpine),
  row(official('rabbitmq'), drops(999, 999, ['/var/lib/rabbitmq'])),
  row(official('zookeeper'), drops(1000, 1000, ['/data', '/datalog', '/logs'])),
  row(official('ghost'), drops(1000, 1000, ['/var/lib/ghost/content'])),
  row(official('influxdb'), drops(1000, 1000, ['/etc/influxdb2', '/var/lib/influxdb2']), /^2(?:\.|$)/),
  row(official('influxdb'), named('influxdb', 1500, 1500), /^1\.1[1-9]/),
  row(official('influxdb'), undefined),
  row(official('couchdb'), drops(5984, 5984, ['/opt/couchdb'])),
  row(official('neo4j'), drops(7474, 7474, ['/data', '/logs'])),
  row(official('eclipse-mosquitto'), drops(1883, 1883, ['/mosquitto'])),
  row([...official('vault'), 'docker.io/hashicorp/vault'], {
    ...drops(100, 1000, ['/vault/config', '/vault/file', '/vault/logs']),
    hardeningRisk: 'its binary carries the file capability IPC_LOCK, and does not start once that is dropped',
  }),
  row(elasticsearch(), { ...drops(1000, 0), capabilities: [...dropping, 'SYS_CHROOT'].toSorted() }, /^7\./),

  // A parent stays root; its children serve as another user.
  row(official('nginx'), {
    ...serves(101, 101),
    writablePaths: ['/var/cache/nginx', '/var/run'],
  }),
  row(official('httpd'), serves(82, 82), alpine),
  row(official('httpd'), serves(33, 33)),
  row(official('wordpress', 'nextcloud'), undefined, /(?:^|-)cli/),
  row(official('wordpress', 'nextcloud'), servesAndChowns(82, 82), alpine),
  row(official('wordpress', 'nextcloud'), servesAndChowns(33, 33)),
  row(official('php'), serves(82, 82), /fpm.*alpine/),
  row(official('php'), serves(33, 33), /fpm|apache/),
  row(official('php'), rootWithShell),

  // Start as root and stay it.
  row(official('busybox', 'alpine', 'debian', 'ubuntu', 'node', 'python', 'golang', 'traefik'), rootWithShell),
  row(['docker.io/rancher/mirrored-library-busybox', 'docker.io/rancher/local-path-provisioner'], rootWithShell),
  row(['docker.io/minio/minio', 'quay.io/minio/minio'], root),
  row(official('nats'), rootWithShell, alpine),
  row(official('nats'), { ...root, shell: false }),
  row(['docker.io/qdrant/qdrant'], numeric(1000), /-unprivileged$/),
  row(['docker.io/qdrant/qdrant'], root),
  row(fluentBit(), rootWithShell, /debug/),
  row(fluentBit(), { ...root, shell: false }),

  // A numeric USER, which the kubelet can verify. The runtime is told the uid alone: `USER 1001:1001` of an image without
  // that uid in /etc/passwd runs with gid 0 (kubernetes#61967; containerd getUserFromImage).
  row(['docker.io/grafana/grafana', 'docker.io/grafana/grafana-oss', 'docker.io/grafana/grafana-enterprise'], {
    ...numeric(472, 0),
    shell: true,
  }),
  row(['docker.io/grafana/loki', 'docker.io/grafana/tempo', 'docker.io/grafana/mimir'], numeric(10001)),
  row(['docker.io/nginxinc/nginx-unprivileged', 'quay.io/nginx/nginx-unprivileged'], {
    ...numeric(101, 101),
    shell: true,
    writablePaths: ['/tmp'],
  }),
  row(['quay.io/keycloak/keycloak'], numeric(1000, 0)),
  row(elasticsearch(), numeric(1000, 0)),
  row(['docker.elastic.co/kibana/kibana', ...official('kibana')], numeric(1000)),
  row(['docker.io/opensearchproject/opensearch'], numeric(1000, 1000)),
  row(official('solr'), numeric(8983, 8983)),
  row(['ghcr.io/cloudnative-pg/postgresql'], { ...numeric(26, 26), requiresOwnership: true }),
  row(['quay.io/argoproj/argocd'], { ...numeric(999, 999), shell: true }),
  row(
    ['controller', 'webhook', 'cainjector', 'acmesolver'].map(part => `quay.io/jetstack/cert-manager-${part}`),
    { ...numeric(1000), shell: false, writablePaths: [] },
  ),
  row(jupyter(), { ...numeric(1000, 100), shell: true }),
  row(collector(), { ...numeric(10001, 0), shell: false }),
  row(['docker.io/nginx/nginx-prometheus-exporter'], { ...numeric(1001, 0), shell: false }),
  row(['registry.k8s.io/metrics-server/metrics-server'], {
    ...numeric(65534, 65534),
    shell: false,
    writablePaths: ['/tmp'],
  }),
  row(['docker.io/cloudflare/cloudflared'], named('nonroot', 65532, 65532), /^20(?:1\d|2[0-5])\./),
  row(['docker.io/cloudflare/cloudflared'], numeric(65532, 65532)),
  row(['gcr.io/distroless/*'], { ...numeric(65532, 65532), groups: [], shell: true }, /debug-nonroot/),
  row(['gcr.io/distroless/*'], { ...numeric(65532, 65532), groups: [], shell: false }, /nonroot/),
  row(['gcr.io/distroless/*'], rootWithShell, /debug/),
  row(['gcr.io/distroless/*'], { ...root, shell: false }),
  row(['cgr.dev/chainguard/static'], { ...numeric(65532, 65532), shell: false }),
  ...bitnamiRows,

  // USER is a name: the kubelet cannot verify it, so its number has to be written beside runAsNonRoot.
  row(
    prometheus('prometheus', 'alertmanager', 'pushgateway', 'node-exporter', 'statsd-exporter'),
    undefined,
    /distroless/,
  ),
  row(prometheus('prometheus'), { ...nobody, shell: true, writablePaths: ['/prometheus'] }),
  row(prometheus('alertmanager'), { ...nobody, shell: true, writablePaths: ['/alertmanager'] }),
  row(prometheus('node-exporter'), { ...nobody, shell: true, writablePaths: [] }),
  row(prometheus('pushgateway', 'statsd-exporter'), { ...nobody, shell: true }),
  row(['quay.io/prometheuscommunity/json-exporter'], { ...nobody, shell: true }),
  row(['quay.io/prometheuscommunity/postgres-exporter'], nobody),
  row(['registry.k8s.io/kube-state-metrics/kube-state-metrics'], { ...nobody, shell: false, writablePaths: [] }),
  row(['docker.io/kiwigrid/k8s-sidecar', 'quay.io/kiwigrid/k8s-sidecar'], nobody),
  row(['quay.io/opstree/druid-exporter'], { ...named('nonroot', 65532, 65532), shell: false }),
  row(['docker.io/velero/velero'], { user: { name: 'cnb' } }),
  row(['docker.io/jenkins/jenkins'], { ...named('jenkins', 1000, 1000), shell: true }),
  row(official('sonarqube'), named('sonarqube', 1000, 0)),
  row(['docker.io/sonatype/nexus3'], named('nexus', 200, 200)),
  row(official('haproxy'), rootWithShell, /^(?:1\.|2\.[0-3](?:\D|$))/),
  row(official('haproxy'), named('haproxy', 99, 99)),
  row(official('memcached'), named('memcache', 11211, 11211)),
  row(['docker.io/apache/kafka'], named('appuser', 1000, 1000)),
  row(['docker.io/confluentinc/cp-kafka'], root, /^[345]\./),
  row(['docker.io/confluentinc/cp-kafka'], named('appuser', 1000, 1000)),
  row(['docker.io/fluent/fluentd'], { user: { name: 'fluent' } }),
  row(['ghcr.io/obolnetwork/openclaw', 'ghcr.io/openclaw/openclaw'], {
    ...named('node', 1000, 1000),
    shell: true,
    requiresOwnership: true,
  }),
  ...riskyRows,
]

function row(repositories: readonly string[], facts: CatalogueFacts | undefined, tag?: RegExp): CatalogueRow {
  return { repositories, facts, ...(tag !== undefined && { tag }) }
}

function numeric(uid: number, gid?: number): CatalogueFacts {
  return { user: { uid, ...(gid !== undefined && { gid }) } }
}

function named(name: string, uid: number, gid: number): CatalogueFacts {
  return { user: { uid, gid, name } }
}

function drops(uid: number, gid: number, dataPaths?: readonly string[]): CatalogueFacts {
  return { ...rootWithShell, switchesTo: { uid, gid }, capabilities: dropping, ...(dataPaths && { dataPaths }) }
}

function serves(uid: number, gid: number): CatalogueFacts {
  return { ...drops(uid, gid), parentStaysRoot: true, capabilities: serving }
}

function servesAndChowns(uid: number, gid: number): CatalogueFacts {
  const capabilities = [...new Set([...dropping, ...serving])].toSorted()
  return { ...serves(uid, gid), capabilities, dataPaths: ['/var/www/html'] }
}

/** Docker's official images, and the registries that mirror them under a path of their own. */
function official(...names: readonly string[]): string[] {
  const registries = ['docker.io/library', 'public.ecr.aws/docker/library', 'mirror.gcr.io/library']
  return names.flatMap(name => registries.map(registry => `${registry}/${name}`))
}

function redis8(facts: CatalogueFacts): CatalogueFacts {
  return { ...facts, switchesIfAble: true, chownsOnlyKnownContent: true }
}

function redis(): string[] {
  return [...official('redis', 'valkey'), 'docker.io/valkey/valkey']
}

function prometheus(...names: readonly string[]): string[] {
  return names.flatMap(name => [`quay.io/prometheus/${name}`, `docker.io/prom/${name}`])
}

function elasticsearch(): string[] {
  return ['docker.elastic.co/elasticsearch/elasticsearch', ...official('elasticsearch')]
}

function fluentBit(): string[] {
  return ['docker.io', 'ghcr.io', 'cr.fluentbit.io'].map(registry => `${registry}/fluent/fluent-bit`)
}

function jupyter(): string[] {
  const stacks = [
    'base',
    'minimal',
    'scipy',
    'datascience',
    'tensorflow',
    'pytorch',
    'r',
    'julia',
    'pyspark',
    'all-spark',
  ]
  return ['quay.io', 'docker.io'].flatMap(registry => stacks.map(stack => `${registry}/jupyter/${stack}-notebook`))
}

function collector(): string[] {
  const names = ['opentelemetry-collector', 'opentelemetry-collector-contrib', 'opentelemetry-collector-k8s']
  const releases = 'ghcr.io/open-telemetry/opentelemetry-collector-releases'
  return names.flatMap(name => [`docker.io/otel/${name}`, `${releases}/${name}`])
}
