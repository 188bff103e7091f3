import type { FixId } from '../../workload/finding.ts'
import type { Level } from '../../workload/level.ts'
import type { Hardening } from '../../workload/observation.ts'
import type { PodView } from '../../workload/pod.ts'
import { changesOf, podAfter } from '../../workload/pod-after.ts'
import type { Settings } from '../../workload/settings.ts'
import { grouped } from '../grouped.ts'
import type { MountVerdict } from '../mount.ts'
import type { FixKind, Situation } from './kind.ts'
import { fixKinds } from './kinds.ts'
import { obstacleOf } from './obstacle.ts'
import { anyWorse, byMount, mountKey, satisfied } from './simulate.ts'

/** A pod, what its mounts come to, and how another pod would be judged in its place. */
export interface Base extends Situation {
  readonly verdicts: readonly MountVerdict[]
  readonly judge: (pod: PodView) => readonly MountVerdict[]
}

/** Mounts that one kind of fix serves. */
export interface Choice {
  readonly kind: FixKind
  readonly targets: readonly MountVerdict[]
}

/** What choices come to: the changes, and the mounts of the changed pod. */
export interface Outcome {
  readonly choices: readonly Choice[]
  readonly hardenings: readonly Hardening[]
  readonly pod: PodView
  readonly verdicts: readonly MountVerdict[]
}

/** Wanted writes that fail. Reads that fail are reported with their fixes, but no pod is changed for them. */
export function targetsOf(verdicts: readonly MountVerdict[]): readonly MountVerdict[] {
  return verdicts.filter(verdict => verdict.wants === 'write' && verdict.write === 'no')
}

/** The search tries what is listed later once more, and each outcome costs a judgement of the whole pod. */
const outcomes = new WeakMap<Base, Map<string, Outcome>>()

/** What the choices do to the pod. */
export function outcomeOf(base: Base, choices: readonly Choice[]): Outcome {
  const known = outcomes.get(base) ?? new Map<string, Outcome>()
  outcomes.set(base, known)
  const key = JSON.stringify(choices.map(({ kind, targets }) => [kind.id, ...targets.map(mountKey)]))
  const outcome = known.get(key) ?? tried(base, choices)
  known.set(key, outcome)
  return outcome
}

/** Each kind sees the fields that the kinds before it add. */
function tried(base: Base, choices: readonly Choice[]): Outcome {
  let hardenings: readonly Hardening[] = []
  for (const kind of fixKinds) {
    const targets = choices.flatMap(choice => (choice.kind === kind ? choice.targets : []))
    const pod = podAfter(base.pod, changesOf(hardenings))
    hardenings = targets.length === 0 ? hardenings : hardenings.concat(kind.harden(targets, { ...base, pod }))
  }
  if (hardenings.length === 0) return { choices, hardenings, pod: base.pod, verdicts: base.verdicts }
  const pod = podAfter(base.pod, changesOf(hardenings))
  return { choices, hardenings, pod, verdicts: base.judge(pod) }
}

/**
 * The first fix that the level admits for each volume, together.
 *
 * A fix must make every failing write to its volume work; where none does, one that serves a single container is better
 * than none. No fix may cost any container of the pod anything.
 */
export function searchFixes(base: Base, level: Level): Outcome {
  const kinds = fixKinds.filter(kind => kind.allowedAt.includes(level))
  const volumes = grouped(targetsOf(base.verdicts), target => target.volume)
  const nothing = outcomeOf(base, [])
  return volumes.reduce((outcome, targets) => {
    const whole = firstWorking(base, outcome, kinds, targets)
    if (whole !== undefined) return whole
    if (targets.length === 1) return outcome
    return targets.reduce((partly, target) => firstWorking(base, partly, kinds, [target]) ?? partly, outcome)
  }, nothing)
}

function firstWorking(
  base: Base,
  before: Outcome,
  kinds: readonly FixKind[],
  targets: readonly MountVerdict[],
): Outcome | undefined {
  for (const kind of kinds) {
    const found = tryFix(base, before, { kind, targets })
    if (found !== undefined) return found
  }
  return undefined
}

/** The outcome with one more choice, if it makes its targets work and nothing worse. */
export function tryFix(base: Base, before: Outcome, choice: Choice): Outcome | undefined {
  const { kind, targets } = choice
  if (targets.some(target => obstacleOf(kind, target, base) !== undefined)) return undefined
  const outcome = outcomeOf(base, [...before.choices, choice])
  const works = targets.every(target => worksIn(outcome, target, base.settings))
  return works && !anyWorse(base.verdicts, outcome.verdicts) && !anyWorse(before.verdicts, outcome.verdicts)
    ? outcome
    : undefined
}

/** Whether a mount gives its program what it wants once the fixes of an outcome are applied. */
export function worksIn(outcome: Outcome, target: MountVerdict, settings: Settings): boolean {
  return satisfied(byMount(outcome.verdicts).get(mountKey(target)), settings)
}

/** Ids of the fixes chosen for a mount. */
export function chosenFor(outcome: Outcome, target: MountVerdict): FixId | undefined {
  const key = mountKey(target)
  return outcome.choices.find(({ targets }) => targets.some(other => mountKey(other) === key))?.kind.id
}
