import type { Hardening } from '../../workload/finding/observation.ts'
import { holdsRefused } from '../../workload/finding/refused-changes.ts'
import { effective } from '../../workload/pod/effective.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import { type Candidate, onContainer } from '../candidate.ts'
import type { HardenContext } from '../context.ts'
import { combined, nothing, type PodHardening } from '../hardening.ts'

/**
 * The user that a container is known to run as, or is decreed to, in numbers. The kubelet cannot verify a name
 * (`container has runAsNonRoot and image has non-numeric user`), and every other field depends on who runs.
 * Where `runAsNonRoot: false` applies, nothing asks for it.
 */
export function hardenRunAsUser(
  pod: PodView,
  candidates: readonly Candidate[],
  { exempts, refused }: HardenContext,
): PodHardening {
  const willing = candidates.filter(
    ({ container }) => effective(pod, container, 'runAsNonRoot') !== false && !exempts('runAsNonRoot', container.name),
  )
  const made = willing.map(candidate => combined([userOf(pod, candidate), directoryOf(pod, candidate)]))
  return combined(made.filter(({ hardenings }) => !holdsRefused(hardenings, refused)))
}

/** A group is assigned only by decree: an image's own user keeps the group of its passwd entry. */
function userOf(pod: PodView, candidate: Candidate): PodHardening {
  const { runner, container } = candidate
  if (runner.kind !== 'assign') return nothing
  const user = onContainer(candidate, ['runAsUser'], runner.user, runner.reason)
  const hasGroup = typeof effective(pod, container, 'runAsGroup') === 'number'
  if (runner.group === undefined || hasGroup) return { hardenings: [user], observations: [] }
  const group = onContainer(candidate, ['runAsGroup'], runner.group, runner.reason)
  return { hardenings: [user, group], observations: [] }
}

/** A user who may not write where the container would start starts elsewhere, and the report says so. */
function directoryOf(pod: PodView, { runner, container }: Candidate): PodHardening {
  if (runner.kind !== 'assign' || runner.startsIn === undefined) return nothing
  const path = [...container.path, 'workingDir']
  const reason = { code: 'starts-elsewhere', user: runner.user, moves: runner.startsIn } as const
  const hardening: Hardening = { change: { op: 'set', path, value: runner.startsIn.to }, reason }
  const observation = { code: 'working-directory', reason } as const
  return {
    hardenings: [hardening],
    observations: [{ pod, container: container.name, path, severity: 'warning', observation }],
  }
}
