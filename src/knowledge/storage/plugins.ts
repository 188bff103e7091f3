import { mapAt, type ValueMap } from '../../manifest/value.ts'

/** What mounts a volume once claims are resolved. `unknown`: nothing says what stands behind the claim. */
export type VolumePlugin =
  | 'emptyDir'
  | 'hostPath'
  | 'local'
  | 'nfs'
  | 'csi'
  | 'iscsi'
  | 'fc'
  | 'flexVolume'
  | 'gitRepo'
  | 'image'
  | 'configMap'
  | 'secret'
  | 'downwardAPI'
  | 'projected'
  | 'unknown'

/** What the kubelet does with the volumes of a plugin: pkg/volume/* v1.36.2, `GetAttributes` and `SetUp`. */
export interface PluginFacts {
  /**
   * Whether SetUp calls `NewVolumeOwnership`. `Attributes.Managed` does not gate it; its only reader is SELinux
   * relabelling (pkg/kubelet/kubelet_pods.go:297).
   */
  readonly fsGroup: 'always' | 'unless-read-only' | 'by-driver' | 'never' | 'unknown'
  /** `Attributes.ReadOnly`: every mount of it is read-only. */
  readonly readOnly: boolean
  /** Files are projected from API objects, and their modes decide about reading. */
  readonly apiObject: boolean
  /** A file server checks permissions, not the node. */
  readonly remote: boolean
  /** Whether root with CAP_CHOWN can re-own it; absent: depends on what is behind it. */
  readonly chownable?: boolean
}

const local = { readOnly: false, apiObject: false, remote: false, chownable: true } as const
const projection = { fsGroup: 'always', readOnly: true, apiObject: true, remote: false, chownable: false } as const

/** One row a plugin; each can be held against the master table of Kubernetes' pkg/volume. */
export const plugins: Readonly<Record<VolumePlugin, PluginFacts>> = {
  // emptydir/empty_dir.go:278
  emptyDir: { ...local, fsGroup: 'always' },
  // hostpath/host_path.go:243: SetUp only checks the type
  hostPath: { ...local, fsGroup: 'never' },
  // local/local.go:622
  local: { ...local, fsGroup: 'unless-read-only' },
  // nfs/nfs.go:213; root_squash is the server's affair
  nfs: { fsGroup: 'never', readOnly: false, apiObject: false, remote: true },
  // csi/csi_mounter.go:344
  csi: { fsGroup: 'by-driver', readOnly: false, apiObject: false, remote: false },
  // iscsi/disk_manager.go:101
  iscsi: { ...local, fsGroup: 'unless-read-only' },
  // fc/disk_manager.go:94
  fc: { ...local, fsGroup: 'unless-read-only' },
  // flexvolume/mounter.go:98: if the driver has the capability FSGroup, which only the driver knows
  flexVolume: { fsGroup: 'unknown', readOnly: false, apiObject: false, remote: false },
  // git_repo/git_repo.go:238: wraps an emptyDir
  gitRepo: { ...local, fsGroup: 'always' },
  // image/image.go:75: the runtime mounts it read-only
  image: { fsGroup: 'never', readOnly: true, apiObject: false, remote: false, chownable: false },
  // configmap/configmap.go:249, secret/secret.go:245, downwardapi/downwardapi.go:220, projected/projected.go:234
  configMap: projection,
  secret: projection,
  downwardAPI: projection,
  projected: projection,
  unknown: { fsGroup: 'unknown', readOnly: false, apiObject: false, remote: false },
}

/** In-tree plugins that became CSI drivers (pkg/volume/csimigration): the field and the driver that serves it. */
export const migrated: Readonly<Record<string, string>> = {
  awsElasticBlockStore: 'ebs.csi.aws.com',
  gcePersistentDisk: 'pd.csi.storage.gke.io',
  azureDisk: 'disk.csi.azure.com',
  azureFile: 'file.csi.azure.com',
  cinder: 'cinder.csi.openstack.org',
  vsphereVolume: 'csi.vsphere.vmware.com',
  portworxVolume: 'pxd.portworx.com',
}

/** Fields whose plugin was removed from Kubernetes; nothing mounts them any more. */
const removed = ['cephfs', 'rbd', 'glusterfs', 'quobyte', 'flocker', 'scaleIO', 'storageos', 'photonPersistentDisk']

const own = [
  ...(['emptyDir', 'hostPath', 'local', 'nfs', 'csi', 'iscsi', 'fc', 'flexVolume', 'gitRepo', 'image'] as const),
  ...(['configMap', 'secret', 'downwardAPI', 'projected'] as const),
]

/** What a volume, or the spec of a PersistentVolume, says it is. */
export type VolumeSource =
  | { readonly kind: 'plugin'; readonly plugin: VolumePlugin; readonly spec: ValueMap }
  | { readonly kind: 'migrated'; readonly field: string; readonly driver: string; readonly spec: ValueMap }
  | { readonly kind: 'claim'; readonly spec: ValueMap }
  | { readonly kind: 'ephemeral'; readonly spec: ValueMap }
  | { readonly kind: 'removed'; readonly field: string }

/** How each field of a volume is read, in the order in which the sources of a volume with several count. */
const readers = new Map<string, (spec: ValueMap) => VolumeSource>()
readers.set('persistentVolumeClaim', spec => ({ kind: 'claim', spec }))
readers.set('ephemeral', spec => ({ kind: 'ephemeral', spec }))
for (const plugin of own) readers.set(plugin, spec => ({ kind: 'plugin', plugin, spec }))
for (const [field, driver] of Object.entries(migrated))
  readers.set(field, spec => ({ kind: 'migrated', field, driver, spec }))
for (const field of removed) readers.set(field, () => ({ kind: 'removed', field }))
const order = [...readers.keys()]

/** Whether a field of a volume is a source, also one whose plugin is gone. */
export function isSourceField(field: string): boolean {
  return readers.has(field)
}

/** The field of the first source that a volume names. */
export function sourceFieldOf(volume: ValueMap): string | undefined {
  return order.find(field => Object.hasOwn(volume, field) && volume[field] !== null)
}

/** Every source that a volume names, in the order of the tables: one in a valid volume. */
export function sourcesOf(volume: ValueMap): readonly VolumeSource[] {
  const named: string[] = []
  for (const field in volume) if (readers.has(field) && volume[field] !== null) named.push(field)
  const ordered = named.length < 2 ? named : named.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
  return ordered.flatMap(field => readers.get(field)?.(mapAt(volume, field) ?? {}) ?? [])
}
