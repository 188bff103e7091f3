import { effective } from '../workload/effective.ts'
import type { Hardening } from '../workload/observation.ts'
import type { PodView } from '../workload/pod.ts'
import { type Candidate, onContainer } from './candidate.ts'
import type { HardenContext } from './context.ts'
import type { PodHardening } from './hardening.ts'

/**
 * The user that a container is known to run as, or is decreed to, in numbers. The kubelet cannot verify a name
 * (`container has runAsNonRoot and image has non-numeric user`), and every other field depends on who runs.
 * Where `runAsNonRoot: false` applies, nothing asks for it.
 */
export function hardenRunAsUser(
  pod: PodView,
  candidates: readonly Candidate[],
  { exempts }: HardenContext,
): PodHardening {
  const willing = candidates.filter(
    ({ container }) => effective(pod, container, 'runAsNonRoot') !== false && !exempts('runAsNonRoot', container.name),
  )
  return { hardenings: willing.flatMap(candidate => userOf(pod, candidate)), observations: [] }
}

/** A group is assigned only by decree: an image's own user keeps the group of its passwd entry. */
function userOf(pod: PodView, candidate: Candidate): readonly Hardening[] {
  const { runner, container } = candidate
  if (runner.kind !== 'assign') return []
  const user = onContainer(candidate, ['runAsUser'], runner.user, runner.reason)
  const hasGroup = typeof effective(pod, container, 'runAsGroup') === 'number'
  if (runner.group === undefined || hasGroup) return [user]
  return [user, onContainer(candidate, ['runAsGroup'], runner.group, runner.reason)]
}
