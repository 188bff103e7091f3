import { listAt, mapAt } from '../../manifest/value.ts'
import { restrictedContainer } from '../../security/contexts.ts'
import { anyWorse } from '../../volumes/fixes/simulate.ts'
import { judgeMounts } from '../../volumes/model/verdict.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import { changesOf, podAfter } from '../../workload/pod/pod-after.ts'
import type { HardenReason } from '../../workload/reason/harden-reason.ts'
import { type Candidate, leftOut, onContainer } from '../candidate.ts'
import type { HardenContext } from '../context.ts'
import { decided } from '../evidence/doubt.ts'
import { isDemanded, keptCapabilities } from '../evidence/evidence.ts'
import { rootWorkOf } from '../evidence/root-work.ts'
import { combined, nothing, type PodHardening } from '../hardening.ts'
import { beyondLevel } from './addable.ts'
import { isUnset } from './unset.ts'

const field = 'capabilities'
const check = 'capabilities_restricted'
const drop = restrictedContainer[field].drop

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
  if (context.exempts(check, candidate.container.name)) return nothing
  if (!isUnset(written?.drop)) return keptAsWritten(pod, candidate, context)
  if (candidate.context.privileged === true) return leftOut(pod, candidate, field, { code: 'privileged-keeps-all' })
  if (isNonRoot(candidate)) return decided({ pod, candidate, context, field }, dropped(candidate))
  const { risk, runner } = candidate
  if (risk !== undefined) return leftOut(pod, candidate, field, risk)
  return isUnset(written?.add) ? hardenRoot(pod, candidate, context) : leftOut(pod, candidate, field, runner.reason)
}

/** The author dropped less than restricted asks for. Of a process that is not root, `--enforce` makes it all. */
function keptAsWritten(pod: PodView, candidate: Candidate, context: HardenContext): PodHardening {
  const written = listAt(mapAt(candidate.context, field), 'drop')
  const isRefused = isDemanded(field, context) && !written.includes('ALL') && candidate.context.privileged !== true
  if (!isRefused || isNonRoot(candidate)) return nothing
  return leftOut(pod, candidate, `${field}.drop: [${drop.join()}]`, candidate.risk ?? unprovenUser(candidate))
}

/** What a program may gain by a file capability, or by listening on a low port, is kept: restricted admits NET_BIND_SERVICE. */
function dropped(candidate: Candidate): Hardening {
  const { reason } = candidate.runner
  const add = keptCapabilities(candidate)
  if (add.length === 0) return onContainer(candidate, [field, 'drop'], drop, reason)
  return onContainer(candidate, [field], { drop, add }, { code: 'drops-with', runner: reason, keeps: add })
}

/** An image's own named user runs whether its number is written down or not; a decreed one only if it is. */
function isNonRoot({ runner }: Candidate): boolean {
  return runner.kind === 'non-root' || (runner.kind === 'assign' && runner.from === 'image')
}

/** A root process whose work is known keeps what the work needs; restricted admits none of it, so there it is reported. */
function hardenRoot(pod: PodView, candidate: Candidate, context: HardenContext): PodHardening {
  const work = rootWorkOf(candidate)
  if (work === undefined) return leftOut(pod, candidate, field, unprovenUser(candidate))
  const { level } = context
  const capabilities = beyondLevel(work.capabilities, level)
  if (capabilities.length > 0) {
    const runner = candidate.runner.reason
    return leftOut(pod, candidate, field, { code: 'work-not-admitted', runner, capabilities, level })
  }
  const hardening = onContainer(candidate, [field], { drop, add: work.capabilities }, work)
  return costsMounts(pod, hardening, context)
    ? leftOut(pod, candidate, field, { code: 'work-beyond-own', work })
    : done(hardening)
}

function unprovenUser({ runner }: Candidate): HardenReason {
  return runner.kind === 'assign' ? { code: 'user-exempted', runner: runner.reason } : runner.reason
}

/** Root without DAC_OVERRIDE is only the owner of what it owns. */
function costsMounts(pod: PodView, hardening: Hardening, { storage, settings }: HardenContext): boolean {
  const before = judgeMounts(pod, storage, settings)
  return anyWorse(before, judgeMounts(podAfter(pod, changesOf([hardening])), storage, settings))
}

function done(hardening: Hardening): PodHardening {
  return { hardenings: [hardening], observations: [] }
}
