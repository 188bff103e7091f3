import fc from 'fast-check'
import { storageProfiles } from '../../src/knowledge/storage/profile-names.ts'

/**
 * Values of a master whose types are right, and whose names clash or miss often enough that some are refused. Lists of
 * names are short, so that mounts find volumes.
 */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'some words', '/run/it', '--flag=1', 'http://x:80/$(A)') },
  { weight: 2, arbitrary: fc.constantFrom('1.10', '2592000', '0644', '1e3', 'yes', 'null', '~', '', ' x', '007') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('two\nlines\n', 'a: b', "it's", '"', '{{ .Values }}', '# no', '\ttab', 'é😀', '\\'),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }).filter(word => !/[\u2028\u2029\0]/.test(word)),
  },
)
const name = fc.constantFrom('data', 'cache', 'web', 'side')
/** Of volumes that overrides or a template bring, and of one that may be shared. */
const ownVolumes = fc.constantFrom(
  [],
  [{ name: 'extra', emptyDir: {} }],
  [{ name: 'extra', csi: { driver: 'd', volumeAttributes: { ttl: '2592000' } } }],
  [{ name: 'reserved-x', configMap: { name: 'c', defaultMode: 288 } }],
  [{ name: 'data', emptyDir: {} }],
)
const label = fc.constantFrom('a', 'b-1', '1.10', 'on', '2592000', '')
const labels = fc.dictionary(fc.constantFrom('team', 'example.com/tier', 'app.kubernetes.io/name'), label, {
  maxKeys: 2,
})
const annotations = fc.dictionary(fc.constantFrom('note', 'example.com/on', 'checksum/c'), text, { maxKeys: 2 })
const id = fc.constantFrom(1, 1000, 10000, 65532, 2147483647)
const probe = fc.constantFrom<object[]>(
  { failureThreshold: 24, httpGet: { path: '/', port: 'http' } },
  { exec: { command: ['true', 'on', '1.5'] }, periodSeconds: 2592000 },
)
const lifecycle = fc.constantFrom<object[]>({}, { preStop: { sleep: { seconds: 2592000 } } })
const weighted = { weight: 1, preference: { matchExpressions: [{ key: 'a', operator: 'In', values: ['on', '1.5'] }] } }
const affinity = fc.constantFrom<object[]>(
  {},
  { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [weighted] } },
)

/** A record of which any fields may be absent, save those named. */
function some<Model extends Record<string, fc.Arbitrary<unknown>>>(
  model: Model,
  ...requiredKeys: (keyof Model & string)[]
) {
  return fc.record(model, { requiredKeys })
}

const storage = some({
  fsGroup: fc.constantFrom('honoured', 'never', 'delegated'),
  root: fc.record({
    owner: fc.constantFrom('1000:1000', '0:0', '0:10000'),
    mode: fc.constantFrom('0755', '2775', '777'),
  }),
  chownable: fc.boolean(),
})
const claim = some(
  {
    name: fc.constantFrom('pvc-a', 'pvc-b', 'pvc-c', 'pvc-d', 'pvc-e', 'pvc-f', 'pvc-g', 'pvc-h'),
    create: fc.boolean(),
    size: fc.constantFrom('5Gi', '1', '1e3', '100M'),
    accessModes: fc.constantFrom(
      ['ReadWriteOnce'],
      ['ReadWriteMany'],
      ['ReadWriteOncePod'],
      ['ReadWriteOnce', 'ReadWriteMany'],
    ),
    storageClassName: fc.constantFrom('fast', '', '1.10'),
    labels,
    annotations,
    profile: fc.constantFrom(...storageProfiles),
    storage,
  },
  'name',
)
const volume = fc.oneof(
  { weight: 4, arbitrary: fc.record({ name, claim }) },
  { weight: 1, arbitrary: fc.record({ name, emptyDir: fc.constantFrom({}, { medium: 'Memory', sizeLimit: '1Gi' }) }) },
  { weight: 1, arbitrary: fc.record({ name, configMap: fc.constant({ name: 'c', defaultMode: 288 }) }) },
  { weight: 1, arbitrary: fc.record({ name, hostPath: fc.constant({ path: '/srv' }) }) },
  { weight: 1, arbitrary: fc.record({ name, nfs: fc.constant({ server: 'n', path: '/srv' }) }) },
)
const volumeMount = fc.oneof(
  {
    weight: 3,
    arbitrary: some(
      { name, mountPath: fc.constantFrom('/data', '/cache', "/it's", '/data/in'), readOnly: fc.boolean() },
      'name',
      'mountPath',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ name, mountPath: fc.constantFrom('/s', '/t'), subPath: fc.constantFrom('in', 'in/side') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ name, mountPath: fc.constant('/e'), subPathExpr: fc.constantFrom('$(POD)', 'x-$(POD)') }),
  },
)
const env = fc.oneof(
  fc.record({ name: fc.constantFrom('A', 'B'), value: text }),
  fc.record({
    name: fc.constant('B'),
    valueFrom: fc.constant({ secretKeyRef: { name: 's', key: 'k', optional: true } }),
  }),
)
/** Called like secrets, some with literals. */
const secretEnv = fc.oneof(
  fc.record({ name: fc.constantFrom('Api_Key', 'GH_TOKEN', 'TOKEN_FILE', 'MY_SECRETS'), value: text }),
  fc.record({ name: fc.constant('GH_TOKEN'), valueFrom: fc.constant({ secretKeyRef: { name: 's', key: 'k' } }) }),
)
/** First, so that a `subPathExpr` finds it. */
const pod = { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }
const port = some(
  {
    name: fc.constantFrom('http', 'metrics'),
    containerPort: fc.constantFrom(80, 8642, 65535),
    protocol: fc.constantFrom('TCP', 'UDP'),
  },
  'containerPort',
)
interface Port {
  readonly name?: unknown
  readonly containerPort: unknown
}
/** Whether a container cannot have both: of one number, or of one name. */
function clash(one: Port, other: Port): boolean {
  return one.containerPort === other.containerPort || (one.name !== undefined && one.name === other.name)
}
const securityContext = some({
  runAsUser: fc.constantFrom(0, 4711),
  runAsNonRoot: fc.boolean(),
  allowPrivilegeEscalation: fc.boolean(),
  readOnlyRootFilesystem: fc.boolean(),
  capabilities: some({ add: fc.constant(['NET_BIND_SERVICE']), drop: fc.constantFrom([], ['ALL']) }),
  seccompProfile: fc.constantFrom({ type: 'Unconfined' }, { type: 'Localhost', localhostProfile: 'a' }),
})
const container = {
  command: fc.array(text, { minLength: 1, maxLength: 2 }),
  args: fc.array(text, { maxLength: 2 }),
  workingDir: fc.constantFrom('/', '/w'),
  ports: fc.uniqueArray(port, { maxLength: 2, comparator: clash }),
  envFrom: fc.constantFrom([], [{ secretRef: { name: 's', optional: true } }]),
  env: fc
    .array(fc.oneof({ weight: 20, arbitrary: env }, { weight: 1, arbitrary: secretEnv }), { maxLength: 2 })
    .map(entries => [pod, ...entries]),
  resources: fc.constantFrom({}, { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m' } }),
  startupProbe: probe,
  livenessProbe: probe,
  lifecycle,
  securityContext,
  volumeMounts: fc.uniqueArray(volumeMount, { maxLength: 3, selector: ({ mountPath }) => mountPath }),
}
const extraContainer = some(
  {
    name: fc.constantFrom('one', 'two', 'three', 'web'),
    image: fc.constantFrom('busybox:1.37', 'r:5000/a:2'),
    imagePullPolicy: fc.constantFrom('Always', 'Never'),
    tty: fc.boolean(),
    ...container,
  },
  'name',
  'env',
)
const bool = fc.boolean()
/** Mounts of what overrides or a template bring, and of shared volumes that nobody else mounts. */
const ownMounts = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('extra', 'data', 'cache'),
    mountPath: fc.constantFrom('/own', '/own/in', '/data'),
  }),
  { maxLength: 2, selector: ({ mountPath }) => mountPath },
)
const podSecurityContext = fc.constantFrom(
  {},
  { runAsNonRoot: false },
  { supplementalGroups: [2000], fsGroup: 7 },
  { seccompProfile: { type: 'Unconfined' }, sysctls: [{ name: 'a', value: '1' }] },
)
const replacedFields = {
  serviceAccountName: fc.constantFrom('web', 'mine'),
  imagePullSecrets: fc.constantFrom([], [{ name: 'third' }]),
  nodeSelector: fc.constantFrom({}, { pool: 'on' }),
  tolerations: fc.constantFrom([], [{ operator: 'Exists', tolerationSeconds: 2592000 }]),
  affinity,
  volumes: ownVolumes,
}
const templateContainer = some(
  {
    ...container,
    name: fc.constantFrom('main', 'web', 'master', 'four'),
    image: fc.constant('template:1'),
    imagePullPolicy: fc.constantFrom('Always', 'Never'),
    ports: fc.constantFrom([], [{ containerPort: 80, hostPort: 80 }]),
    resources: fc.constantFrom({}, { limits: { memory: '2Gi', gpu: '1' } }, { claims: [{ name: 'c' }] }),
    resizePolicy: fc.constantFrom([], [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }]),
    volumeMounts: ownMounts,
    stdin: bool,
  },
  'name',
  'env',
)
const podTemplate = some({
  ...replacedFields,
  automountServiceAccountToken: bool,
  terminationGracePeriodSeconds: fc.constantFrom(0, 2592000),
  securityContext: podSecurityContext,
  initContainers: fc.array(templateContainer, { maxLength: 1 }),
  containers: fc.array(templateContainer, { maxLength: 2 }),
  restartPolicy: fc.constant('Never'),
  hostNetwork: bool,
  overhead: fc.constantFrom({}, { cpu: '2592000' }),
  readinessGates: fc.constantFrom([], [{ conditionType: 'a' }]),
})
const badTemplate = fc.record({ activeDeadlineSeconds: fc.constant(1), ephemeralContainers: fc.constant([]) })
const podOverrides = some({
  ...replacedFields,
  labels,
  resources: fc.constantFrom({}, { limits: { memory: '3Gi' } }),
  env: fc.array(fc.oneof({ weight: 9, arbitrary: env }, { weight: 1, arbitrary: secretEnv }), { maxLength: 3 }),
  volumeMounts: ownMounts,
  podSecurityContext,
  containerSecurityContext: securityContext,
  extraContainers: fc.array(extraContainer, { maxLength: 1 }),
  extraInitContainers: fc.array(extraContainer, { maxLength: 1 }),
})
const object = (field: string, types: object) =>
  fc.uniqueArray(
    some(
      {
        name: fc.constantFrom('c', 'd'),
        [field]: fc.dictionary(fc.constantFrom('k', 'file.yaml', '0'), text, { maxKeys: 2 }),
        checksum: bool,
        ...types,
      },
      'name',
      field,
    ),
    { maxLength: 2, selector: ({ name: key }) => key },
  )

const repair = some({
  name: fc.constantFrom('fix', 'one'),
  image: fc.constant('busybox:1.37'),
  ownershipPolicy: fc.constantFrom('Always', 'OnRootMismatch'),
  resources: fc.constant({ limits: { memory: '64Mi' } }),
})

const agent = some(
  {
    name: fc.constantFrom('web', 'master'),
    containerName: fc.constantFrom('main', 'web'),
    image: fc.constantFrom(
      { repository: 'r/a', tag: '1.10' },
      { repository: 'r/a', digest: `sha256:${'0'.repeat(64)}`, pullPolicy: 'Always' },
    ),
    replicas: fc.constantFrom(0, 1, 1, 3),
    strategy: fc.constantFrom('Recreate', 'RollingUpdate'),
    labels,
    annotations,
    podLabels: labels,
    podAnnotations: annotations,
    ...container,
    initContainers: fc.array(extraContainer, { maxLength: 2 }),
    extraContainers: fc.array(extraContainer, { maxLength: 1 }),
    terminationGracePeriodSeconds: fc.constantFrom(0, 2592000),
    enableServiceLinks: bool,
    hostAliases: fc.constantFrom([], [{ ip: '10.0.0.1', hostnames: ['a'] }]),
    nodeSelector: fc.constantFrom({}, { pool: '1.10' }),
    tolerations: fc.constant([{ operator: 'Exists', tolerationSeconds: 2592000 }]),
    affinity,
    imagePullSecrets: fc.constant([{ name: 'second' }]),
    podSecurityContext,
    allowInlineSecrets: bool,
    reserved: some({
      prefixes: fc.constantFrom([], ['no-', 'reserved-']),
      env: fc.constantFrom([], ['A', 'GH_TOKEN']),
    }),
    podTemplate: fc.oneof({ weight: 9, arbitrary: podTemplate }, { weight: 1, arbitrary: badTemplate }),
    podOverrides,
    repair,
    configMaps: object('data', {}),
    secrets: object('stringData', { type: fc.constantFrom('Opaque', 'example.com/x') }),
    service: some({
      enabled: bool,
      name: fc.constant('svc'),
      type: fc.constantFrom('ClusterIP', 'NodePort'),
      annotations,
      ports: fc.constantFrom(
        [],
        [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30000 }],
        [{ name: 'x', port: 1 }],
      ),
    }),
    serviceAccount: some({ create: bool, name: fc.constant('mine'), annotations, automountToken: bool }),
    rbac: some({
      create: bool,
      allow: fc.subarray(['secrets', 'jobs', 'pods', 'configmaps']),
      rules: fc.constant([{ apiGroups: ['x'], resources: ['ys'], verbs: ['get'] }]),
    }),
    networkPolicy: some({
      enabled: bool,
      name: fc.constant('np'),
      ingress: fc.constant([{ from: [{ podSelector: {} }] }]),
      egress: fc.constantFrom([], [{ ports: [{ port: 53 }] }]),
    }),
    podDisruptionBudget: some({
      enabled: bool,
      minAvailable: fc.constantFrom(1, '50%'),
      maxUnavailable: fc.constantFrom(0, '10%'),
    }),
    podMonitor: some({
      enabled: bool,
      port: fc.constantFrom('http', 'metrics'),
      path: fc.constant('/m'),
      interval: fc.constant('1m'),
      labels,
    }),
    attachable: some(
      {
        enabled: bool,
        image: fc.constant('supervisor:1'),
        ttyDirectory: fc.constantFrom('/tty', `/${'t'.repeat(110)}`),
        source: fc.constant('/s'),
      },
      'image',
    ),
  },
  'image',
  'env',
)

/** A section has overrides or a template, seldom both. */
const extendedAgent = fc
  .tuple(agent, fc.integer({ min: 0, max: 9 }))
  .map(([{ podTemplate, podOverrides, ...rest }, side]) => ({
    ...rest,
    ...(podTemplate !== undefined && side > 4 ? { podTemplate } : {}),
    ...(podOverrides !== undefined && (side < 5 || side === 9) ? { podOverrides } : {}),
  }))

/** Values that the schema accepts; the rules refuse some. */
export const agentValues = some(
  {
    name: fc.constantFrom('web', 'a-long-name'),
    namespace: fc.constantFrom('ns1', 'ns2'),
    level: fc.constantFrom('privileged', 'baseline', 'restricted'),
    identity: some({
      user: id,
      group: id,
      fsGroup: fc.constantFrom(0, 5000),
      fsGroupChangePolicy: fc.constantFrom('Always', 'OnRootMismatch'),
      supplementalGroups: fc.constant([1000]),
    }),
    repair,
    partOf: text,
    version: text,
    managedBy: text,
    labels,
    annotations,
    imagePullSecrets: fc.constantFrom([], [{ name: 'first' }]),
    volumes: fc.uniqueArray(volume, { minLength: 2, maxLength: 4, selector: ({ name: key }) => key }),
    worker: fc.constant({ image: { repository: 'w', tag: '1' }, namespace: 'jobs' }),
    agent: extendedAgent,
  },
  'name',
  'namespace',
  'volumes',
  'agent',
)
