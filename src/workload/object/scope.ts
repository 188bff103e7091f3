import { groupOf, type ObjectRef } from './object.ts'

/**
 * Built-in kinds without a namespace, by API group (`kubectl api-resources --namespaced=false`, v1.35). A kind that is not
 * listed counts as namespaced: so do custom resources, whose scope a manifest does not tell.
 */
const clusterScoped: Readonly<Record<string, readonly string[]>> = {
  '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'gateway.networking.k8s.io': ['GatewayClass'],
  'networking.k8s.io': ['IPAddress', 'IngressClass', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  policy: ['PodSecurityPolicy'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'snapshot.storage.k8s.io': ['VolumeSnapshotClass', 'VolumeSnapshotContent'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
}

/** Whether of the object's group every kind without a namespace is listed. */
export function hasListedScopes({ apiVersion }: ObjectRef): boolean {
  return Object.hasOwn(clusterScoped, groupOf(apiVersion))
}

/** Whether the object lives outside every namespace, as far as its kind tells. */
export function isClusterScoped({ apiVersion, kind }: ObjectRef): boolean {
  const group = groupOf(apiVersion)
  return Object.hasOwn(clusterScoped, group) && clusterScoped[group]?.includes(kind) === true
}
