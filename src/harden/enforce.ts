import type { PodView } from '../workload/pod.ts'
import { type Candidate, candidatesOf } from './candidate.ts'
import type { HardenContext } from './context.ts'
import { enforceContainer } from './enforce-container.ts'
import { enforceNetwork } from './enforce-network.ts'
import { enforcePod } from './enforce-pod.ts'
import { combined, nothing, type PodHardening } from './hardening.ts'
import { hardeningOf, type Replacement } from './replacement.ts'

/** A field that `--enforce` replaces, the check it breaks, and the level from which on. */
export interface Enforcement {
  readonly checks: readonly string[]
  readonly from: 'baseline' | 'restricted'
  readonly find: (pod: PodView, candidates: readonly Candidate[], context: HardenContext) => readonly Replacement[]
}

/**
 * What may be replaced mechanically (`spec/pss.md` §5). hostPath, host namespaces, privileged and hostProcess are not
 * here: whoever set one of them nearly always needs it, and there is no smaller value to put in its place.
 */
const enforcements: readonly Enforcement[] = [...enforceContainer, ...enforcePod, ...enforceNetwork]

/** Replace what the author wrote where it breaks the level. Only on request: each line loses something. */
export function enforceLevel(pod: PodView, context: HardenContext): PodHardening {
  if (!context.settings.enforce || context.level === 'privileged') return nothing
  const candidates = candidatesOf(pod, context)
  const replacements = enforcements
    .filter(({ from }) => from === 'baseline' || context.level === 'restricted')
    .flatMap(({ checks, find }) =>
      find(pod, candidates, context).filter(
        ({ container }) => !checks.some(check => context.exempts(check, container)),
      ),
    )
  return combined(replacements.map(replacement => hardeningOf(pod, replacement)))
}
