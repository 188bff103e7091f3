import * as assert from 'uvu/assert'
import { catalogue } from '../../src/knowledge/images/catalogue.ts'
import type { ImageFacts } from '../../src/knowledge/images/image-facts.ts'
import { imageFacts } from '../../src/workload/image/images.ts'
import { parseReference } from '../../src/workload/image/reference.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { situation, table } from '../table.ts'

const sha = `sha256:${'a'.repeat(64)}`

/** Who the process is, as `uid:gid`, `name=uid:gid`, `root→uid:gid`, `root⇉uid:gid` where the parent stays root, or `?`. */
function identity(facts: ImageFacts | undefined): string {
  if (facts === undefined) return 'unknown'
  const { user, switchesTo, parentStaysRoot } = facts
  if (switchesTo !== undefined) return `root${parentStaysRoot ? '⇉' : '→'}${switchesTo.uid}:${switchesTo.gid}`
  return user === undefined ? '?' : `${user.name ? `${user.name}=` : ''}${user.uid ?? '?'}:${user.gid ?? '?'}`
}

table(
  'the catalogue knows who runs in',
  {
    nginx: 'root⇉101:101',
    'docker.io/library/nginx:1.27-alpine': 'root⇉101:101',
    'nginxinc/nginx-unprivileged:1': '101:101',
    'postgres:17': 'root→999:999',
    'postgres:17-alpine3.21': 'root→70:70',
    'public.ecr.aws/docker/library/postgres:17': 'root→999:999',
    redis: 'root→999:999',
    'redis:alpine': 'root→999:1000',
    'valkey/valkey:8-alpine': 'root→999:1000',
    'rabbitmq:4-management-alpine': 'root→100:101',
    'influxdb:2.7': 'root→1000:1000',
    'influxdb:1.12': 'influxdb=1500:1500',
    influxdb: 'unknown',
    'httpd:2.4-alpine': 'root⇉82:82',
    'php:8-cli': '0:0',
    'php:8-fpm-alpine': 'root⇉82:82',
    'busybox:1.37': '0:0',
    'haproxy:2.3': '0:0',
    'haproxy:2.9': 'haproxy=99:99',
    'grafana/grafana:12': '472:0',
    'quay.io/prometheus/prometheus:v3': 'nobody=65534:65534',
    'prom/alertmanager': 'nobody=65534:65534',
    'quay.io/prometheus/prometheus:v3-distroless': 'unknown',
    'docker.elastic.co/elasticsearch/elasticsearch:7.17.0': 'root→1000:0',
    'docker.elastic.co/elasticsearch/elasticsearch:9.0.0': '1000:1000',
    'ghcr.io/cloudnative-pg/postgresql:17': '26:?',
    'otel/opentelemetry-collector-contrib:0.130.0': '10001:0',
    'grafana/loki:3': '10001:?',
    'gcr.io/distroless/static:nonroot': '65532:65532',
    'gcr.io/distroless/static-debian12:debug-nonroot': '65532:65532',
    'gcr.io/distroless/static': '0:0',
    'bitnami/redis:8.2': '1001:0',
    'docker.io/bitnamilegacy/postgresql:17': '1001:0',
    'bitnami/os-shell:12': 'unknown',
    'cloudflare/cloudflared:2024.1.0': 'nonroot=65532:65532',
    'cloudflare/cloudflared:2026.5.2': '65532:65532',
    'velero/velero:v1': 'cnb=?:?',
    'gitea/gitea:1-rootless': '1000:1000',
    'moby/buildkit': '?',
    'registry.example.com/web': 'unknown',
    'not a reference': 'unknown',
    // A digest does not tell Debian from Alpine.
    [`postgres@${sha}`]: '?',
    [`redis@${sha}`]: '?',
    [`postgres:17@${sha}`]: 'root→999:999',
    [`nginx@${sha}`]: 'root⇉101:101',
    [`influxdb@${sha}`]: 'unknown',
    [`bitnami/redis@${sha}`]: '1001:0',
  },
  (want, reference) => assert.is(identity(imageFacts(reference, defaultSettings)), want),
)

const facts = (uid: number): ImageFacts => ({ user: { uid }, from: 'images of the policy' })
table(
  'the policy’s word comes first',
  {
    'over the catalogue': { images: { 'docker.io/library/nginx': 1 }, reference: 'nginx:1.27', want: 1 },
    'a tag over the repository': {
      images: { 'docker.io/library/nginx': 1, 'docker.io/library/nginx:1.27': 2 },
      reference: 'nginx:1.27',
      want: 2,
    },
    'a digest over a tag': {
      images: { 'docker.io/library/nginx:1.27': 2, [`docker.io/library/nginx@${sha}`]: 3 },
      reference: `nginx:1.27@${sha}`,
      want: 3,
    },
    'both over a digest': {
      images: { [`docker.io/library/nginx@${sha}`]: 3, [`docker.io/library/nginx:1.27@${sha}`]: 4 },
      reference: `nginx:1.27@${sha}`,
      want: 4,
    },
    'no tag is latest': { images: { 'docker.io/library/nginx:latest': 5 }, reference: 'nginx', want: 5 },
    'another tag does not count': { images: { 'docker.io/library/nginx:1': 1 }, reference: 'nginx:2', want: 0 },
  },
  ({ images, reference, want }) => {
    const known = new Map(Object.entries(images).map(([key, uid]) => [key, facts(uid)]))
    assert.is(imageFacts(reference, { images: known })?.user?.uid, want)
  },
)

const policyFrom = 'images of the policy'
const lockFrom = 'as locked'
const catalogueFrom = 'built-in catalogue: docker.io/library/postgres'
const readOfPostgres = { user: { uid: 0, gid: 0 }, setuid: false, fileCapabilities: [], measured: true } as const
const dropsToSeven = { switchesTo: { uid: 7, gid: 8 }, capabilities: ['SETUID'] }

interface Beside {
  readonly policy?: Omit<ImageFacts, 'from'>
  readonly locked?: Omit<ImageFacts, 'from'>
  readonly reference?: string
  readonly want: Partial<ImageFacts>
}

table<Beside>(
  'sources that know different things of an image',
  {
    'a row of the policy about something else leaves the user to the lock': {
      policy: { setuid: false, fileCapabilities: [] },
      locked: { user: { uid: 7, gid: 8, name: 'app' }, groups: [9], setuid: true, measured: true },
      want: {
        user: { uid: 7, gid: 8, name: 'app' },
        groups: [9],
        setuid: false,
        fileCapabilities: [],
        from: policyFrom,
        sources: { user: lockFrom, groups: lockFrom },
      },
    },
    'a group of the policy goes with the user of the lock': {
      policy: { user: { gid: 0 } },
      locked: { user: { uid: 7, gid: 8, name: 'app' }, measured: true },
      want: { user: { uid: 7, gid: 0, name: 'app' }, from: policyFrom, sources: { user: lockFrom } },
    },
    'a name of the policy is the user of that name': {
      policy: { user: { name: 'app' } },
      locked: { user: { uid: 7, gid: 8, name: 'app' }, measured: true },
      want: { user: { uid: 7, gid: 8, name: 'app' }, from: policyFrom, sources: { user: lockFrom } },
    },
    'a user of the policy has the group that the lock knows': {
      policy: { user: { uid: 7 } },
      locked: { user: { uid: 7, gid: 8 }, measured: true },
      want: { user: { uid: 7, gid: 8 }, from: policyFrom, sources: { user: `${policyFrom}, ${lockFrom}` } },
    },
    'another user of the policy is not what the lock’s entrypoint becomes': {
      policy: { user: { uid: 9 } },
      locked: { user: { uid: 0, gid: 0 }, groups: [4], ...dropsToSeven, shell: true, measured: true },
      want: { user: { uid: 9 }, shell: true, from: policyFrom, sources: { shell: lockFrom } },
    },
    'what no file tells is the catalogue’s': {
      locked: readOfPostgres,
      want: {
        ...readOfPostgres,
        shell: true,
        switchesTo: { uid: 999, gid: 999 },
        capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
        dataPaths: ['/var/lib/postgresql', '/var/lib/postgresql/data'],
        requiresOwnership: true,
        requiresEmptyDirectory: true,
        reviewed: true,
        from: lockFrom,
        sources: Object.fromEntries(
          ['shell', 'switchesTo', 'capabilities', 'dataPaths', 'requiresOwnership', 'requiresEmptyDirectory'].map(
            fact => [fact, catalogueFrom],
          ),
        ),
      },
    },
    'what the files tell is not': {
      locked: { ...readOfPostgres, ...dropsToSeven, shell: false },
      want: { switchesTo: { uid: 7, gid: 8 }, capabilities: ['SETUID'], shell: false },
    },
    'an image that starts as somebody becomes nobody of the catalogue’s': {
      locked: { ...readOfPostgres, user: { uid: 26, gid: 26 } },
      want: { user: { uid: 26, gid: 26 }, switchesTo: undefined, requiresOwnership: true },
    },
    'a row of the policy stands in for the catalogue’s': {
      policy: { user: { uid: 0, gid: 0 } },
      want: { user: { uid: 0, gid: 0 }, from: policyFrom },
    },
    'of an image that the catalogue does not know': {
      reference: 'r.example/a',
      locked: readOfPostgres,
      want: { ...readOfPostgres, from: lockFrom },
    },
  },
  ({ policy, locked, reference = 'docker.io/library/postgres:17', want }) => {
    const images = new Map(policy === undefined ? [] : [[reference, { ...policy, from: policyFrom }]])
    const known = imageFacts(reference, { images, lockedImage: () => locked && { ...locked, from: lockFrom } })
    assert.equal('from' in want ? known : partOf(known, want), want)
  },
)

function partOf(facts: ImageFacts | undefined, want: object): object {
  const all: ReadonlyMap<string, unknown> = new Map(Object.entries(facts ?? {}))
  return Object.fromEntries(Object.keys(want).map(field => [field, all.get(field)]))
}

situation('no image is unknown', () => assert.is(imageFacts(undefined, defaultSettings), undefined))

situation('every row can be reached, by a reference written in full', () => {
  const repositories = catalogue.flatMap(row => row.repositories.map(repository => ({ repository, row })))
  const misspelt = repositories.filter(({ repository }) => {
    const example = repository.replace(/\/\*$/, '/x')
    return parseReference(example)?.repository !== example
  })
  assert.equal(
    misspelt.map(({ repository }) => repository),
    [],
  )
  const hidden = repositories.filter(({ repository, row }) => {
    const earlier = catalogue.slice(0, catalogue.indexOf(row))
    return earlier.some(other => other.tag === undefined && other.repositories.includes(repository))
  })
  assert.equal(
    hidden.map(({ repository }) => repository),
    [],
  )
})

situation('every row that drops starts as root and says with what', () => {
  const wrong = catalogue.filter(
    ({ facts }) => facts?.switchesTo !== undefined && (facts.user?.uid !== 0 || facts.capabilities === undefined),
  )
  assert.equal(
    wrong.flatMap(row => row.repositories),
    [],
  )
  const listed = new Set(catalogue.flatMap(row => row.facts?.capabilities ?? []))
  const baseline = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID', 'SYS_CHROOT']
  assert.equal([...listed].toSorted(), baseline)
})

situation('the source names the repository', () => {
  assert.is(imageFacts('nginx', defaultSettings)?.from, 'built-in catalogue: docker.io/library/nginx')
})
