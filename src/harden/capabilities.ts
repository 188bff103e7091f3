import { listAt, mapAt, type Value } from '../manifest/value.ts'
import { parseScript } from '../security/chown-script.ts'
import { chownCapabilities, restrictedContainer } from '../security/contexts.ts'
import type { ContainerView, PodView } from '../workload/pod.ts'
import { type Candidate, leftOut, onContainer } from './candidate.ts'
import type { HardenContext } from './context.ts'
import { combined, nothing, type PodHardening } from './hardening.ts'
import { isUnset } from './unset.ts'

const field = 'capabilities'
const check = 'capabilities_restricted'

/**
 * `capabilities.drop: [ALL]` where it takes nothing away that the container uses: a non-root process has no effective
 * capabilities, whatever it was given. A root process keeps those that its known work needs, where the level admits them.
 */
export function hardenCapabilities(
  pod: PodView,
  candidates: readonly Candidate[],
  context: HardenContext,
): PodHardening {
  return combined(candidates.map(candidate => hardenOne(pod, candidate, context)))
}

function hardenOne(pod: PodView, candidate: Candidate, context: HardenContext): PodHardening {
  const written = mapAt(candidate.context, field)
  if (!isUnset(written?.drop) || context.exempts(check, candidate.container.name)) return nothing
  if (candidate.fragile !== undefined) return leftOut(pod, candidate, field, candidate.fragile)
  if (candidate.context.privileged === true)
    return leftOut(pod, candidate, field, 'a privileged container has every capability, whatever it drops')
  const { runner } = candidate
  const drop = restrictedContainer[field].drop
  if (runner.kind === 'non-root')
    return { hardenings: [onContainer(candidate, [field, 'drop'], drop, runner.because)], observations: [] }
  return isUnset(written?.add) ? rootWork(pod, candidate, context) : leftOut(pod, candidate, field, runner.because)
}

/** A root process whose work is known keeps what the work needs; restricted admits none of it, so there it is reported. */
function rootWork(pod: PodView, candidate: Candidate, { level }: HardenContext): PodHardening {
  const needed = neededBy(candidate)
  if (needed === undefined) return leftOut(pod, candidate, field, candidate.runner.because)
  if (level === 'restricted')
    return leftOut(
      pod,
      candidate,
      field,
      `${candidate.runner.because}, and its work needs ${needed.list.join(', ')}, which restricted does not admit`,
    )
  const value: Value = { drop: restrictedContainer[field].drop, add: needed.list }
  return { hardenings: [onContainer(candidate, [field], value, needed.because)], observations: [] }
}

function neededBy({
  runner,
  container,
}: Candidate): { readonly list: readonly string[]; readonly because: string } | undefined {
  if (runner.kind === 'drops' && runner.facts.capabilities !== undefined)
    return {
      list: runner.facts.capabilities,
      because: `${runner.because}; that takes ${runner.facts.capabilities.join(', ')}`,
    }
  if (runner.kind === 'root' && onlyChowns(container))
    return { list: chownCapabilities, because: 'it runs as root only to re-own a volume, which takes these' }
  return undefined
}

/** An init container whose whole script is understood, and only changes owners, groups, modes and directories. */
function onlyChowns({ role, spec }: ContainerView): boolean {
  return role === 'init' && parseScript([...listAt(spec, 'command'), ...listAt(spec, 'args')]) !== undefined
}
