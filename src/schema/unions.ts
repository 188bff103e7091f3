import type { OneOf } from './type.ts'

const volumePlugins = [
  ...['azureDisk', 'azureFile', 'awsElasticBlockStore', 'cephfs', 'cinder', 'csi', 'fc', 'flexVolume', 'flocker'],
  ...['gcePersistentDisk', 'glusterfs', 'hostPath', 'iscsi', 'nfs', 'photonPersistentDisk', 'portworxVolume'],
  ...['quobyte', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume'],
]
const podVolumes = [
  ...['configMap', 'downwardAPI', 'emptyDir', 'ephemeral', 'gitRepo', 'image', 'persistentVolumeClaim', 'projected'],
  'secret',
]
const handlers = ['exec', 'httpGet', 'tcpSocket']

/**
 * Fields that exclude each other. OpenAPI does not tell them; the function that does is named beside each row, of
 * pkg/apis/core/validation/validation.go (v1.36.3) where no other file is.
 */
export const unions: Readonly<Record<string, OneOf>> = {
  // validateVolumeSource; a volume without a source is an emptyDir
  'core.v1.Volume': { fields: [...volumePlugins, ...podVolumes], least: 0 },
  // ValidatePersistentVolumeSpec
  'core.v1.PersistentVolumeSpec': { fields: [...volumePlugins, 'local'], least: 1 },
  // validateProjectionSources; a source that names none projects nothing
  'core.v1.VolumeProjection': {
    fields: ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate'],
    least: 0,
  },
  // validateDownwardAPIVolumeFile
  'core.v1.DownwardAPIVolumeFile': { fields: ['fieldRef', 'resourceFieldRef'], least: 1 },
  // validateEnvVarValueFrom; an empty value is none
  'core.v1.EnvVar': { fields: ['value', 'valueFrom'], least: 0 },
  'core.v1.EnvVarSource': {
    fields: ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'],
    least: 1,
  },
  // ValidateEnvFrom
  'core.v1.EnvFromSource': { fields: ['configMapRef', 'secretRef'], least: 1 },
  // validateHandler
  'core.v1.Probe': { fields: [...handlers, 'grpc'], least: 1 },
  'core.v1.LifecycleHandler': { fields: [...handlers, 'sleep'], least: 1 },
  // ValidateVolumeMounts
  'core.v1.VolumeMount': { fields: ['subPath', 'subPathExpr'], least: 0 },
  // pkg/apis/networking/validation: validateIngressBackend, ValidateNetworkPolicyPeer
  'networking.v1.IngressBackend': { fields: ['service', 'resource'], least: 1 },
  'networking.v1.ServiceBackendPort': { fields: ['name', 'number'], least: 1 },
  'networking.v1.NetworkPolicyPeer': { fields: ['ipBlock', ['podSelector', 'namespaceSelector']], least: 1 },
  // pkg/apis/policy/validation: ValidatePodDisruptionBudgetSpec
  'policy.v1.PodDisruptionBudgetSpec': { fields: ['minAvailable', 'maxUnavailable'], least: 0 },
  // pkg/apis/batch/validation: validatePodFailurePolicyRule
  'batch.v1.PodFailurePolicyRule': { fields: ['onExitCodes', 'onPodConditions'], least: 1 },
  // pkg/apis/autoscaling/validation: validateMetricSpec
  'autoscaling.v2.MetricSpec': {
    fields: ['object', 'pods', 'resource', 'containerResource', 'external'],
    least: 1,
  },
  // pkg/apis/admissionregistration/validation: validateWebhook
  'admissionregistration.v1.WebhookClientConfig': { fields: ['url', 'service'], least: 1 },
  // k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation: validateCustomResourceConversion
  'apiextensions.v1.WebhookClientConfig': { fields: ['url', 'service'], least: 1 },
}
