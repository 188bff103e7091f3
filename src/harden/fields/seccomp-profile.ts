import { mapAt } from '../../manifest/value.ts'
import { restrictedPod } from '../../security/contexts.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import { type Candidate, onContainer, onPod } from '../candidate.ts'
import type { HardenContext } from '../context.ts'
import { decideField } from '../evidence/doubt.ts'
import { nothing, type PodHardening } from '../hardening.ts'
import { isUnset } from './unset.ts'

const field = 'seccompProfile'
const checks = ['seccompProfile_restricted', 'seccompProfile_baseline']
const reason = { code: 'default-profile' } as const

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
  const decisions = lacking
    .filter(candidate => !exempt.includes(candidate))
    .map(candidate => ({ candidate, ...decideField({ pod, candidate, context, field }) }))
  const allowed = decisions.filter(({ isSet }) => isSet).map(({ candidate }) => candidate)
  const reported = { hardenings: [], observations: decisions.flatMap(({ observations }) => observations) }
  const value = restrictedPod[field]
  if (allowed.length === 0) return reported
  if (allowed.length === lacking.length && pod.containersOnly === undefined)
    return { ...reported, hardenings: [onPod(pod, [field], value, reason)] }
  const each = allowed.map(candidate => onContainer(candidate, [field], value, reason))
  return { ...reported, hardenings: each }
}
