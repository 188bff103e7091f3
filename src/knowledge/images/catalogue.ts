import { bitnamiRows } from './bitnami.ts'
import type { CatalogueFacts, CatalogueRow } from './catalogue-row.ts'
import { riskyRows } from './risky.ts'

/** What `gosu`, `su-exec` and `setpriv` entrypoints need to re-own their data and to become somebody else. */
const dropping = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID']
/** A parent that stays root opens port 80, starts children as another user and signals them. */
const serving = ['CHOWN', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID']

/** PGDATA, of images up to 17 and since 18. */
const postgresData = ['/var/lib/postgresql', '/var/lib/postgresql/data']

const alpine = /(?:^|-)alpine/
const root: CatalogueFacts = { user: { uid: 0, gid: 0 } }
const rootWithShell: CatalogueFacts = { ...root, shell: true }
/** Tools for whoever runs them, without an entrypoint, and with a /tmp for everybody. */
const toolbox: CatalogueFacts = {
  ...rootWithShell,
  workingDir: '/',
  directories: { '/tmp': { owner: '0:0', mode: '1777' } },
}
const nobody: CatalogueFacts = { user: { uid: 65534, gid: 65534, name: 'nobody' } }

/**
 * Who the process of a well-known image is, as the Dockerfile and the entrypoint of its source say (2026). A fact that
 * differs between tags and cannot be told from the tag is left out.
 */
export const catalogue: readonly CatalogueRow[] = [
  // Start as root, re-own their data directory and become another user (docker-entrypoint.sh).
  library(
    ['postgres'],
    { ...drops(70, 70, postgresData), requiresOwnership: true, requiresEmptyDirectory: true },
    alpine,
  ),
  library(['postgres'], {
    ...drops(999, 999, postgresData),
    requiresOwnership: true,
    requiresEmptyDirectory: true,
  }),
  // `mysqld --initialize` refuses a directory with files in it (docker-library/mysql#69).
  library(['mysql'], { ...drops(999, 999, ['/var/lib/mysql']), requiresEmptyDirectory: true }),
  library(['mariadb'], drops(999, 999, ['/var/lib/mysql'])),
  library(['mongo'], drops(999, 999, ['/data/configdb', '/data/db'])),
  library(['cassandra'], drops(999, 999, ['/var/lib/cassandra'])),
  // redis/docker-library-redis docker-entrypoint.sh since 8.0-rc1 (#435): `has_cap setuid`, `fix_data_dir_perms`. Valkey
  // calls setpriv whatever it may do, and dies of `setresuid failed` (valkey-io/valkey-container docker-entrypoint.sh).
  library(['redis'], redis8(drops(999, 1000, ['/data'])), /^(?:8(?:\D.*)?-)?alpine/),
  library(['redis'], redis8(drops(999, 999, ['/data'])), /^(?:latest$|8(?:\D(?!.*alpine)|$)|(?:bookworm|trixie)$)/),
  row(
    'redis/docker-library-redis docker-entrypoint.sh, valkey-io/valkey-container',
    redis(),
    drops(999, 1000, ['/data']),
    alpine,
  ),
  row(
    'redis/docker-library-redis docker-entrypoint.sh, valkey-io/valkey-container',
    redis(),
    drops(999, 999, ['/data']),
  ),
  library(['rabbitmq'], drops(100, 101, ['/var/lib/rabbitmq']), alpine),
  library(['rabbitmq'], drops(999, 999, ['/var/lib/rabbitmq'])),
  library(['zookeeper'], drops(1000, 1000, ['/data', '/datalog', '/logs'])),
  library(['ghost'], drops(1000, 1000, ['/var/lib/ghost/content'])),
  library(['influxdb'], drops(1000, 1000, ['/etc/influxdb2', '/var/lib/influxdb2']), /^2(?:\.|$)/),
  library(['influxdb'], named('influxdb', 1500, 1500), /^1\.1[1-9]/),
  library(['couchdb'], drops(5984, 5984, ['/opt/couchdb'])),
  library(['neo4j'], drops(7474, 7474, ['/data', '/logs'])),
  library(['eclipse-mosquitto'], drops(1883, 1883, ['/mosquitto'])),
  row(
    'ipfs-cluster/ipfs-cluster Dockerfile, docker/entrypoint.sh',
    ['docker.io/ipfs/ipfs-cluster'],
    drops(1000, 100, ['/data/ipfs-cluster']),
  ),
  row('hashicorp/vault', [...official('vault'), 'docker.io/hashicorp/vault'], {
    ...drops(100, 1000, ['/vault/config', '/vault/file', '/vault/logs']),
    hardeningRisk: 'its binary carries the file capability IPC_LOCK, and does not start once that is dropped',
  }),
  row(
    'elastic/dockerfiles',
    elasticsearch(),
    { ...drops(1000, 0), capabilities: [...dropping, 'SYS_CHROOT'].toSorted() },
    /^7\./,
  ),

  // A parent stays root; its children serve as another user.
  library(['nginx'], {
    ...serves(101, 101),
    writablePaths: ['/var/cache/nginx', '/var/run'],
  }),
  library(['httpd'], serves(82, 82), alpine),
  library(['httpd'], serves(33, 33)),
  library(['wordpress', 'nextcloud'], undefined, /(?:^|-)cli/),
  library(['wordpress', 'nextcloud'], servesAndChowns(82, 82), alpine),
  library(['wordpress', 'nextcloud'], servesAndChowns(33, 33)),
  library(['php'], serves(82, 82), /fpm.*alpine/),
  library(['php'], serves(33, 33), /fpm|apache/),
  library(['php'], rootWithShell),

  // Start as root and stay it.
  // /tmp: buildroot system/device_table.txt, which docker-library/busybox applies; alpine-baselayout APKBUILD; debian base-files.
  library(['busybox', 'alpine', 'debian', 'ubuntu'], toolbox),
  library(['node', 'python', 'golang', 'traefik'], rootWithShell),
  row(
    'rancher/local-path-provisioner',
    ['docker.io/rancher/mirrored-library-busybox', 'docker.io/rancher/local-path-provisioner'],
    rootWithShell,
  ),
  row(
    'open-telemetry/opentelemetry-ebpf-instrumentation',
    ['ghcr.io/open-telemetry/opentelemetry-ebpf-instrumentation/ebpf-instrument'],
    { ...root, shell: false },
  ),
  row('minio/minio', ['docker.io/minio/minio', 'quay.io/minio/minio'], root),
  // Another user has neither a home for its models and keys nor a way into /root.
  row('ollama/ollama Dockerfile at 000ce02', ['docker.io/ollama/ollama'], rootWithShell),
  // /data of the image is root's, and it listens on port 80.
  row(
    'dani-garcia/vaultwarden docker/Dockerfile.j2 at 024d12d',
    ['docker.io/vaultwarden/server', 'quay.io/vaultwarden/server', 'ghcr.io/dani-garcia/vaultwarden'],
    rootWithShell,
  ),
  row(
    'home-assistant/docker-base alpine/Dockerfile at 0e5d2a9: s6-overlay as /init',
    ['ghcr.io/home-assistant/home-assistant', 'docker.io/homeassistant/home-assistant'],
    rootWithShell,
  ),
  library(['nats'], rootWithShell, alpine),
  library(['nats'], { ...root, shell: false }),
  row('qdrant/qdrant', ['docker.io/qdrant/qdrant'], numeric(1000), /-unprivileged$/),
  row('qdrant/qdrant', ['docker.io/qdrant/qdrant'], root),
  row('fluent/fluent-bit', fluentBit(), rootWithShell, /debug/),
  row('fluent/fluent-bit', fluentBit(), { ...root, shell: false }),

  // A numeric USER, which the kubelet can verify. The runtime is told the uid alone: `USER 1001:1001` of an image without
  // that uid in /etc/passwd runs with gid 0 (kubernetes#61967; containerd getUserFromImage).
  row(
    'grafana/grafana',
    ['docker.io/grafana/grafana', 'docker.io/grafana/grafana-oss', 'docker.io/grafana/grafana-enterprise'],
    {
      ...numeric(472, 0),
      shell: true,
    },
  ),
  row(
    'grafana/loki, grafana/tempo, grafana/mimir',
    ['docker.io/grafana/loki', 'docker.io/grafana/tempo', 'docker.io/grafana/mimir'],
    numeric(10001),
  ),
  row(
    'nginx/docker-nginx-unprivileged',
    ['docker.io/nginxinc/nginx-unprivileged', 'quay.io/nginx/nginx-unprivileged'],
    {
      ...numeric(101, 101),
      shell: true,
      writablePaths: ['/tmp'],
    },
  ),
  row('keycloak/keycloak', ['quay.io/keycloak/keycloak'], numeric(1000, 0)),
  // Its entrypoint exits with 1 as any other user, unless the group is 0 (scripts/docker/entrypoint_prod.sh `check_uid_gid`).
  row('apache/airflow Dockerfile at 0060b1a', ['docker.io/apache/airflow'], { ...numeric(50000, 0), shell: true }),
  row('goauthentik/authentik Dockerfile at 0027813', ['ghcr.io/goauthentik/server'], {
    ...numeric(1000, 1000),
    shell: true,
  }),
  row('grafana/k6 Dockerfile at 00c98f4', ['docker.io/grafana/k6', 'docker.io/loadimpact/k6'], {
    ...numeric(12345),
    shell: true,
  }),
  // `USER 1000:0`, and uid 1000 of group 1000 in /etc/passwd, with root among its groups.
  row('elastic/dockerfiles', elasticsearch(), { ...numeric(1000, 1000), groups: [0] }),
  row('elastic/dockerfiles', ['docker.elastic.co/kibana/kibana', ...official('kibana')], numeric(1000)),
  row('opensearch-project/opensearch-build', ['docker.io/opensearchproject/opensearch'], numeric(1000, 1000)),
  library(['solr'], numeric(8983, 8983)),
  // `usermod -u 26 postgres` keeps the group that Debian gave it, whose number no file says.
  row('cloudnative-pg/postgres-containers', ['ghcr.io/cloudnative-pg/postgresql'], {
    ...numeric(26),
    requiresOwnership: true,
  }),
  row('argoproj/argo-cd', ['quay.io/argoproj/argocd'], { ...numeric(999, 999), shell: true }),
  row(
    'cert-manager/cert-manager',
    ['controller', 'webhook', 'cainjector', 'acmesolver'].map(part => `quay.io/jetstack/cert-manager-${part}`),
    { ...numeric(1000), shell: false, writablePaths: [] },
  ),
  row('jupyter/docker-stacks', jupyter(), {
    ...numeric(1000, 100),
    shell: true,
  }),
  row('open-telemetry/opentelemetry-collector-releases', collector(), {
    ...numeric(10001, 0),
    shell: false,
  }),
  row('nginx/nginx-prometheus-exporter', ['docker.io/nginx/nginx-prometheus-exporter'], {
    ...numeric(1001, 0),
    shell: false,
  }),
  row('kubernetes-sigs/metrics-server', ['registry.k8s.io/metrics-server/metrics-server'], {
    ...numeric(65534, 65534),
    shell: false,
    writablePaths: ['/tmp'],
  }),
  row(
    'cloudflare/cloudflared',
    ['docker.io/cloudflare/cloudflared'],
    named('nonroot', 65532, 65532),
    /^20(?:1\d|2[0-5])\./,
  ),
  row('cloudflare/cloudflared', ['docker.io/cloudflare/cloudflared'], numeric(65532, 65532)),
  row(
    'GoogleContainerTools/distroless',
    ['gcr.io/distroless/*'],
    { ...numeric(65532, 65532), groups: [], shell: true },
    /debug-nonroot/,
  ),
  row(
    'GoogleContainerTools/distroless',
    ['gcr.io/distroless/*'],
    { ...numeric(65532, 65532), groups: [], shell: false },
    /nonroot/,
  ),
  row('GoogleContainerTools/distroless', ['gcr.io/distroless/*'], rootWithShell, /debug/),
  row('GoogleContainerTools/distroless', ['gcr.io/distroless/*'], { ...root, shell: false }),
  row('chainguard-images/images', ['cgr.dev/chainguard/static'], { ...numeric(65532, 65532), shell: false }),
  ...bitnamiRows,

  // USER is a name: the kubelet cannot verify it, so its number has to be written beside runAsNonRoot.
  row(
    'prometheus/*',
    prometheus('prometheus', 'alertmanager', 'pushgateway', 'node-exporter', 'statsd-exporter'),
    undefined,
    /distroless/,
  ),
  row('prometheus/prometheus', prometheus('prometheus'), { ...nobody, shell: true, writablePaths: ['/prometheus'] }),
  row('prometheus/alertmanager', prometheus('alertmanager'), {
    ...nobody,
    shell: true,
    writablePaths: ['/alertmanager'],
  }),
  row('prometheus/node_exporter', prometheus('node-exporter'), { ...nobody, shell: true, writablePaths: [] }),
  row('prometheus/*', prometheus('pushgateway', 'statsd-exporter'), { ...nobody, shell: true }),
  row('prometheus-community/json_exporter', ['quay.io/prometheuscommunity/json-exporter'], { ...nobody, shell: true }),
  row('prometheus-community/postgres_exporter', ['quay.io/prometheuscommunity/postgres-exporter'], nobody),
  row('kubernetes/kube-state-metrics', ['registry.k8s.io/kube-state-metrics/kube-state-metrics'], {
    ...nobody,
    shell: false,
    writablePaths: [],
  }),
  row(
    'curl/curl-container create_base_image.sh, curl/curl-docker#62',
    ['docker.io/curlimages/curl', 'quay.io/curl/curl'],
    { ...named('curl_user', 100, 101), shell: true },
  ),
  row('kiwigrid/k8s-sidecar', ['docker.io/kiwigrid/k8s-sidecar', 'quay.io/kiwigrid/k8s-sidecar'], nobody),
  row('opstree/druid-exporter', ['quay.io/opstree/druid-exporter'], {
    ...named('nonroot', 65532, 65532),
    shell: false,
  }),
  row('vmware-tanzu/velero', ['docker.io/velero/velero'], { user: { name: 'cnb' } }),
  row(
    'mattermost/mattermost server/build/Dockerfile at 00faf88',
    ['docker.io/mattermost/mattermost-enterprise-edition', 'docker.io/mattermost/mattermost-team-edition'],
    named('mattermost', 2000, 2000),
  ),
  row('node-red/node-red-docker docker-custom/Dockerfile.custom at 09c1708', ['docker.io/nodered/node-red'], {
    user: { uid: 1000, name: 'node-red' },
    shell: true,
  }),
  row('jenkinsci/docker', ['docker.io/jenkins/jenkins'], { ...named('jenkins', 1000, 1000), shell: true }),
  library(['sonarqube'], named('sonarqube', 1000, 0)),
  row('sonatype/docker-nexus3', ['docker.io/sonatype/nexus3'], named('nexus', 200, 200)),
  library(['haproxy'], rootWithShell, /^(?:1\.|2\.[0-3](?:\D|$))/),
  library(['haproxy'], named('haproxy', 99, 99)),
  library(['memcached'], named('memcache', 11211, 11211)),
  row('apache/kafka', ['docker.io/apache/kafka'], named('appuser', 1000, 1000)),
  row('confluentinc/kafka-images', ['docker.io/confluentinc/cp-kafka'], root, /^[345]\./),
  row('confluentinc/kafka-images', ['docker.io/confluentinc/cp-kafka'], named('appuser', 1000, 1000)),
  row('fluent/fluentd-docker-image', ['docker.io/fluent/fluentd'], { user: { name: 'fluent' } }),
  row('openclaw/openclaw', ['ghcr.io/obolnetwork/openclaw', 'ghcr.io/openclaw/openclaw'], {
    ...named('node', 1000, 1000),
    shell: true,
    requiresOwnership: true,
  }),
  ...riskyRows,
]

function row(
  source: string,
  repositories: readonly string[],
  facts: CatalogueFacts | undefined,
  tag?: RegExp,
): CatalogueRow {
  return { repositories, facts, source, ...(tag !== undefined && { tag }) }
}

/** Official images; the file names the repository and the commit of each. */
function library(names: readonly string[], facts: CatalogueFacts | undefined, tag?: RegExp): CatalogueRow {
  const source = `docker-library/official-images library/${names.length === 1 ? names[0] : '*'}`
  return row(source, official(...names), facts, tag)
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
