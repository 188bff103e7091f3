import type { Ownership } from './ownership.ts'
import type { StorageProfileName } from './profile-names.ts'

/** `CSIDriver.spec.fsGroupPolicy`, or that the driver mounts with the group itself. */
export type DriverPolicy = 'None' | 'File' | 'ReadWriteOnceWithFSType' | 'mount-group' | 'unknown'

/** What a claim of a provisioner is inside a pod. */
export interface StorageProfile {
  readonly plugin: 'hostPath' | 'local' | 'csi' | 'nfs'
  readonly driver?: string
  /** The driver's fsGroupPolicy as its own manifests install it; a CSIDriver in the stream says better. */
  readonly policy?: DriverPolicy
  /** What the provisioner writes into `PersistentVolume.spec.csi.fsType` if the class does not say. */
  readonly fsType?: string
  /** The root of a volume just made; absent: a server or an administrator decides. */
  readonly fresh?: Ownership
  /** The same of a claim that several nodes may mount, where the provisioner makes another volume for one. */
  readonly freshShared?: Ownership
  /** The root's mode when the driver mounts with the pod's group (`delegated`). */
  readonly modeWithGroup?: number
  /** Absent: depends on the export. */
  readonly chownable?: boolean
  /** Every client acts as one owner. */
  readonly squashed?: boolean
  /** A file server checks permissions. */
  readonly remote?: boolean
  /** Whether the server squashes root, and so refuses every chown, is for whoever runs it to say. */
  readonly maySquash?: boolean
  /** What the profile cannot know, for people. */
  readonly doubt?: string
  /** The file of the provisioner that says it, at the commit or version that was read, or the public report. */
  readonly source: string
}

const open = { uid: 0, gid: 0, mode: 0o777 }
/** What mkfs.ext4 and mkfs.xfs leave. */
const newFileSystem = { uid: 0, gid: 0, mode: 0o755 }
const hostPath = { plugin: 'hostPath', fresh: open, chownable: true } as const
const local = { plugin: 'local', fresh: open, chownable: true } as const
const disk = { plugin: 'csi', fsType: 'ext4', fresh: newFileSystem, chownable: true } as const

/** Why no owner is known of a class that squashes root (`rootSquashType` of Azure Files). */
export const squashDoubt = 'its class squashes root, so the server may refuse every chown'

/** One row a provisioner. */
export const profiles: Readonly<Record<StorageProfileName, StorageProfile>> = {
  'rancher-local-path': {
    ...hostPath,
    source:
      'rancher/local-path-provisioner v0.0.37 provisioner.go:506, deploy/local-path-storage.yaml:167: mkdir -m 0777',
  },
  'k3s-local-path': {
    ...local,
    source: 'k3s#9872: defaultVolumeType local since 1.27.13, 1.28.9, 1.29.4 and 1.30',
  },
  'k3s-local-path-legacy': { ...hostPath, source: 'k3s#9872: before that' },
  kind: { ...hostPath, source: 'kind fed26882 pkg/build/nodeimage/const_storage.go' },
  minikube: { ...hostPath, source: 'minikube eb25dbc7 pkg/storage/storage_provisioner.go: MkdirAll, Chmod 0777' },
  microk8s: { ...hostPath, source: 'cdkbot/hostpath-provisioner 1.6.0' },
  'openebs-hostpath': {
    ...local,
    source: 'openebs/dynamic-localpv-provisioner 2f165df: WithLocalHostDirectory, mkdir -m 0777 -p',
  },
  'aws-ebs': {
    ...disk,
    driver: 'ebs.csi.aws.com',
    policy: 'File',
    source: 'aws-ebs-csi-driver 429e202e',
  },
  'aws-efs': {
    plugin: 'csi',
    driver: 'efs.csi.aws.com',
    policy: 'ReadWriteOnceWithFSType',
    fsType: '',
    chownable: false,
    squashed: true,
    remote: true,
    source: "aws-efs-csi-driver#300: an access point rewrites every client's identity, and chown fails for all of them",
  },
  'gce-pd': {
    ...disk,
    driver: 'pd.csi.storage.gke.io',
    policy: 'ReadWriteOnceWithFSType',
    source: 'gcp-compute-persistent-disk-csi-driver b560165c',
  },
  'azure-disk': {
    ...disk,
    driver: 'disk.csi.azure.com',
    policy: 'File',
    source: 'azuredisk-csi-driver d983d613',
  },
  'azure-file': {
    plugin: 'csi',
    driver: 'file.csi.azure.com',
    policy: 'mount-group',
    fresh: open,
    modeWithGroup: 0o777,
    chownable: false,
    remote: true,
    source: 'azurefile-csi-driver 7b5ae18e pkg/azurefile/azurefile.go:81: file_mode=0777,dir_mode=0777',
  },
  // What several nodes may mount (csi/util.go `requiresSharedAccess`) is exported by a share manager, which opens the root
  // (longhorn-share-manager pkg/server/share_manager.go:172) and squashes nobody (pkg/server/nfs/export.go).
  longhorn: {
    ...disk,
    driver: 'driver.longhorn.io',
    policy: 'ReadWriteOnceWithFSType',
    freshShared: open,
    source: 'longhorn-manager 5ddaa369 csi/deployment.go:641: no policy, --default-fstype=ext4',
  },
  'ceph-rbd': {
    ...disk,
    driver: 'rbd.csi.ceph.com',
    policy: 'File',
    source: 'ceph-csi 52fcb7b0 charts: CSIDriver.fsGroupPolicy',
  },
  cephfs: {
    plugin: 'csi',
    driver: 'cephfs.csi.ceph.com',
    policy: 'File',
    remote: true,
    doubt: 'the owner of a CephFS subvolume is not known',
    source: 'ceph-csi 52fcb7b0 charts: CSIDriver.fsGroupPolicy',
  },
  'csi-nfs': {
    plugin: 'csi',
    driver: 'nfs.csi.k8s.io',
    // The driver says File, but an export with root_squash refuses the kubelet's chown, and the mount fails.
    policy: 'unknown',
    maySquash: true,
    fresh: newFileSystem,
    remote: true,
    doubt: 'whether the export squashes root decides about fsGroup and chown',
    source: 'csi-driver-nfs#894',
  },
  'nfs-subdir': {
    plugin: 'nfs',
    fresh: open,
    remote: true,
    maySquash: true,
    doubt: 'whether the export squashes root decides about chown',
    source: 'nfs-subdir-external-provisioner 59a3ca2: MkdirAll, Chmod 0777, an in-tree NFS volume',
  },
  'csi-smb': {
    plugin: 'csi',
    driver: 'smb.csi.k8s.io',
    policy: 'mount-group',
    fresh: newFileSystem,
    modeWithGroup: 0o775,
    chownable: false,
    remote: true,
    source: 'csi-driver-smb 95c69680 pkg/smb/smb.go:207, nodeserver.go:281: gid=G,file_mode=0774,dir_mode=0775',
  },
  'csi-hostpath': {
    plugin: 'csi',
    driver: 'hostpath.csi.k8s.io',
    policy: 'File',
    fsType: '',
    fresh: newFileSystem,
    chownable: true,
    source: 'csi-driver-host-path 1f2b2e64: MkdirAll, policy File',
  },
}

/** The provisioner of a StorageClass, as installed by default, and what it provisions. In-tree names are migrated. */
const provisioners: Readonly<Record<string, StorageProfileName>> = {
  'rancher.io/local-path': 'rancher-local-path',
  'k8s.io/minikube-hostpath': 'minikube',
  'microk8s.io/hostpath': 'microk8s',
  'openebs.io/local': 'openebs-hostpath',
  'ebs.csi.aws.com': 'aws-ebs',
  'ebs.csi.eks.amazonaws.com': 'aws-ebs',
  'kubernetes.io/aws-ebs': 'aws-ebs',
  'efs.csi.aws.com': 'aws-efs',
  'pd.csi.storage.gke.io': 'gce-pd',
  'kubernetes.io/gce-pd': 'gce-pd',
  'disk.csi.azure.com': 'azure-disk',
  'kubernetes.io/azure-disk': 'azure-disk',
  'file.csi.azure.com': 'azure-file',
  'kubernetes.io/azure-file': 'azure-file',
  'driver.longhorn.io': 'longhorn',
  'rbd.csi.ceph.com': 'ceph-rbd',
  'cephfs.csi.ceph.com': 'cephfs',
  'nfs.csi.k8s.io': 'csi-nfs',
  'k8s-sigs.io/nfs-subdir-external-provisioner': 'nfs-subdir',
  'smb.csi.k8s.io': 'csi-smb',
  'hostpath.csi.k8s.io': 'csi-hostpath',
}

/** Profiles whose volumes are made by a setup script in a ConfigMap, which the stream may hold. */
export const scripted: readonly StorageProfileName[] = [
  'rancher-local-path',
  'k3s-local-path',
  'k3s-local-path-legacy',
  'kind',
]

const shared = new Set(['ReadWriteMany', 'ReadOnlyMany'])

/** The root of a volume just made for a claim with these access modes. */
export function freshRoot(
  { fresh, freshShared }: StorageProfile,
  accessModes: readonly string[] | 'inline',
): Ownership | undefined {
  const isShared = accessModes !== 'inline' && accessModes.some(mode => shared.has(mode))
  return isShared ? (freshShared ?? fresh) : fresh
}

/** The profile behind a provisioner or a CSI driver. Ceph's drivers carry the namespace of their operator as a prefix. */
export function profileOf(provisioner: string | undefined): StorageProfileName | undefined {
  if (provisioner === undefined) return undefined
  if (Object.hasOwn(provisioners, provisioner)) return provisioners[provisioner]
  if (provisioner.endsWith('.rbd.csi.ceph.com')) return 'ceph-rbd'
  return provisioner.endsWith('.cephfs.csi.ceph.com') ? 'cephfs' : undefined
}
