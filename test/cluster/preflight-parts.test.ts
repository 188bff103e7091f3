import * as assert from 'uvu/assert'
import { objectAmounts, podAmounts } from '../../src/cluster/preflight/amounts.ts'
import { controllerPod } from '../../src/cluster/preflight/controller-pod.ts'
import { excesses } from '../../src/cluster/preflight/quota.ts'
import { asksOf } from '../../src/cluster/preflight/quota-concerns.ts'
import { broughtBy, podReferences } from '../../src/cluster/preflight/references.ts'
import { preflightRights } from '../../src/cluster/preflight/role.ts'
import { pathIn, refusalsIn } from '../../src/cluster/preflight/tell-apart.ts'
import { rolesText } from '../../src/cluster/role.ts'
import { versionDoubt } from '../../src/cluster/version.ts'
import { listAt, mapAt, textAt, type Value, type ValueMap } from '../../src/manifest/value.ts'
import { askWords } from '../../src/report/words/cluster-words.ts'
import { podsOf } from '../../src/workload/object/kinds.ts'
import { madeObject } from '../../src/workload/object/object.ts'
import { podCount } from '../../src/workload/pod/pod-count.ts'
import { amountOf, spelledAmount } from '../../src/workload/quantity.ts'
import { situation, table } from '../table.ts'
import { documentsOf } from './rights.ts'

const answer = (message: string, status = 403, causes: readonly ValueMap[] = []) => ({
  status,
  body: { message, details: { causes } },
  warnings: [],
})

/** Messages as a real API server 1.36 wrote them, but for OpenShift's. */
const refusals: Readonly<Record<string, { readonly said: ReturnType<typeof answer>; readonly want: object }>> = {
  'Pod Security': {
    said: answer('pods "web-cd77v" is forbidden: violates PodSecurity "restricted:latest": seccompProfile (…)'),
    want: {
      kind: 'refused',
      code: 'cluster-pod-security',
      detail: 'violates PodSecurity "restricted:latest": seccompProfile (…)',
      path: [],
    },
  },
  'a quota': {
    said: answer('pods "a" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1'),
    want: {
      kind: 'refused',
      code: 'cluster-quota',
      detail: 'exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
      path: [],
    },
  },
  'a quota that wants limits': {
    said: answer('pods "a" is forbidden: failed quota: q: must specify limits.cpu for: a'),
    want: {
      kind: 'refused',
      code: 'cluster-quota',
      detail: 'failed quota: q: must specify limits.cpu for: a',
      path: [],
    },
  },
  'a LimitRange': {
    said: answer('pods "a" is forbidden: maximum cpu usage per Container is 1, but limit is 3'),
    want: {
      kind: 'refused',
      code: 'cluster-limit-range',
      detail: 'maximum cpu usage per Container is 1, but limit is 3',
      path: [],
    },
  },
  'a webhook': {
    said: answer('admission webhook "p.example.com" denied the request: label team is required', 400),
    want: {
      kind: 'refused',
      code: 'cluster-webhook',
      detail: 'admission webhook "p.example.com" denied the request: label team is required',
      path: [],
    },
  },
  'a webhook that cannot be called': {
    said: answer(
      'Internal error occurred: failed calling webhook "p.example.com": failed to call webhook: Post "https://x": connection refused',
      500,
    ),
    want: {
      kind: 'webhook-unreachable',
      webhook: 'p.example.com',
      detail: 'failed to call webhook: Post "https://x": connection refused',
    },
  },
  'a webhook that answers no dry run': {
    said: answer('admission webhook "p.example.com" does not support dry run', 400),
    want: { kind: 'no-dry-run', webhook: 'p.example.com' },
  },
  'a policy': {
    said: answer(`configmaps "a" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no`, 422),
    want: {
      kind: 'refused',
      code: 'cluster-policy',
      detail: `ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no`,
      path: [],
    },
  },
  'a service account': {
    said: answer('pods "a-" is forbidden: error looking up service account ns/nope: serviceaccount "nope" not found'),
    want: { kind: 'missing', what: 'ServiceAccount', name: 'nope' },
  },
  'a priority class': {
    said: answer('pods "a-" is forbidden: no PriorityClass with name nope was found'),
    want: { kind: 'missing', what: 'PriorityClass', name: 'nope' },
  },
  'a runtime class': {
    said: answer('pods "a-" is forbidden: pod rejected: RuntimeClass "nope" not found'),
    want: { kind: 'missing', what: 'RuntimeClass', name: 'nope' },
  },
  'a namespace': {
    said: answer('namespaces "n" not found', 404),
    want: { kind: 'missing', what: 'Namespace', name: 'n' },
  },
  'a right': {
    said: answer('pods is forbidden: User "u" cannot create resource "pods" in API group "" in the namespace "n"'),
    want: { kind: 'no-right' },
  },
  'an unknown field': {
    said: answer(
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imagee"',
      400,
    ),
    want: {
      kind: 'refused',
      code: 'cluster-invalid',
      detail: 'unknown field',
      path: ['spec', 'containers', 0, 'imagee'],
    },
  },
  'a value of another type': {
    said: answer(
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
      400,
    ),
    want: {
      kind: 'refused',
      code: 'cluster-invalid',
      detail: 'found string, expected int32',
      path: ['spec', 'containers', 'ports', 'containerPort'],
    },
  },
  'a value that is not allowed': {
    said: answer('Service "s" is invalid: …', 422, [
      { field: 'spec.ports[0].port', message: 'Invalid value: 80000: must be between 1 and 65535, inclusive' },
    ]),
    want: {
      kind: 'refused',
      code: 'cluster-invalid',
      detail: 'Invalid value: 80000: must be between 1 and 65535, inclusive',
      path: ['spec', 'ports', 0, 'port'],
    },
  },
  'what cannot change, without all there is': {
    said: answer('Job.batch "j" is invalid: spec.template: Invalid value: …: field is immutable', 422, [
      { field: 'spec.template', message: `Invalid value: {"Volumes":${'x'.repeat(100)}}: field is immutable` },
    ]),
    want: { kind: 'refused', code: 'cluster-immutable', detail: 'field is immutable', path: ['spec', 'template'] },
  },
  'whose role a binding is for': {
    said: answer('RoleBinding "b" is invalid: roleRef: Invalid value: {}: cannot change roleRef', 422, [
      { field: 'roleRef', message: `Invalid value: {"APIGroup":${'x'.repeat(100)}}: cannot change roleRef` },
    ]),
    want: { kind: 'refused', code: 'cluster-immutable', detail: 'cannot change roleRef', path: ['roleRef'] },
  },
  'an address of a Service': {
    said: answer('Service "s" is invalid: spec.clusterIPs[0]: Invalid value: …: may not change once set', 422, [
      { field: 'spec.clusterIPs[0]', message: 'Invalid value: ["10.0.0.7"]: may not change once set' },
    ]),
    want: {
      kind: 'refused',
      code: 'cluster-immutable',
      detail: 'Invalid value: ["10.0.0.7"]: may not change once set',
      path: ['spec', 'clusterIPs', 0],
    },
  },
  'anything else': {
    said: answer(
      'configmaps "a" is forbidden: unable to create new content in namespace n because it is being terminated',
    ),
    want: {
      kind: 'refused',
      code: 'cluster-refused',
      detail: 'unable to create new content in namespace n because it is being terminated',
      path: [],
    },
  },
}

table('a refusal is told from others', refusals, ({ said, want }) => assert.equal(refusalsIn(said), [want]))

situation('every cause is a refusal of its own', () => {
  const causes = [
    { field: 'spec.a', message: 'Required value' },
    { field: 'metadata.labels[a.example/b]', message: 'Invalid value' },
  ]
  const got = refusalsIn(answer('X "x" is invalid: [spec.a: …, …]', 422, causes))
  assert.equal(
    got.map(one => (one.kind === 'refused' ? one.path : [])),
    [
      ['spec', 'a'],
      ['metadata', 'labels', 'a.example/b'],
    ],
  )
})

situation('what cannot change is told from what is wrong beside it', () => {
  const causes = [
    { field: 'type', message: 'Invalid value: "b": field is immutable' },
    { field: 'data[a]', message: 'Required value' },
  ]
  const said = answer('Secret "s" is invalid: [type: …: field is immutable, data[a]: Required value]', 422, causes)
  assert.equal(
    refusalsIn(said).map(one => (one.kind === 'refused' ? one.code : one.kind)),
    ['cluster-immutable', 'cluster-invalid'],
  )
})

table(
  'a field as the API server writes it',
  {
    'of a list': { field: 'spec.containers[0].ports[1]', want: ['spec', 'containers', 0, 'ports', 1] },
    'of a map': { field: 'metadata.annotations[a.b/c]', want: ['metadata', 'annotations', 'a.b/c'] },
    'of nothing': { field: '', want: [] },
  },
  ({ field, want }) => assert.equal(pathIn(field), want),
)

const quantities: Readonly<Record<string, { readonly text: string | number; readonly want: bigint | undefined }>> = {
  cores: { text: '2', want: 2_000_000_000n },
  'a number': { text: 0.5, want: 500_000_000n },
  thousandths: { text: '1500m', want: 1_500_000_000n },
  'powers of 1024': { text: '1Gi', want: 1024n ** 3n * 1_000_000_000n },
  'powers of 1000': { text: '1G', want: 1_000_000_000_000_000_000n },
  'a fraction of them': { text: '1.5Ki', want: 1536n * 1_000_000_000n },
  'an exponent': { text: '1e3', want: 1_000_000_000_000n },
  'a small exponent': { text: '5E-1', want: 500_000_000n },
  exa: { text: '1E', want: 10n ** 27n },
  'less than a billionth is one': { text: '0.0000000001', want: 1n },
  'no amount': { text: 'much', want: undefined },
  'no digit': { text: 'Gi', want: undefined },
}
table('an amount', quantities, ({ text, want }) => assert.is(amountOf(text), want))

table(
  'an amount is spelled',
  {
    'in cores': { text: '3', resource: 'requests.cpu', want: '3' },
    'in thousandths': { text: '0.25', resource: 'cpu', want: '250m' },
    'in powers of 1024': { text: '2048Mi', resource: 'limits.memory', want: '2Gi' },
    'in bytes where nothing else is exact': { text: '1000000', resource: 'memory', want: '1000000' },
    'nothing at all': { text: '0', resource: 'memory', want: '0' },
  },
  ({ text, resource, want }) => assert.is(spelledAmount(amountOf(text) ?? -1n, resource), want),
)

const cpu = (amount: string, more: ValueMap = {}): ValueMap => ({ resources: { requests: { cpu: amount } }, ...more })
const sidecar = { restartPolicy: 'Always' }
const pods: Readonly<Record<string, { readonly spec: ValueMap; readonly want: string }>> = {
  'containers together': { spec: { containers: [cpu('1'), cpu('500m')] }, want: '1500m' },
  'the largest init container': { spec: { containers: [cpu('1')], initContainers: [cpu('3'), cpu('2')] }, want: '3' },
  'a sidecar and the containers': { spec: { containers: [cpu('1')], initContainers: [cpu('1', sidecar)] }, want: '2' },
  'an init container beside a sidecar': {
    spec: { containers: [cpu('1')], initContainers: [cpu('1', sidecar), cpu('2')] },
    want: '3',
  },
  'an init container before a sidecar': {
    spec: { containers: [cpu('1')], initContainers: [cpu('2'), cpu('1', sidecar)] },
    want: '2',
  },
  'a limit without a request': { spec: { containers: [{ resources: { limits: { cpu: '1' } } }] }, want: '1' },
  'the resources of the pod': { spec: { ...cpu('4'), containers: [cpu('1')] }, want: '4' },
  'and its overhead': { spec: { containers: [cpu('1')], overhead: { cpu: '250m' } }, want: '1250m' },
}
table('what a pod requests', pods, ({ spec, want }) => {
  assert.is(spelledAmount(podAmounts(spec).get('requests.cpu') ?? 0n, 'cpu'), want)
})

table(
  'what an object counts for',
  {
    'a Deployment and what it makes first': {
      object: { apiVersion: 'apps/v1', kind: 'Deployment' },
      plural: 'deployments',
      want: ['count/deployments.apps', 'count/replicasets.apps'],
    },
    'a StatefulSet': {
      object: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
      plural: 'statefulsets',
      want: ['count/controllerrevisions.apps', 'count/statefulsets.apps'],
    },
    'a Secret by both its names': {
      object: { apiVersion: 'v1', kind: 'Secret' },
      plural: 'secrets',
      want: ['count/secrets', 'secrets'],
    },
  },
  ({ object, plural, want }) => assert.equal([...objectAmounts(object, plural).keys()].toSorted(), want),
)

const counts: Readonly<Record<string, { readonly object: ValueMap; readonly want: number }>> = {
  'a Deployment': { object: { kind: 'Deployment', spec: { replicas: 3 } }, want: 3 },
  'without replicas': { object: { kind: 'Deployment', spec: {} }, want: 1 },
  'a Job': { object: { kind: 'Job', spec: { parallelism: 5, completions: 2 } }, want: 2 },
  'a suspended Job': { object: { kind: 'Job', spec: { suspend: true } }, want: 0 },
  'a CronJob': { object: { kind: 'CronJob', spec: { jobTemplate: { spec: { parallelism: 4 } } } }, want: 4 },
  'a DaemonSet': { object: { kind: 'DaemonSet', spec: {} }, want: 1 },
}
table('how many pods a workload makes at once', counts, ({ object, want }) => assert.is(podCount(object), want))

const hard = { pods: '5', 'requests.cpu': '2' }
const quotaOf = (used: ValueMap, spec: ValueMap = {}): ValueMap => ({
  metadata: { name: 'q', namespace: 'n' },
  spec,
  status: { hard, used },
})
const askFor = (name: string, times: number, spec: ValueMap) => ({ name, times, amounts: podAmounts(spec), pod: spec })
const web = askFor('Deployment/web', 3, { containers: [cpu('500m')] })
const job = askFor('Job/j', 2, { containers: [cpu('500m')], activeDeadlineSeconds: 60 })
const rows: Readonly<Record<string, { readonly quota: ValueMap; readonly want: readonly string[] }>> = {
  'enough is left': { quota: { ...quotaOf({}), status: { hard: { pods: '5' }, used: {} } }, want: [] },
  'together they are too many': {
    quota: quotaOf({ pods: '0', 'requests.cpu': '0' }),
    want: ['Job/j: 2 of 2 requests.cpu left, asked 2500m by Deployment/web 3 × 500m, Job/j 2 × 500m'],
  },
  'some of it is in use': {
    quota: quotaOf({ pods: '1', 'requests.cpu': '0' }),
    want: [
      'Job/j: 4 of 5 pods left, asked 5 by Deployment/web 3 × 1, Job/j 2 × 1',
      'Job/j: 2 of 2 requests.cpu left, asked 2500m by Deployment/web 3 × 500m, Job/j 2 × 500m',
    ],
  },
  'only pods that end count': {
    quota: quotaOf({ 'requests.cpu': '1500m' }, { scopes: ['Terminating'] }),
    want: ['Job/j: 500m of 2 requests.cpu left, asked 1 by Job/j 2 × 500m'],
  },
  'only pods that do not': { quota: quotaOf({ 'requests.cpu': '0' }, { scopes: ['NotTerminating'] }), want: [] },
  'none without resources': { quota: quotaOf({ pods: '5' }, { scopes: ['BestEffort'] }), want: [] },
  'none of a class': {
    quota: quotaOf(
      { pods: '5' },
      { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['gold'] }] } },
    ),
    want: [],
  },
}
table('a quota', rows, ({ quota, want }) => {
  const got = excesses(quota, [web, job]).map(({ ask, observation }) => {
    const { left, hard: all, resource, asked, by } = observation
    return `${ask.name}: ${left} of ${all} ${resource} left, asked ${asked} by ${by.map(askWords).join(', ')}`
  })
  assert.equal(got, want)
})

/** A Deployment of three pods that is there, and what becomes of it. */
const rolled = (change: ValueMap, pods: readonly ValueMap[] = [{ containers: [cpu('600m')] }]) => {
  const spec = (pod: ValueMap, more: ValueMap = {}): ValueMap => ({
    replicas: 3,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
    template: { spec: pod },
    ...more,
  })
  const live = { kind: 'Deployment', spec: spec({ containers: [cpu('500m')] }) }
  const [pod = {}] = pods
  const value = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: spec(pod, change) }
  const object = madeObject(value)
  const answered = { ...unrefused, accepted: value, live }
  const resource = { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', isNamespaced: true }
  const asked = podsOf(object, []).map(one => ({ pod: one, answered: { ...unrefused, accepted: { spec: pod } } }))
  return asksOf({ object, pods: podsOf(object, []), resource, namespace: 'n' }, answered, asked).map(({ ask }) => ask)
}
const unrefused = {
  refusals: [],
  warnings: [],
  accepted: undefined,
  live: undefined,
  rights: [],
  isDenied: false,
  isStrict: false,
}

table(
  'a quota, where a Deployment that is there changes',
  {
    'and one pod is made before another goes': {
      asks: rolled({}),
      want: '900m asked by Deployment/web 300m, Deployment/web 600m for one more pod during its rollout',
    },
    'and all go before': {
      asks: rolled({ strategy: { type: 'Recreate' } }),
      want: '300m asked by Deployment/web 300m',
    },
    'in its replicas alone': {
      asks: rolled({ replicas: 4 }, [{ containers: [cpu('500m')] }]),
      want: '500m asked by Deployment/web 500m',
    },
  },
  ({ asks, want }) => {
    const quota = { ...quotaOf({}), status: { hard: { 'requests.cpu': '0' }, used: {} } }
    const got = excesses(quota, asks).map(
      ({ observation: { asked, by } }) => `${asked} asked by ${by.map(askWords).join(', ')}`,
    )
    assert.equal(got, [want])
  },
)

const template: Value = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'a' }] } }
const workload = (apiVersion: string, kind: string, spec: ValueMap) =>
  madeObject({ apiVersion, kind, metadata: { name: 'web' }, spec })
const owners = {
  'a Deployment': {
    object: workload('apps/v1', 'Deployment', { template }),
    want: { owner: 'ReplicaSet/web-5d4f8c7b6', name: 'web-5d4f8c7b6-', label: 'pod-template-hash' },
  },
  'a StatefulSet': {
    object: workload('apps/v1', 'StatefulSet', { template }),
    want: { owner: 'StatefulSet/web', name: 'web-', label: 'statefulset.kubernetes.io/pod-name' },
  },
  'a DaemonSet': {
    object: workload('apps/v1', 'DaemonSet', { template }),
    want: { owner: 'DaemonSet/web', name: 'web-', label: 'pod-template-generation' },
  },
  'a Job': {
    object: workload('batch/v1', 'Job', { template }),
    want: { owner: 'Job/web', name: 'web-', label: 'batch.kubernetes.io/job-name' },
  },
  'a CronJob': {
    object: workload('batch/v1', 'CronJob', { jobTemplate: { spec: { template } } }),
    want: { owner: 'Job/web-29000000', name: 'web-29000000-', label: 'job-name' },
  },
  'a Rollout': {
    object: workload('argoproj.io/v1alpha1', 'Rollout', { template }),
    want: { owner: 'Rollout/web', name: 'web-', label: 'app' },
  },
}
table('the pod that a controller makes', owners, ({ object, want }) => {
  const [pod] = podsOf(object, [])
  const metadata = mapAt(pod === undefined ? {} : controllerPod(pod, 'n'), 'metadata')
  const [owner] = Array.isArray(metadata?.ownerReferences) ? metadata.ownerReferences : []
  assert.is(`${textAt(owner, 'kind')}/${textAt(owner, 'name')}`, want.owner)
  assert.is(textAt(metadata, 'generateName') ?? textAt(metadata, 'name'), want.name)
  assert.ok(Object.hasOwn(mapAt(metadata, 'labels') ?? {}, want.label))
})

table(
  'what an object without a name is called',
  { 'where the API server chooses it': 'run-', 'where it has none': '' },
  generateName => {
    const metadata: ValueMap = generateName === '' ? {} : { generateName }
    const [pod] = podsOf(madeObject({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template } }), [])
    const made = mapAt(pod === undefined ? {} : controllerPod(pod, 'n'), 'metadata')
    assert.match(textAt(mapAt(made, 'labels'), 'job-name') ?? '', /^[a-z]([-a-z0-9]*[a-z0-9])?$/)
    assert.match(textAt(made, 'generateName') ?? '', /^[a-z0-9]+(-[a-z0-9]+)?-$/)
  },
)

situation("a StatefulSet's pod mounts the claims made for it", () => {
  const spec = { template, volumeClaimTemplates: [{ metadata: { name: 'data' } }] }
  const [pod] = podsOf(workload('apps/v1', 'StatefulSet', spec), [])
  assert.equal(mapAt(pod === undefined ? {} : controllerPod(pod, 'n'), 'spec')?.volumes, [
    { name: 'data', persistentVolumeClaim: { claimName: 'data-web-0' } },
  ])
})

const container = (more: ValueMap): ValueMap => ({ containers: [{ name: 'a', ...more }] })
const volume = (more: ValueMap): ValueMap => ({ volumes: [{ name: 'v', ...more }] })
const references: Readonly<Record<string, { readonly spec: ValueMap; readonly want: readonly string[] }>> = {
  'a claim': { spec: volume({ persistentVolumeClaim: { claimName: 'c' } }), want: ['PersistentVolumeClaim/c'] },
  'a Secret': { spec: volume({ secret: { secretName: 's' } }), want: ['Secret/s'] },
  'an optional one': { spec: volume({ secret: { secretName: 's', optional: true } }), want: [] },
  'a ConfigMap': { spec: volume({ configMap: { name: 'm' } }), want: ['ConfigMap/m'] },
  'both in a projected volume': {
    spec: volume({ projected: { sources: [{ secret: { name: 's' } }, { configMap: { name: 'm' } }] } }),
    want: ['Secret/s', 'ConfigMap/m'],
  },
  'the class of an ephemeral claim': {
    spec: volume({ ephemeral: { volumeClaimTemplate: { spec: { storageClassName: 'fast' } } } }),
    want: ['StorageClass/fast'],
  },
  'a variable': {
    spec: container({ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's' } } }] }),
    want: ['Secret/s'],
  },
  'all variables of a ConfigMap': {
    spec: container({ envFrom: [{ configMapRef: { name: 'm' } }] }),
    want: ['ConfigMap/m'],
  },
  'an image pull secret': { spec: { imagePullSecrets: [{ name: 's' }] }, want: ['Secret/s'] },
}
table('what a pod names', references, ({ spec, want }) => {
  assert.equal(
    podReferences(spec).map(({ kind, name }) => `${kind}/${name}`),
    want,
  )
})

const custom = (apiVersion: string, kind: string, spec: ValueMap = {}): ValueMap => ({
  apiVersion,
  kind,
  metadata: { name: 'x' },
  spec,
})
table(
  'what an object brings',
  {
    itself: { object: custom('v1', 'Secret'), want: ['Secret/x'] },
    'the Secret of an ExternalSecret': {
      object: custom('external-secrets.io/v1', 'ExternalSecret', { target: { name: 's' } }),
      want: ['ExternalSecret/x', 'Secret/s'],
    },
    'the Secret of a SealedSecret': {
      object: custom('bitnami.com/v1alpha1', 'SealedSecret'),
      want: ['SealedSecret/x', 'Secret/x'],
    },
    'the Secret of a Certificate': {
      object: custom('cert-manager.io/v1', 'Certificate', { secretName: 'tls' }),
      want: ['Certificate/x', 'Secret/tls'],
    },
    'the claims of a StatefulSet': {
      object: custom('apps/v1', 'StatefulSet', { volumeClaimTemplates: [{ metadata: { name: 'd' } }] }),
      want: ['StatefulSet/x', 'PersistentVolumeClaim/d-x-0'],
    },
  },
  ({ object, want }) => assert.equal(broughtBy(object), want),
)

situation('the role names what is asked for, and nothing else', () => {
  const object = workload('networking.k8s.io/v1', 'NetworkPolicy', {})
  assert.is(
    rolesText('r', preflightRights([{ object, pods: [] }], 'agents')),
    `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: r
  namespace: agents
rules:
  - apiGroups: [""]
    resources: [namespaces]
    verbs: [get]
  - apiGroups: [""]
    resources: [resourcequotas]
    verbs: [list]
  - apiGroups: ["networking.k8s.io"]
    resources: [networkpolicies]
    verbs: [create, get, patch, update]
`,
  )
})

const placed = (apiVersion: string, kind: string, namespace?: string, spec: ValueMap = {}) =>
  madeObject({ apiVersion, kind, metadata: { name: 'web', ...(namespace && { namespace }) }, spec })
const definitionSpec = (scope: string) => ({ group: 'a.example', scope, names: { kind: 'Odd', plural: 'odds' } })
const definition = (scope: string) =>
  placed('apiextensions.k8s.io/v1', 'CustomResourceDefinition', undefined, definitionSpec(scope))
const odd = placed('a.example/v1', 'Odd')
const definitions = 'customresourcedefinitions everywhere'
table(
  'rights are granted',
  {
    'in the namespace of an object': { objects: [placed('v1', 'ConfigMap', 'a')], want: ['configmaps in a'] },
    'where the role is applied': { objects: [placed('v1', 'ConfigMap')], want: ['configmaps in ""'] },
    'in several namespaces': {
      objects: [placed('v1', 'ConfigMap', 'a'), placed('v1', 'Secret', 'b')],
      want: ['configmaps in a', 'secrets in b'],
    },
    'everywhere for what is in no namespace': { objects: [placed('v1', 'Namespace')], want: ['namespaces everywhere'] },
    'everywhere for a custom kind of which nobody says': { objects: [odd], want: ['odds everywhere'] },
    'in a namespace for one that is in it': { objects: [placed('a.example/v1', 'Odd', 'a')], want: ['odds in a'] },
    'in a namespace for one that is defined so': {
      objects: [definition('Namespaced'), odd],
      want: ['odds in ""', definitions],
    },
    'everywhere for one that is defined so': {
      objects: [definition('Cluster'), odd],
      want: ['odds everywhere', definitions],
    },
    'everywhere for a custom kind of a project of Kubernetes': {
      objects: [placed('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy')],
      want: ['adminnetworkpolicies everywhere'],
    },
    'where the role is applied for a kind of a group whose scopes are known': {
      objects: [placed('gateway.networking.k8s.io/v1', 'HTTPRoute'), placed('discovery.k8s.io/v1', 'EndpointSlice')],
      want: ['endpointslices in ""', 'httproutes in ""'],
    },
    'by a definition, and not by another kind that looks like one': {
      objects: [
        placed('b.example/v1', 'OddDefinition', 'a', definitionSpec('Cluster')),
        placed('a.example/v1', 'Odd', 'a'),
      ],
      want: ['odds in a', 'odddefinitions in a'],
    },
    'everywhere for the class of a claim': {
      objects: [placed('v1', 'PersistentVolumeClaim', 'a', { storageClassName: 'fast' })],
      want: ['persistentvolumeclaims in a', 'storageclasses everywhere'],
    },
  },
  ({ objects, want }) => {
    const text = rolesText(
      'r',
      preflightRights(
        objects.map(object => ({ object, pods: [] })),
        '',
      ),
    )
    const got = documentsOf(text).flatMap(role => {
      const where =
        textAt(role, 'kind') === 'ClusterRole'
          ? 'everywhere'
          : `in ${textAt(mapAt(role, 'metadata'), 'namespace') ?? '""'}`
      const resources = listAt(role, 'rules').map(rule => String(listAt(rule, 'resources')[0]))
      const own =
        where === 'everywhere' ? resources : resources.filter(one => !['namespaces', 'resourcequotas'].includes(one))
      return own.map(one => `${one} ${where}`)
    })
    assert.equal(got, want)
  },
)

table(
  'the version of a server',
  {
    'that is known': { minor: 36, want: /^$/ },
    'that nobody tells': { minor: undefined, want: /^$/ },
    'that is newer': { minor: 40, want: /newer than/ },
    'that is older': { minor: 27, want: /older than/ },
    'that is far older': { minor: 22, want: /drops unknown fields in silence/ },
  },
  ({ minor, want }) =>
    assert.match(versionDoubt({ text: `v1.${minor}.0`, minor }, { first: 30, last: 37 }) ?? '', want),
)
