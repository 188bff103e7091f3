import * as assert from 'uvu/assert'
import { isMap, type Value, type ValueMap } from '../../src/manifest/value.ts'
import type { CheckFailure } from '../../src/pss/check.ts'
import { aggregate, evaluatePod } from '../../src/pss/evaluate.ts'
import { checks } from '../../src/pss/registry.ts'
import { table } from '../table.ts'
import { type DetailRow, detailOf } from './detail.ts'
import { hardened, podOf, restrictedPod } from './pods.ts'
import { restrictedField } from './restricted-field.ts'

const profile = { type: 'Localhost', localhostProfile: 'p' }
const host = { httpGet: { host: 'h', port: 1 }, tcpSocket: { host: 'h', port: 1 } }
const container: ValueMap = {
  name: 'a',
  ports: [{ containerPort: 1, hostPort: 2 }],
  livenessProbe: host,
  readinessProbe: host,
  startupProbe: host,
  lifecycle: { postStart: host, preStop: host },
  securityContext: {
    privileged: true,
    allowPrivilegeEscalation: false,
    procMount: 'Unmasked',
    runAsNonRoot: true,
    runAsUser: 1,
    capabilities: { add: ['CHOWN'], drop: ['ALL'] },
    seccompProfile: profile,
    appArmorProfile: profile,
    seLinuxOptions: { type: 't', user: 'u', role: 'r' },
    windowsOptions: { hostProcess: true },
  },
}
/** Every field that a check reads, so that each can be spoilt in turn. */
const whole: ValueMap = {
  metadata: { annotations: { 'container.apparmor.security.beta.kubernetes.io/a': 'unconfined' } },
  spec: {
    hostNetwork: true,
    hostPID: true,
    hostIPC: true,
    hostUsers: true,
    os: { name: 'linux' },
    volumes: [{ name: 'v', hostPath: { path: '/' } }],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1,
      seccompProfile: profile,
      appArmorProfile: profile,
      seLinuxOptions: { type: 't', user: 'u', role: 'r' },
      windowsOptions: { hostProcess: true },
      sysctls: [{ name: 's', value: '1' }],
    },
    containers: [container],
  },
}
const wrong: readonly Value[] = ['text', '', 7, 0.5, true, null, [], {}, ['text'], [7], [null], [[]], { name: 7 }, [{}]]
const known = new Set(checks.flatMap(({ fields }) => fields))

const standards = [
  { level: 'baseline', version: 'latest', kubeMinor: 29 },
  { level: 'restricted', version: 'latest', kubeMinor: 32 },
  { level: 'restricted', version: 18 },
] as const
const sound = podOf({})

table('a value of a wrong type crashes nothing and is found nowhere else', spoilt(whole), variants => {
  for (const { metadata, spec } of variants) {
    for (const mode of ['pod', 'template'] as const) {
      const pod = { ...sound, mode, spec: isMap(spec) ? spec : {}, metadata: isMap(metadata) ? metadata : {} }
      for (const standard of standards) prove(evaluatePod(pod, standard))
    }
  }
})

function prove(violations: readonly CheckFailure[]): void {
  const fields = violations.flatMap(({ paths }) => paths.map(({ path }) => restrictedField(path)))
  assert.ok(
    fields.every(field => known.has(field)),
    `a header lacks one of ${fields.join(', ')}`,
  )
  assert.not.match(aggregate(violations).detail, /undefined|\[object|^ /)
}

/** One row for each place of `root`: what it becomes when that place is spoilt, in every way. */
function spoilt(root: ValueMap): Record<string, ValueMap[]> {
  const rows: Record<string, ValueMap[]> = {}
  for (const [place, value] of variants(root, '')) if (isMap(value)) rows[place] = [...(rows[place] ?? []), value]
  return rows
}

function variants(value: Value, place: string): [string, Value][] {
  const here = wrong.map((other): [string, Value] => [place, other])
  const below = entriesOf(value).flatMap(([key, inner]) =>
    variants(inner, `${place}.${key}`).map(([where, changed]): [string, Value] => [
      where,
      replaced(value, key, changed),
    ]),
  )
  return [...here, ...below]
}

function entriesOf(value: Value): [string, Value][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function replaced(value: Value, key: string, inner: Value): Value {
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? inner : item))
  return isMap(value) ? { ...value, [key]: inner } : value
}

const missingDrop = 'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"])'
table<DetailRow>(
  'a wrong type is no way through restricted',
  {
    'the text "false" is not false': {
      spec: restrictedPod({ containers: [hardened('a', { allowPrivilegeEscalation: 'false' })] }),
      want: 'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false)',
    },
    'the text "ALL" is no list': {
      spec: restrictedPod({ containers: [hardened('a', { capabilities: { drop: 'ALL' } })] }),
      want: missingDrop,
    },
    'a text is no capabilities': {
      spec: restrictedPod({ containers: [hardened('a', { capabilities: 'drop ALL' })] }),
      want: missingDrop,
    },
    'the text "true" is not true': {
      spec: restrictedPod({ securityContext: { runAsNonRoot: 'true', seccompProfile: { type: 'Localhost' } } }),
      want: 'runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true)',
    },
    'the text "true" of a container is not true either': {
      spec: restrictedPod({
        securityContext: { seccompProfile: { type: 'Localhost' } },
        containers: [hardened('a', { runAsNonRoot: 'true' })],
      }),
      want: 'runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true)',
    },
    'a text is no user, not even "0": that is left to whoever judges types': {
      spec: restrictedPod({ containers: [hardened('a', { runAsUser: '0' })] }),
      want: '',
    },
    'a text is no profile': {
      spec: restrictedPod({ securityContext: { runAsNonRoot: true, seccompProfile: 'RuntimeDefault' } }),
      want: 'seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    },
    'a list is no type of a profile': {
      spec: restrictedPod({ securityContext: { runAsNonRoot: true, seccompProfile: { type: ['Localhost'] } } }),
      want: 'seccompProfile (pod must not set securityContext.seccompProfile.type to "")',
    },
    'the text "false" is no user namespace': {
      spec: restrictedPod({ hostUsers: 'false', securityContext: { seccompProfile: { type: 'Localhost' } } }),
      want: 'runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true)',
    },
    'a field in another case is another field': {
      spec: restrictedPod({ hostnetwork: true, HostPID: true }),
      want: '',
    },
    'a null capability is the empty one': {
      spec: restrictedPod({ containers: [hardened('a', { capabilities: { drop: ['ALL'], add: [null] } })] }),
      want: 'unrestricted capabilities (container "a" must not include "" in securityContext.capabilities.add)',
    },
  },
  row => assert.is(detailOf(row), row.want),
)

table('many containers', { 'ten thousand, all of them at fault': 10_000 }, count => {
  const containers = Array.from({ length: count }, (_, index) => ({ name: `c${index}` }))
  const pod = podOf({ spec: { containers } })
  const [first] = evaluatePod(pod, { level: 'restricted', version: 'latest' })
  assert.is(first?.paths.length, count)
  assert.match(first?.detail ?? '', /"c9998", "c9999" must set/)
})
