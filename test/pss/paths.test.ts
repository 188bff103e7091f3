import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import type { Value } from '../../src/manifest/value.ts'
import { evaluatePod } from '../../src/pss/evaluate.ts'
import { splitExempted } from '../../src/pss/exempt.ts'
import { table } from '../table.ts'
import { hardened, podOf, restrictedPod } from './pods.ts'

interface PathRow {
  readonly spec: Value
  readonly annotations?: Value
  readonly mode?: 'pod'
  readonly check: string
  /** `container: path`, or the path alone where the field is the pod's. */
  readonly want: readonly string[]
}

const annotation = 'container.apparmor.security.beta.kubernetes.io/'
const rows: Readonly<Record<string, PathRow>> = {
  'a field that must be set and is not': {
    spec: { initContainers: [{ name: 'i' }], containers: [hardened('a')] },
    check: 'allowPrivilegeEscalation',
    want: ['i: spec.initContainers[0].securityContext.allowPrivilegeEscalation'],
  },
  'a field that pod or containers must set': {
    spec: { containers: [{ name: 'a' }, { name: 'b' }] },
    check: 'runAsNonRoot',
    want: ['a: spec.containers[0].securityContext.runAsNonRoot', 'b: spec.containers[1].securityContext.runAsNonRoot'],
  },
  "the pod's field before those of its containers": {
    spec: { securityContext: { runAsUser: 0 }, containers: [{ name: 'a', securityContext: { runAsUser: 0 } }] },
    check: 'runAsUser',
    want: ['spec.securityContext.runAsUser', 'a: spec.containers[0].securityContext.runAsUser'],
  },
  'a list that lacks an item, and items that must go': {
    spec: { containers: [{ name: 'a', securityContext: { capabilities: { add: ['NET_BIND_SERVICE', 'KILL'] } } }] },
    check: 'capabilities_restricted',
    want: [
      'a: spec.containers[0].securityContext.capabilities.drop',
      'a: spec.containers[0].securityContext.capabilities.add[1]',
    ],
  },
  'every host of a container': {
    spec: {
      containers: [
        { name: 'a', livenessProbe: { httpGet: { host: 'x' } }, lifecycle: { preStop: { tcpSocket: { host: 'x' } } } },
      ],
    },
    check: 'hostProbesAndHostLifecycle',
    want: [
      'a: spec.containers[0].livenessProbe.httpGet.host',
      'a: spec.containers[0].lifecycle.preStop.tcpSocket.host',
    ],
  },
  'the source of a volume': {
    spec: restrictedPod({ volumes: [{ name: 'v' }, { name: 'w', nfs: {} }] }),
    check: 'restrictedVolumes',
    want: ['spec.volumes[1].nfs'],
  },
  'an annotation belongs to the container it names': {
    spec: restrictedPod(),
    annotations: { [`${annotation}a`]: 'x', [`${annotation}z`]: 'x' },
    check: 'appArmorProfile',
    want: [`a: metadata.annotations["${annotation}a"]`, `metadata.annotations["${annotation}z"]`],
  },
  'a port that only the API server writes': {
    spec: restrictedPod({
      hostNetwork: true,
      containers: [hardened('a'), { ...hardened('b'), ports: [{ containerPort: 1 }] }],
    }),
    mode: 'pod',
    check: 'hostPorts',
    want: ['b: spec.containers[1].ports[0].hostPort'],
  },
}

table('paths of a violation', rows, ({ spec, annotations, mode, check, want }) => {
  const pod = podOf({ spec, ...(annotations !== undefined && { annotations }), ...(mode && { mode }) })
  const violation = evaluatePod(pod, { level: 'restricted', version: 'latest' }).find(({ id }) => id === check)
  const got = violation?.paths.map(({ path, container }) => (container ? `${container}: ` : '') + formatPath(path))
  assert.equal(got, want)
})

const twoContainers = podOf({ spec: { containers: [{ name: 'a' }, hardened('b')] } })
const violations = evaluatePod(twoContainers, { level: 'restricted', version: 24 })
const all = ['allowPrivilegeEscalation', 'capabilities_restricted', 'runAsNonRoot', 'seccompProfile_restricted']
table(
  'splitExempted',
  {
    'nothing is exempt': { containers: [], checks: all, kept: all, exempted: [] },
    'one container of two': {
      containers: ['a'],
      checks: all,
      kept: ['runAsNonRoot', 'seccompProfile_restricted'],
      exempted: ['allowPrivilegeEscalation', 'capabilities_restricted'],
    },
    'both containers': { containers: ['a', 'b'], checks: all, kept: [], exempted: all },
    'one check': {
      containers: ['a', 'b'],
      checks: ['runAsNonRoot'],
      kept: all.filter(id => id !== 'runAsNonRoot'),
      exempted: ['runAsNonRoot'],
    },
  },
  ({ containers, checks, kept, exempted }) => {
    const split = splitExempted(
      violations,
      ({ id }, { container = '' }) => checks.includes(id) && containers.some(name => name === container),
    )
    assert.equal(
      { kept: split.kept.map(({ id }) => id), exempted: split.exempted.map(({ id }) => id) },
      { kept, exempted },
    )
  },
)
