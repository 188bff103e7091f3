import { mapAt } from '../../manifest/value.ts'
import { restrictedContainer } from '../../security/contexts.ts'
import { capabilitiesOf } from '../../workload/pod/effective.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { Candidate } from '../candidate.ts'
import { type HardenContext, mayBeRootInside } from '../context.ts'
import { keptCapabilities } from '../evidence/evidence.ts'
import { isRoot } from '../evidence/hints.ts'
import { beyondLevel } from '../fields/addable.ts'
import { escalationConflict } from '../fields/allow-privilege-escalation.ts'
import type { Enforcement } from './enforcement.ts'
import { containerReplacement, type Replacement } from './replacement.ts'

/** Fields of a container's own security context. Capabilities come before the field that one of them rules out. */
export const enforceContainer: readonly Enforcement[] = [
  { checks: ['capabilities_restricted', 'capabilities_baseline'], from: 'baseline', find: each(addedCapabilities) },
  { checks: ['capabilities_restricted'], from: 'restricted', since: 22, find: each(droppedCapabilities) },
  { checks: ['allowPrivilegeEscalation'], from: 'restricted', since: 8, find: each(escalation) },
  { checks: ['procMount', 'procMount_restricted'], from: 'baseline', find: procMount },
]

/** Run a finder for every container that is not privileged: there nothing smaller than `privileged` itself would help. */
function each(find: (candidate: Candidate, context: HardenContext) => readonly Replacement[]): Enforcement['find'] {
  return (_pod, candidates, context) =>
    candidates.filter(candidate => candidate.context.privileged !== true).flatMap(candidate => find(candidate, context))
}

function escalation(candidate: Candidate): readonly Replacement[] {
  if (candidate.context.allowPrivilegeEscalation !== true || escalationConflict(candidate) !== undefined) return []
  const value = restrictedContainer.allowPrivilegeEscalation
  const lost = { code: 'gained-privileges' } as const
  return [containerReplacement(candidate, { field: ['allowPrivilegeEscalation'], value, lost })]
}

function addedCapabilities(candidate: Candidate, { level }: HardenContext): readonly Replacement[] {
  const added = capabilitiesOf(candidate.container).add
  // Restricted refuses a root process anyway; without what baseline admits it could not even do its work.
  const beyond = beyondLevel(added, isRoot(candidate) ? 'baseline' : level)
  if (beyond.length === 0) return []
  const kept = added.filter(capability => !beyond.includes(capability))
  const value = kept.length === 0 ? undefined : kept
  const lost = { code: 'capabilities', capabilities: beyond } as const
  return [containerReplacement(candidate, { field: ['capabilities', 'add'], value, was: added, lost })]
}

/**
 * A list that drops something but not ALL, where the process has no effective capabilities anyway. To a runtime `all` is
 * the same word (containerd `WithCapabilities`), but not to Pod Security.
 */
function droppedCapabilities(candidate: Candidate): readonly Replacement[] {
  const was = mapAt(candidate.context, 'capabilities')?.drop
  if (!Array.isArray(was) || was.includes('ALL')) return []
  const isAll = was.some(name => typeof name === 'string' && name.toUpperCase() === 'ALL')
  if (!isAll && candidate.runner.kind !== 'non-root' && candidate.runner.kind !== 'assign') return []
  const value = restrictedContainer.capabilities.drop
  const lost = { code: 'nothing', as: isAll ? 'read-as-all' : 'not-held' } as const
  const kept = isAll ? [] : keptCapabilities(candidate)
  if (kept.length === 0) return [containerReplacement(candidate, { field: ['capabilities', 'drop'], value, was, lost })]
  const instead = { ...mapAt(candidate.context, 'capabilities'), drop: value, add: kept }
  return [containerReplacement(candidate, { field: ['capabilities'], value: instead, lost })]
}

/** Baseline lets a pod with its own user namespace choose since v1.35; restricted does not. */
function procMount(pod: PodView, candidates: readonly Candidate[], context: HardenContext): readonly Replacement[] {
  if (context.level === 'baseline' && mayBeRootInside(pod, context)) return []
  return candidates
    .filter(({ context: own }) => typeof own.procMount === 'string' && own.procMount !== 'Default')
    .map(candidate => containerReplacement(candidate, { field: ['procMount'], lost: { code: 'proc-paths' } }))
}
