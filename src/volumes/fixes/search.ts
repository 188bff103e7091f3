import type { FixId } from '../../workload/finding/fix-id.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import type { ContainerView, PodView } from '../../workload/pod/pod.ts'
import { changesOf, podAfter } from '../../workload/pod/pod-after.ts'
import type { Level } from '../../workload/settings/level.ts'
import { grouped } from '../model/grouped.ts'
import type { MountVerdict } from '../model/mount.ts'
import { onlySetsOwners } from '../model/start/script-run.ts'
import type { Base } from './base.ts'
import type { FixKind } from './kind.ts'
import { fixKinds } from './kinds.ts'
import { obstacleOf } from './obstacle.ts'
import { anyWorse, byMount, mountKey, satisfied } from './simulate.ts'
import { tried } from './tried.ts'

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

/**
 * Wanted writes that fail, and reads that fail. An init container that is there to set owners wants no more than that
 * its script succeeds, which is told of the container.
 */
export function targetsOf(verdicts: readonly MountVerdict[]): readonly MountVerdict[] {
  return verdicts.filter(verdict => verdict[verdict.wants] === 'no' && !isServedByScript(verdict))
}

/** Whether the script of an init container decides alone what it needs of its mounts. */
export function isServedByScript({ container }: MountVerdict): boolean {
  return container.role === 'init' && onlySetsOwners(container)
}

/** The search tries what is listed later once more, and each outcome costs a judgement of the whole pod. */
const outcomes = new WeakMap<Base, Map<string, Outcome>>()

/** What the choices do to the pod. */
export function outcomeOf(base: Base, choices: readonly Choice[]): Outcome {
  const known = outcomes.get(base) ?? new Map<string, Outcome>()
  outcomes.set(base, known)
  const key = keyOf(choices)
  const outcome = known.get(key) ?? makeOutcome(base, choices)
  known.set(key, outcome)
  return outcome
}

function keyOf(choices: readonly Choice[]): string {
  return JSON.stringify(choices.map(({ kind, targets }) => [kind.id, ...targets.map(mountKey)]))
}

/** Each kind sees the fields that the kinds before it add. */
function makeOutcome(base: Base, choices: readonly Choice[]): Outcome {
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
  const admitted = fixKinds.filter(kind => kind.allowedAt.includes(level))
  const kinds = base.addsNothing ? admitted.filter(({ adds }) => adds !== 'container') : admitted
  const targets = [...targetsOf(base.verdicts), ...unprovenIn(base)]
  const volumes = grouped(
    targets.filter(({ wants }) => wants === 'write'),
    target => target.volume,
  )
  const nothing = outcomeOf(base, [])
  const written = volumes.reduce((outcome, targets) => {
    const whole = firstWorking(base, outcome, kinds, targets)
    if (whole !== undefined) return whole
    if (targets.length === 1) return outcome
    return targets.reduce((partly, target) => firstWorking(base, partly, kinds, [target]) ?? partly, outcome)
  }, nothing)
  return withReads(base, written, kinds, targets)
}

function unprovenIn({ verdicts, certainOf }: Base): readonly MountVerdict[] {
  return verdicts.filter(verdict => certainOf?.has(verdict.volume) === true && verdict[verdict.wants] === 'unknown')
}

/** What the fixes of writes left unread. Only the kubelet gives files to a group, and nothing else is changed for a read. */
function withReads(base: Base, written: Outcome, kinds: readonly FixKind[], targets: readonly MountVerdict[]): Outcome {
  const reading = kinds.filter(({ servesReads }) => servesReads === true)
  return targets
    .filter(({ wants }) => wants === 'read')
    .reduce((outcome, target) => {
      if (worksIn(base, outcome, target)) return outcome
      return firstWorking(base, outcome, reading, [target]) ?? outcome
    }, written)
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
  return serves(base, before, choice) ? outcomeOf(base, [...before.choices, choice]) : undefined
}

/** Whether one more choice makes its targets work and nothing worse. */
export function serves(base: Base, before: Outcome, choice: Choice): boolean {
  const { kind, targets } = choice
  if (targets.some(target => obstacleOf(kind, target, base) !== undefined)) return false
  const choices = [...before.choices, choice]
  return tried(base, keyOf(choices), () => {
    const outcome = outcomeOf(base, choices)
    const works = targets.every(target => worksIn(base, outcome, target))
    return works && !anyWorse(base.verdicts, outcome.verdicts) && !anyWorse(before.verdicts, outcome.verdicts)
  })
}

/**
 * Whether a mount gives its program what it wants once the fixes of an outcome are applied. A container whose command
 * will fail all the same has nothing of it.
 */
export function worksIn(base: Base, outcome: Outcome, target: MountVerdict): boolean {
  const now = byMount(outcome.verdicts).get(mountKey(target))
  return satisfied(now, base.settings) && !failsIn(base, outcome.pod, target.container)
}

/** Whether a container of a pod will fail by its own doing, at the first start or a later one. */
export function failsIn({ problems }: Base, pod: PodView, { list, name }: ContainerView): boolean {
  return problems(pod).some(
    ({ starts, container }) => starts === 'no' && container?.list === list && container.name === name,
  )
}

/** Ids of the fixes chosen for a mount. */
export function chosenFor(outcome: Outcome, target: MountVerdict): FixId | undefined {
  const key = mountKey(target)
  return outcome.choices.find(({ targets }) => targets.some(other => mountKey(other) === key))?.kind.id
}
