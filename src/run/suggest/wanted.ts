import type { Value, ValueMap } from '../../manifest/value.ts'
import { restrictedContainer, restrictedPod } from '../../security/contexts.ts'
import type { Item } from './item.ts'

/** Fields of a security context that end a violation, the mildest first. Null takes away what the chart says by default. */
type Alternatives = readonly ValueMap[]

const { allowPrivilegeEscalation } = restrictedContainer
const { runAsNonRoot, seccompProfile } = restrictedPod
const drop: Value = [...restrictedContainer.capabilities.drop]

const capabilities: Alternatives = [
  { capabilities: { drop } },
  { capabilities: { add: null, drop } },
  { capabilities: null },
]

/** By check of the Pod Security Standards (kubernetes.io/docs/concepts/security/pod-security-standards). */
const byCheck: Readonly<Record<string, Alternatives>> = {
  allowPrivilegeEscalation: [{ allowPrivilegeEscalation }],
  capabilities_baseline: [{ capabilities: { add: null } }, ...capabilities],
  capabilities_restricted: capabilities,
  privileged: [{ privileged: false }, { privileged: null }],
  procMount: [{ procMount: null }],
  procMount_restricted: [{ procMount: null }],
  runAsNonRoot: [{ runAsNonRoot }, { runAsNonRoot, runAsUser: null }],
  runAsUser: [{ runAsUser: null }],
  seccompProfile_baseline: [{ seccompProfile }, { seccompProfile: null }],
  seccompProfile_restricted: [{ seccompProfile }],
  seLinuxOptions: [{ seLinuxOptions: null }],
  sysctls: [{ sysctls: null }],
  appArmorProfile: [{ appArmorProfile: seccompProfile }, { appArmorProfile: null }],
  windowsHostProcess: [{ windowsOptions: null }],
}

/** By code of a finding about volumes or users: what the planner sets there, and nothing else. */
const byPlan: Readonly<Record<string, readonly string[]>> = {
  runAsNonRoot: ['runAsNonRoot', 'runAsUser', 'runAsGroup'],
  runAsUser: ['runAsNonRoot', 'runAsUser', 'runAsGroup'],
  'volume-not-writable': ['fsGroup', 'fsGroupChangePolicy', 'supplementalGroups', 'runAsUser', 'runAsGroup'],
  'volume-not-readable': ['fsGroup', 'fsGroupChangePolicy', 'supplementalGroups', 'runAsUser', 'runAsGroup'],
  'will-not-start': ['runAsUser', 'runAsGroup'],
}

/** Fields that only containers have, and only pods (core/v1 SecurityContext, PodSecurityContext). */
const ofContainers: ReadonlySet<string> = new Set([
  'allowPrivilegeEscalation',
  'capabilities',
  'privileged',
  'procMount',
  'readOnlyRootFilesystem',
])
const ofPods: ReadonlySet<string> = new Set(['sysctls', 'fsGroup', 'fsGroupChangePolicy', 'supplementalGroups'])

/** Whether the security context of a place has all of the fields. */
export function hasFields(container: string | undefined, fields: ValueMap): boolean {
  const others = container === undefined ? ofContainers : ofPods
  return Object.keys(fields).every(field => !others.has(field))
}

/**
 * What a security context should say, so that an item ends, the mildest first. `planned` is what hardening sets in it. A user
 * that is decreed comes before the check alone: no finding tells that an image nobody knows does not start without one.
 */
export function wantedFields({ what }: Item, planned: ValueMap, decreed: ValueMap): Alternatives {
  const fields = Object.entries(planned).filter(([field]) => byPlan[what]?.includes(field))
  const isDecreed = what === 'runAsNonRoot' && Object.keys(decreed).length > 0
  return [
    ...(isDecreed ? [{ runAsNonRoot, ...decreed }] : []),
    ...(byCheck[what] ?? []),
    ...(fields.length === 0 ? [] : [Object.fromEntries(fields)]),
  ]
}
