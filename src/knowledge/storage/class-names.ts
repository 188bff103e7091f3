import type { StorageProfileName } from './profile-names.ts'

/**
 * Names that installers and cloud providers give their storage classes, and what such a class makes. A name proves
 * nothing, so it is only believed where neither the policy nor a StorageClass speaks, and it is said. Names that several
 * of them use for different things (`standard`, `default`, `hostpath`) are not here.
 */
const usualProfiles: Readonly<Record<string, StorageProfileName>> = {
  // rancher/local-path-provisioner deploy/local-path-storage.yaml; k3s has the same name, and the same owner and mode
  'local-path': 'rancher-local-path',
  'microk8s-hostpath': 'microk8s',
  'openebs-hostpath': 'openebs-hostpath',
  // EKS until 1.29; aws-ebs-csi-driver examples; OpenShift's operator
  gp2: 'aws-ebs',
  gp3: 'aws-ebs',
  'ebs-sc': 'aws-ebs',
  'gp2-csi': 'aws-ebs',
  'gp3-csi': 'aws-ebs',
  // aws-efs-csi-driver examples/kubernetes/dynamic_provisioning
  'efs-sc': 'aws-efs',
  // GKE
  'standard-rwo': 'gce-pd',
  'premium-rwo': 'gce-pd',
  // AKS
  'managed-csi': 'azure-disk',
  'managed-csi-premium': 'azure-disk',
  'managed-premium': 'azure-disk',
  azurefile: 'azure-file',
  'azurefile-premium': 'azure-file',
  'azurefile-csi': 'azure-file',
  'azurefile-csi-premium': 'azure-file',
  longhorn: 'longhorn',
  // rook deploy/examples/csi and its chart rook-ceph-cluster; OpenShift Data Foundation
  'rook-ceph-block': 'ceph-rbd',
  'ceph-block': 'ceph-rbd',
  'ocs-storagecluster-ceph-rbd': 'ceph-rbd',
  'rook-cephfs': 'cephfs',
  'ceph-filesystem': 'cephfs',
  'ocs-storagecluster-cephfs': 'cephfs',
  // csi-driver-nfs deploy/example; nfs-subdir-external-provisioner chart; csi-driver-smb deploy/example
  'nfs-csi': 'csi-nfs',
  'nfs-client': 'nfs-subdir',
  smb: 'csi-smb',
  // csi-driver-host-path examples/csi-storageclass.yaml
  'csi-hostpath-sc': 'csi-hostpath',
}

/** What a class of this name usually makes; undefined where the name tells nothing. */
export function usualProfile(className: string): StorageProfileName | undefined {
  return Object.hasOwn(usualProfiles, className) ? usualProfiles[className] : undefined
}

/** All names that tell something. */
export const usualClassNames: readonly string[] = Object.keys(usualProfiles)
