/** What people call a type, where its own name would not tell. */
const nouns: Readonly<Record<string, string>> = {
  'core.v1.PodSecurityContext': 'a pod',
  'core.v1.SecurityContext': 'a container',
  'core.v1.PodTemplateSpec': 'a pod template',
  'core.v1.EnvVar': 'an environment variable',
  'core.v1.EnvVarSource': 'the source of an environment variable',
  'core.v1.VolumeMount': 'a volume mount',
  'core.v1.HTTPGetAction': 'an httpGet',
  'core.v1.TCPSocketAction': 'a tcpSocket',
  'core.v1.GRPCAction': 'a grpc probe',
  'core.v1.ExecAction': 'an exec',
  'core.v1.LifecycleHandler': 'a lifecycle handler',
  'core.v1.ConfigMapVolumeSource': 'a configMap volume',
  'core.v1.SecretVolumeSource': 'a secret volume',
  'core.v1.PersistentVolumeClaimVolumeSource': 'a persistentVolumeClaim volume',
  'core.v1.ConfigMapKeySelector': 'a configMapKeyRef',
  'core.v1.SecretKeySelector': 'a secretKeyRef',
  'core.v1.ResourceRequirements': 'resources',
  'meta.v1.ObjectMeta': 'metadata',
  'meta.v1.LabelSelector': 'a label selector',
  'apiextensions.v1.JSONSchemaProps': 'a schema',
}

/** What people call a type, with its article: `a container`, `a Deployment`, `a ServicePort`. */
export function nounOf(name: string): string {
  const known = nouns[name]
  if (known !== undefined) return known
  const word = name.slice(name.lastIndexOf('.') + 1).replace(/(?<=.)Spec$/, '')
  const plain = ['Pod', 'Container', 'EphemeralContainer', 'Volume', 'Probe', 'Toleration'].includes(word)
  const text = plain ? word.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase() : word
  return `${/^(?:[aeioAEIO]|HTTP|NFS|RBD|FC|SELinux)/.test(text) ? 'an' : 'a'} ${text}`
}
