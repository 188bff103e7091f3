import type { Level } from '../../workload/level.ts'
import { changesOf, podAfter } from '../../workload/pod-after.ts'
import { accessWords } from '../../workload/reason/access-words.ts'
import type { Fix, MountVerdict } from '../model/mount.ts'
import { adviceFor } from './advice.ts'
import { completeInits, failingInits } from './complete-init.ts'
import { droppingContainers, finalUser } from './final-user.ts'
import { everyLevel, type FixKind } from './kind.ts'
import { fixKinds } from './kinds.ts'
import { obstacleOf } from './obstacle.ts'
import { type Base, failsIn, outcomeOf, targetsOf, tryFix, worksIn } from './search.ts'
import { mountKey, satisfied } from './simulate.ts'

/** Every fix that would make the mount work, whatever the level, in order of preference, and then advice. */
export function validFixes(base: Base, target: MountVerdict): readonly Fix[] {
  if (target[target.wants] !== 'no') return finalUserFix(base, target)
  const single = kindsFor(target).flatMap(kind =>
    helps(base, kind, target)
      ? [{ id: kind.id, allowedAt: kind.allowedAt, chosen: false, summary: kind.summary(target, base) }]
      : [],
  )
  return [...completion(base, target), ...single, ...finalUserFix(base, target), ...adviceFor(base, target)]
}

/** Nothing but what opens files is done for a read. */
function kindsFor({ wants }: MountVerdict): readonly FixKind[] {
  return wants === 'read' ? fixKinds.filter(({ servesReads }) => servesReads === true) : fixKinds
}

/** What the container waits for is completed, and it needs nothing else. */
function completion(base: Base, target: MountVerdict): readonly Fix[] {
  if (failingInits(base, base.pod).length === 0) return []
  const completed = completeInits(base)
  if (completed.length === 0) return []
  const pod = podAfter(base.pod, changesOf(completed.flatMap(({ hardenings }) => hardenings)))
  if (!worksIn(base, { choices: [], hardenings: [], pod, verdicts: base.judge(pod) }, target)) return []
  const summary = completed.map(({ words }) => words).join('; ')
  return [{ id: 'complete-init', allowedAt: ['privileged', 'baseline'], chosen: false, summary }]
}

function helps(base: Base, kind: FixKind, target: MountVerdict): boolean {
  const nothing = outcomeOf(base, [])
  const siblings = targetsOf(base.verdicts).filter(
    other => other.volume === target.volume && other.wants === target.wants,
  )
  const together = siblings.length > 1 && tryFix(base, nothing, { kind, targets: siblings }) !== undefined
  return together || tryFix(base, nothing, { kind, targets: [target] }) !== undefined
}

function finalUserFix(base: Base, target: MountVerdict): readonly Fix[] {
  const dropping = droppingContainers(base).find(({ container }) => isSame(container, target.container))
  if (dropping === undefined || target.wants === 'read') return []
  const allowedAt = everyLevel.filter(level => serves(base, level, target))
  const summary = `run as ${dropping.uid}:${dropping.gid} from the start; the image switches to that user anyway`
  return allowedAt.length === 0 ? [] : [{ id: 'final-user', allowedAt, chosen: false, summary }]
}

function serves(base: Base, level: Level, target: MountVerdict): boolean {
  const found = finalUser(base, level)
  return found?.containers.some(({ container }) => isSame(container, target.container)) === true
}

function isSame(a: MountVerdict['container'], b: MountVerdict['container']): boolean {
  return a.list === b.list && a.index === b.index
}

/** Why no fix serves the mount at the level: what each lacks, so that the reader can supply it. */
export function missingFor(base: Base, target: MountVerdict, level: Level): string {
  return kindsFor(target)
    .map(kind => `${kind.id}: ${reason(base, kind, target, level)}`)
    .join('; ')
}

function reason(base: Base, kind: FixKind, target: MountVerdict, level: Level): string {
  const obstacle = obstacleOf(kind, target, base)
  if (obstacle !== undefined) return obstacle
  if (!kind.allowedAt.includes(level)) return `${level} does not admit it`
  const outcome = outcomeOf(base, [{ kind, targets: [target] }])
  const now = outcome.verdicts.find(verdict => mountKey(verdict) === mountKey(target))
  if (now?.[target.wants] !== 'yes')
    return `it would not help: ${now === undefined ? 'the mount is gone' : accessWords(now.reason)}`
  if (failsIn(base, outcome.pod, target.container)) return 'its command would fail all the same'
  return satisfied(now, base.settings)
    ? 'another container would lose the volume'
    : `the program must own ${target.mountPath} itself (group access is not enough); put its data in a sub-directory`
}
