/** The type of a field as the API server decodes it: a scalar, a list, a map with known fields or with equal values. */
export type Shape =
  | 'string'
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'int-or-string'
  | 'quantity'
  /** A map whose fields nothing here reads. */
  | 'map'
  /** `holes`: null among the items is an empty map, and no field of it is required. Elsewhere the API server refuses one. */
  | { readonly items: Shape; readonly holes?: 'admitted' }
  | { readonly values: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> }

const strings: Shape = { items: 'string' }
const texts: Shape = { values: 'string' }
const profile: Shape = fields({ type: 'string', localhostProfile: 'string' })
const seLinux: Shape = fields({ user: 'string', role: 'string', type: 'string', level: 'string' })
const windows: Shape = fields({
  gmsaCredentialSpecName: 'string',
  gmsaCredentialSpec: 'string',
  runAsUserName: 'string',
  hostProcess: 'boolean',
})

/** Fields that both security contexts have. */
const sharedContext = {
  runAsUser: 'int64',
  runAsGroup: 'int64',
  runAsNonRoot: 'boolean',
  seccompProfile: profile,
  appArmorProfile: profile,
  seLinuxOptions: seLinux,
  windowsOptions: windows,
} as const

const podContext = fields({
  ...sharedContext,
  fsGroup: 'int64',
  fsGroupChangePolicy: 'string',
  supplementalGroups: { items: 'int64' },
  supplementalGroupsPolicy: 'string',
  seLinuxChangePolicy: 'string',
  sysctls: { items: fields({ name: 'string', value: 'string' }) },
})

const containerContext = fields({
  ...sharedContext,
  privileged: 'boolean',
  allowPrivilegeEscalation: 'boolean',
  readOnlyRootFilesystem: 'boolean',
  procMount: 'string',
  capabilities: fields({ add: strings, drop: strings }),
})

const httpGet = fields({
  host: 'string',
  path: 'string',
  port: 'int-or-string',
  scheme: 'string',
  httpHeaders: { items: fields({ name: 'string', value: 'string' }) },
})
const tcpSocket = fields({ host: 'string', port: 'int-or-string' })
const exec = fields({ command: strings })
const probe = fields({ httpGet, tcpSocket, exec, grpc: 'map' })
const handler = fields({ httpGet, tcpSocket, exec, sleep: 'map' })

/** What the kubelet calls in a container, by the field that says so. */
export const handlersShape = {
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: fields({ postStart: handler, preStop: handler }),
} as const

const container = fields({
  ...handlersShape,
  name: 'string',
  image: 'string',
  imagePullPolicy: 'string',
  restartPolicy: 'string',
  workingDir: 'string',
  command: strings,
  args: strings,
  env: { items: fields({ name: 'string', value: 'string', valueFrom: 'map' }) },
  envFrom: { items: 'map' },
  ports: {
    items: fields({ name: 'string', containerPort: 'int32', hostPort: 'int32', hostIP: 'string', protocol: 'string' }),
  },
  volumeMounts: {
    items: fields({
      name: 'string',
      mountPath: 'string',
      subPath: 'string',
      subPathExpr: 'string',
      readOnly: 'boolean',
      recursiveReadOnly: 'string',
      mountPropagation: 'string',
    }),
  },
  volumeDevices: { items: fields({ name: 'string', devicePath: 'string' }) },
  resources: fields({ limits: { values: 'quantity' }, requests: { values: 'quantity' } }),
  securityContext: containerContext,
})

const keys: Shape = { items: fields({ key: 'string', path: 'string', mode: 'int32' }) }
const fieldFiles: Shape = {
  items: fields({ path: 'string', mode: 'int32', fieldRef: 'map', resourceFieldRef: 'map' }),
}
const projectedSource = fields({
  configMap: fields({ name: 'string', optional: 'boolean', items: keys }),
  secret: fields({ name: 'string', optional: 'boolean', items: keys }),
  downwardAPI: fields({ items: fieldFiles }),
  serviceAccountToken: fields({ audience: 'string', expirationSeconds: 'int64', path: 'string' }),
  clusterTrustBundle: 'map',
  podCertificate: 'map',
})

/** Sources whose own fields decide nothing here. */
const opaqueSources = [
  ...['awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'fc', 'flexVolume', 'flocker'],
  ...['gcePersistentDisk', 'gitRepo', 'glusterfs', 'iscsi', 'photonPersistentDisk', 'portworxVolume', 'quobyte'],
  ...['rbd', 'scaleIO', 'storageos', 'vsphereVolume'],
]

/** A volume of a pod. */
export const volumeShape: Shape = fields({
  ...Object.fromEntries(opaqueSources.map(source => [source, 'map' as const])),
  name: 'string',
  emptyDir: fields({ medium: 'string', sizeLimit: 'quantity' }),
  hostPath: fields({ path: 'string', type: 'string' }),
  persistentVolumeClaim: fields({ claimName: 'string', readOnly: 'boolean' }),
  configMap: fields({ name: 'string', defaultMode: 'int32', optional: 'boolean', items: keys }),
  secret: fields({ secretName: 'string', defaultMode: 'int32', optional: 'boolean', items: keys }),
  downwardAPI: fields({ defaultMode: 'int32', items: fieldFiles }),
  projected: fields({ defaultMode: 'int32', sources: { items: projectedSource, holes: 'admitted' } }),
  csi: fields({ driver: 'string', fsType: 'string', readOnly: 'boolean', volumeAttributes: texts }),
  nfs: fields({ server: 'string', path: 'string', readOnly: 'boolean' }),
  ephemeral: fields({ volumeClaimTemplate: fields({ metadata: 'map', spec: 'map' }) }),
  image: fields({ reference: 'string', pullPolicy: 'string' }),
})

/** Metadata of a pod or of its template (meta/v1 ObjectMeta). */
export const metadataShape: Shape = fields({
  name: 'string',
  generateName: 'string',
  namespace: 'string',
  labels: texts,
  annotations: texts,
})

/** The fields of a pod spec that anything here reads (core/v1 types.go, v1.36). Others are the API server's business. */
export const specShape: Shape = fields({
  initContainers: { items: container },
  containers: { items: container },
  ephemeralContainers: { items: container },
  volumes: { items: volumeShape },
  securityContext: podContext,
  hostNetwork: 'boolean',
  hostPID: 'boolean',
  hostIPC: 'boolean',
  hostUsers: 'boolean',
  shareProcessNamespace: 'boolean',
  automountServiceAccountToken: 'boolean',
  os: fields({ name: 'string' }),
  nodeSelector: texts,
  restartPolicy: 'string',
  runtimeClassName: 'string',
  serviceAccountName: 'string',
})

function fields(shape: Readonly<Record<string, Shape>>): Shape {
  return { fields: shape }
}
