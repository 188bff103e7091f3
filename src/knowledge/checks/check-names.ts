import { nearest } from '../../manifest/text/nearest.ts'

/** Names of the Pod Security checks, which exemptions name: a name that no check has would exempt nothing for ever. */
export const checkNames = [
  'appArmorProfile',
  'capabilities_baseline',
  'hostNamespaces',
  'hostPathVolumes',
  'hostPorts',
  'hostProbesAndHostLifecycle',
  'privileged',
  'procMount',
  'seLinuxOptions',
  'seccompProfile_baseline',
  'sysctls',
  'windowsHostProcess',
  'allowPrivilegeEscalation',
  'capabilities_restricted',
  'procMount_restricted',
  'restrictedVolumes',
  'runAsNonRoot',
  'runAsUser',
  'seccompProfile_restricted',
] as const

/** What an exemption may name: a check, or all of them. */
export const exemptible: readonly string[] = [...checkNames, '*']

/** What somebody meant by a name that is not `exemptible`: `seccompProfile` is one of two. */
export function meantChecks(name: string): readonly string[] {
  const longer = checkNames.filter(known => known.startsWith(`${name}_`))
  if (longer.length > 0) return longer
  const closest = nearest(name, checkNames)
  return closest === undefined ? exemptible : [closest]
}
