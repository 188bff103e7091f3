import { listAt, mapAt } from '../manifest/value.ts'
import { restrictedContainer } from '../security/contexts.ts'
import type { PodView } from '../workload/pod.ts'
import { type Candidate, leftOut, onContainer } from './candidate.ts'
import type { HardenContext } from './context.ts'
import { combined, nothing, type PodHardening } from './hardening.ts'
import { isUnset } from './unset.ts'

/**
 * `allowPrivilegeEscalation: false` on every container that does not say otherwise. It sets no_new_privs, which stops
 * setuid programs and file capabilities and nothing else: a root entrypoint that calls setuid(2) still can.
 */
export function hardenAllowPrivilegeEscalation(
  pod: PodView,
  candidates: readonly Candidate[],
  context: HardenContext,
): PodHardening {
  return combined(candidates.map(candidate => hardenOne(pod, candidate, context)))
}

const field = 'allowPrivilegeEscalation'

function hardenOne(pod: PodView, candidate: Candidate, { exempts }: HardenContext): PodHardening {
  if (!isUnset(candidate.context[field]) || exempts(field, candidate.container.name)) return nothing
  if (candidate.fragile !== undefined) return leftOut(pod, candidate, field, candidate.fragile)
  const conflict = conflictOf(candidate)
  if (conflict !== undefined) return leftOut(pod, candidate, field, conflict)
  const because = 'no container needs to gain privileges, save those the image catalogue names'
  return { hardenings: [onContainer(candidate, [field], restrictedContainer[field], because)], observations: [] }
}

/** What the API server refuses beside it (core validation ValidateSecurityContext); the literal really has its prefix there. */
function conflictOf({ context }: Candidate): string | undefined {
  if (context.privileged === true) return 'the API server refuses it beside privileged: true'
  const added = listAt(mapAt(context, 'capabilities'), 'add')
  return added.includes('CAP_SYS_ADMIN') ? 'the API server refuses it beside capabilities.add CAP_SYS_ADMIN' : undefined
}
