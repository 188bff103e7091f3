import * as assert from 'uvu/assert'
import { isClusterScoped } from '../../src/workload/object/scope.ts'
import { table } from '../table.ts'

/** `kubectl api-resources --namespaced=false` of v1.36, of Gateway API 1.3 and of external-snapshotter 8; PodSecurityPolicy was there until v1.24. */
const printed = `
v1                                   ComponentStatus
v1                                   Namespace
v1                                   Node
v1                                   PersistentVolume
admissionregistration.k8s.io/v1      MutatingAdmissionPolicy
admissionregistration.k8s.io/v1      MutatingAdmissionPolicyBinding
admissionregistration.k8s.io/v1      MutatingWebhookConfiguration
admissionregistration.k8s.io/v1      ValidatingAdmissionPolicy
admissionregistration.k8s.io/v1      ValidatingAdmissionPolicyBinding
admissionregistration.k8s.io/v1      ValidatingWebhookConfiguration
apiextensions.k8s.io/v1              CustomResourceDefinition
apiregistration.k8s.io/v1            APIService
certificates.k8s.io/v1               CertificateSigningRequest
certificates.k8s.io/v1beta1          ClusterTrustBundle
flowcontrol.apiserver.k8s.io/v1      FlowSchema
flowcontrol.apiserver.k8s.io/v1      PriorityLevelConfiguration
gateway.networking.k8s.io/v1         GatewayClass
networking.k8s.io/v1                 IngressClass
networking.k8s.io/v1                 IPAddress
networking.k8s.io/v1                 ServiceCIDR
node.k8s.io/v1                       RuntimeClass
policy/v1beta1                       PodSecurityPolicy
rbac.authorization.k8s.io/v1         ClusterRole
rbac.authorization.k8s.io/v1         ClusterRoleBinding
resource.k8s.io/v1                   DeviceClass
resource.k8s.io/v1                   ResourceSlice
scheduling.k8s.io/v1                 PriorityClass
snapshot.storage.k8s.io/v1           VolumeSnapshotClass
snapshot.storage.k8s.io/v1           VolumeSnapshotContent
storage.k8s.io/v1                    CSIDriver
storage.k8s.io/v1                    CSINode
storage.k8s.io/v1                    StorageClass
storage.k8s.io/v1                    VolumeAttachment
storage.k8s.io/v1                    VolumeAttributesClass
`
const rows = printed
  .trim()
  .split('\n')
  .map(line => line.split(/ +/))

table(
  'outside every namespace',
  Object.fromEntries(rows.map(row => [row.join(' '), row])),
  ([apiVersion = '', kind = '']) => assert.ok(isClusterScoped({ apiVersion, kind, name: 'a' })),
)

table(
  'in a namespace',
  {
    'a kind that is not listed': { apiVersion: 'v1', kind: 'Pod', name: 'a' },
    'a kind of that name in another group': { apiVersion: 'example.com/v1', kind: 'StorageClass', name: 'a' },
    'a group that is in a prototype': { apiVersion: 'constructor/v1', kind: 'Node', name: 'a' },
  },
  ref => assert.not.ok(isClusterScoped(ref)),
)
