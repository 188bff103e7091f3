/** Names of the provisioners whose facts are known; `profiles.ts` holds the facts of each. */
export const storageProfiles = [
  'rancher-local-path',
  'k3s-local-path',
  'k3s-local-path-legacy',
  'kind',
  'minikube',
  'microk8s',
  'openebs-hostpath',
  'aws-ebs',
  'aws-efs',
  'gce-pd',
  'azure-disk',
  'azure-file',
  'longhorn',
  'ceph-rbd',
  'cephfs',
  'csi-nfs',
  'nfs-subdir',
  'csi-smb',
  'csi-hostpath',
] as const

/** A profile by name. */
export type StorageProfileName = (typeof storageProfiles)[number]
