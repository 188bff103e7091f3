import type { UniqueKey } from './type.ts'

const items: readonly UniqueKey[] = [{ fields: [] }]
const name: readonly UniqueKey[] = [{ fields: ['name'] }]

/**
 * Lists of which the API server refuses two items with one key. OpenAPI calls more lists maps (env, imagePullSecrets,
 * hostAliases), and of those the API server takes two: it warns, and the last one wins.
 */
export const uniqueKeys: Readonly<Record<string, readonly UniqueKey[]>> = {
  // pkg/apis/core/validation/validation.go (v1.36.3): validateContainers, ValidateVolumes, validateInitContainers …
  'core.v1.PodSpec.containers': name,
  'core.v1.PodSpec.initContainers': name,
  'core.v1.PodSpec.ephemeralContainers': name,
  'core.v1.PodSpec.volumes': name,
  'core.v1.PodSpec.resourceClaims': name,
  'core.v1.PodSpec.topologySpreadConstraints': [{ fields: ['topologyKey', 'whenUnsatisfiable'] }],
  'core.v1.PodSecurityContext.sysctls': name,
  'core.v1.Container.ports': name,
  'core.v1.Container.volumeMounts': [{ fields: ['mountPath'] }],
  'core.v1.Container.volumeDevices': [{ fields: ['devicePath'] }],
  'core.v1.EphemeralContainer.volumeMounts': [{ fields: ['mountPath'] }],
  'core.v1.ServiceSpec.ports': [...name, { fields: ['port', 'protocol'], defaults: { protocol: 'TCP' } }],
  'core.v1.ServiceSpec.ipFamilies': items,
  'core.v1.LimitRangeSpec.limits': [{ fields: ['type'] }],
  // pkg/apis/batch/validation, pkg/apis/storage/validation
  'batch.v1.PodFailurePolicyOnExitCodesRequirement.values': items,
  'storage.v1.CSIDriverSpec.tokenRequests': [{ fields: ['audience'] }],
  // pkg/apis/admissionregistration/validation
  'admissionregistration.v1.ValidatingWebhook.admissionReviewVersions': items,
  'admissionregistration.v1.ValidatingWebhook.matchConditions': name,
  'admissionregistration.v1.MutatingWebhook.admissionReviewVersions': items,
  'admissionregistration.v1.MutatingWebhook.matchConditions': name,
  'admissionregistration.v1.ValidatingWebhookConfiguration.webhooks': name,
  'admissionregistration.v1.MutatingWebhookConfiguration.webhooks': name,
  // k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation
  'apiextensions.v1.CustomResourceDefinitionSpec.versions': name,
  'apiextensions.v1.JSONSchemaProps.x-kubernetes-list-map-keys': items,
}
