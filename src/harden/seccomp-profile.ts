import { mapAt } from '../manifest/value.ts'
import { restrictedPod } from '../security/contexts.ts'
import type { PodView } from '../workload/pod.ts'
import { type Candidate, leftOut, onContainer, onPod } from './candidate.ts'
import type { HardenContext } from './context.ts'
import { combined, nothing, type PodHardening } from './hardening.ts'
import { isUnset } from './unset.ts'

const field = 'seccompProfile'
const checks = ['seccompProfile_restricted', 'seccompProfile_baseline']
const because = "the container runtime's default profile blocks what hardly any workload calls"

/** `seccompProfile: RuntimeDefault`, once on the pod where every container allows it, else on those that do. */
export function hardenSeccompProfile(
  pod: PodView,
  candidates: readonly Candidate[],
  context: HardenContext,
): PodHardening {
  const onWholePod = mapAt(pod.spec, 'securityContext')?.[field]
  if (!isUnset(onWholePod) || checks.some(check => context.exempts(check))) return nothing
  const lacking = candidates.filter(candidate => isUnset(candidate.context[field]))
  const exempt = lacking.filter(({ container }) => checks.some(check => context.exempts(check, container.name)))
  const fragile = lacking.filter(candidate => candidate.fragile !== undefined && !exempt.includes(candidate))
  const allowed = lacking.filter(candidate => !exempt.includes(candidate) && !fragile.includes(candidate))
  const reported = fragile.map(candidate => leftOut(pod, candidate, field, candidate.fragile ?? ''))
  const value = restrictedPod[field]
  if (allowed.length === 0) return combined(reported)
  if (allowed.length === lacking.length && pod.containersOnly === undefined)
    return { hardenings: [onPod(pod, [field], value, because)], observations: [] }
  const each = allowed.map(candidate => onContainer(candidate, [field], value, because))
  return combined([{ hardenings: each, observations: [] }, ...reported])
}
