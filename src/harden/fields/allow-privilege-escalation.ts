import { restrictedContainer } from '../../security/contexts.ts'
import { capabilitiesOf } from '../../workload/pod/effective.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { HardenReason } from '../../workload/reason/harden-reason.ts'
import { type Candidate, leftOut, onContainer } from '../candidate.ts'
import type { HardenContext } from '../context.ts'
import { decided } from '../evidence/doubt.ts'
import { isRoot } from '../evidence/hints.ts'
import { combined, nothing, type PodHardening } from '../hardening.ts'
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

function hardenOne(pod: PodView, candidate: Candidate, context: HardenContext): PodHardening {
  if (!isUnset(candidate.context[field]) || context.exempts(field, candidate.container.name)) return nothing
  const obstacle = escalationConflict(candidate) ?? addedForProgram(candidate)
  if (obstacle !== undefined) return leftOut(pod, candidate, field, obstacle)
  const reason = { code: 'escalation-unneeded' } as const
  return decided(
    { pod, candidate, context, field },
    onContainer(candidate, [field], restrictedContainer[field], reason),
  )
}

/** What the API server refuses beside it (core validation ValidateSecurityContext); the literal really has its prefix there. */
export function escalationConflict({ container, context }: Candidate): HardenReason | undefined {
  if (context.privileged === true) return { code: 'conflicts', beside: 'privileged' }
  return capabilitiesOf(container).add.includes('CAP_SYS_ADMIN')
    ? { code: 'conflicts', beside: 'CAP_SYS_ADMIN' }
    : undefined
}

/**
 * Kubernetes sets no ambient capabilities (KEP-2763), so what a non-root process is given to `add` it gains from a file
 * capability or not at all, and no_new_privs ignores those. Who adds one seems to rely on it. NET_BIND_SERVICE alone is
 * a hint (hints.ts): restricted admits it, and demands the field beside it.
 */
function addedForProgram(candidate: Candidate): HardenReason | undefined {
  const needed = capabilitiesOf(candidate.container).add.filter(capability => capability !== 'NET_BIND_SERVICE')
  if (needed.length === 0 || isRoot(candidate)) return undefined
  return { code: 'adds-capabilities', capabilities: needed }
}
