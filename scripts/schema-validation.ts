/**
 * What the validation of the API server demands and its OpenAPI does not tell, or tells otherwise. Every row was tried
 * on the API server of Kubernetes 1.36.3 with strict field validation (`scripts/schema-oracle.ts`).
 */

/** Fields that OpenAPI requires and the API server does without, since nothing is a value too. */
export const optional: ReadonlySet<string> = new Set([
  'apiextensions.v1.CustomResourceDefinitionVersion.served',
  'apiextensions.v1.CustomResourceDefinitionVersion.storage',
  'batch.v1.PodFailurePolicy.rules',
  'core.v1.HTTPHeader.value',
  'core.v1.ISCSIPersistentVolumeSource.lun',
  'core.v1.ISCSIVolumeSource.lun',
  'core.v1.LimitRangeSpec.limits',
  'core.v1.PreferredSchedulingTerm.preference',
  'core.v1.SleepAction.seconds',
  'core.v1.Sysctl.value',
  'core.v1.TypedLocalObjectReference.kind',
  'core.v1.TypedObjectReference.kind',
  'storage.v1.CSIDriver.spec',
  'storage.v1.TokenRequest.audience',
])

/** Fields that no object of their type may lack. */
export const required: ReadonlySet<string> = new Set([
  'admissionregistration.v1.RuleWithOperations.apiVersions',
  'admissionregistration.v1.RuleWithOperations.operations',
  'apiextensions.v1.CustomResourceDefinitionVersion.schema',
  'apps.v1.DaemonSet.spec',
  'apps.v1.Deployment.spec',
  'apps.v1.ReplicaSet.spec',
  'apps.v1.StatefulSet.spec',
  'autoscaling.v2.HorizontalPodAutoscaler.spec',
  'batch.v1.CronJob.spec',
  'batch.v1.Job.spec',
  'batch.v1.JobTemplateSpec.spec',
  'core.v1.ConfigMapEnvSource.name',
  'core.v1.ConfigMapKeySelector.name',
  'core.v1.ConfigMapProjection.name',
  'core.v1.ConfigMapVolumeSource.name',
  'core.v1.Container.image',
  'core.v1.EphemeralContainer.image',
  'core.v1.EphemeralVolumeSource.volumeClaimTemplate',
  'core.v1.ExecAction.command',
  'core.v1.PersistentVolume.spec',
  'core.v1.PersistentVolumeClaim.spec',
  'core.v1.PersistentVolumeClaimSpec.accessModes',
  'core.v1.PersistentVolumeClaimSpec.resources',
  'core.v1.PersistentVolumeSpec.accessModes',
  'core.v1.PersistentVolumeSpec.capacity',
  'core.v1.Pod.spec',
  'core.v1.PodDNSConfigOption.name',
  'core.v1.PodTemplateSpec.spec',
  'core.v1.SecretEnvSource.name',
  'core.v1.SecretKeySelector.name',
  'core.v1.SecretProjection.name',
  'core.v1.SecretVolumeSource.secretName',
  'networking.v1.Ingress.spec',
])

/** All that a field may be, where OpenAPI calls it a text. */
export const values: Readonly<Record<string, readonly string[]>> = {
  'apiextensions.v1.CustomResourceConversion.strategy': ['None', 'Webhook'],
  'apiextensions.v1.CustomResourceDefinitionSpec.scope': ['Cluster', 'Namespaced'],
  'apiextensions.v1.JSONSchemaProps.type': ['array', 'boolean', 'integer', 'number', 'object', 'string'],
  'apiextensions.v1.JSONSchemaProps.x-kubernetes-list-type': ['atomic', 'map', 'set'],
  'apiextensions.v1.JSONSchemaProps.x-kubernetes-map-type': ['atomic', 'granular'],
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted': ['Delete', 'Retain'],
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled': ['Delete', 'Retain'],
  'autoscaling.v2.HPAScalingPolicy.type': ['Percent', 'Pods'],
  'autoscaling.v2.HPAScalingRules.selectPolicy': ['Disabled', 'Max', 'Min'],
  'autoscaling.v2.MetricSpec.type': ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'],
  'autoscaling.v2.MetricTarget.type': ['AverageValue', 'Utilization', 'Value'],
  'batch.v1.PodFailurePolicyOnPodConditionsPattern.status': ['False', 'True', 'Unknown'],
  'core.v1.Container.restartPolicy': ['Always', 'Never', 'OnFailure'],
  'core.v1.PodOS.name': ['linux', 'windows'],
  'meta.v1.LabelSelectorRequirement.operator': ['DoesNotExist', 'Exists', 'In', 'NotIn'],
  'rbac.v1.RoleRef.apiGroup': ['rbac.authorization.k8s.io'],
  'rbac.v1.RoleRef.kind': ['ClusterRole', 'Role'],
  'rbac.v1.Subject.kind': ['Group', 'ServiceAccount', 'User'],
  'storage.v1.CSIDriverSpec.fsGroupPolicy': ['File', 'None', 'ReadWriteOnceWithFSType'],
}
