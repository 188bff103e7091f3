import { changesOf, podAfter } from '../../workload/pod/pod-after.ts'
import type { FixLack, MissingFix } from '../../workload/reason/fix-reason.ts'
import type { Level } from '../../workload/settings/level.ts'
import type { Fix, MountVerdict } from '../model/mount.ts'
import { adviceFor } from './advice.ts'
import type { Base } from './base.ts'
import { completeInits, failingInits } from './complete-init.ts'
import { droppingContainers, finalUser } from './final-user.ts'
import { everyLevel, type FixKind } from './kind.ts'
import { fixKinds } from './kinds.ts'
import { obstacleOf } from './obstacle.ts'
import { failsIn, outcomeOf, serves, targetsOf, worksIn } from './search.ts'
import { mountKey, satisfied } from './simulate.ts'

/** Every fix that would make the mount work, whatever the level, in order of preference, and then advice. */
export function validFixes(base: Base, target: MountVerdict): readonly Fix[] {
  if (target[target.wants] !== 'no') return finalUserFix(base, target)
  const single = kindsFor(target).flatMap(kind =>
    helps(base, kind, target)
      ? [{ id: kind.id, allowedAt: kind.allowedAt, chosen: false, does: kind.summary(target, base) }]
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
  const does = { code: 'complete-init', completed: completed.map(({ given }) => given) } as const
  return [{ id: does.code, allowedAt: ['privileged', 'baseline'], chosen: false, does }]
}

function helps(base: Base, kind: FixKind, target: MountVerdict): boolean {
  const nothing = outcomeOf(base, [])
  const siblings = targetsOf(base.verdicts).filter(
    other => other.volume === target.volume && other.wants === target.wants,
  )
  const together = siblings.length > 1 && serves(base, nothing, { kind, targets: siblings })
  return together || serves(base, nothing, { kind, targets: [target] })
}

function finalUserFix(base: Base, target: MountVerdict): readonly Fix[] {
  const dropping = droppingContainers(base).find(({ container }) => isSame(container, target.container))
  if (dropping === undefined || target.wants === 'read') return []
  const allowedAt = everyLevel.filter(level => servesAsUser(base, level, target))
  const does = { code: 'final-user', uid: dropping.uid, gid: dropping.gid } as const
  return allowedAt.length === 0 ? [] : [{ id: does.code, allowedAt, chosen: false, does }]
}

function servesAsUser(base: Base, level: Level, target: MountVerdict): boolean {
  const found = finalUser(base, level)
  return found?.containers.some(({ container }) => isSame(container, target.container)) === true
}

function isSame(a: MountVerdict['container'], b: MountVerdict['container']): boolean {
  return a.list === b.list && a.index === b.index
}

/** Why no fix serves the mount at the level: what each lacks, so that the reader can supply it. */
export function missingFor(base: Base, target: MountVerdict, level: Level): readonly MissingFix[] {
  return kindsFor(target).map(kind => ({ fix: kind.id, lack: lackOf(base, kind, target, level) }))
}

function lackOf(base: Base, kind: FixKind, target: MountVerdict, level: Level): FixLack {
  const obstacle = obstacleOf(kind, target, base)
  if (obstacle !== undefined) return obstacle
  if (!kind.allowedAt.includes(level)) return { code: 'not-admitted', level }
  const outcome = outcomeOf(base, [{ kind, targets: [target] }])
  const now = outcome.verdicts.find(verdict => mountKey(verdict) === mountKey(target))
  if (now?.[target.wants] !== 'yes') return { code: 'would-not-help', ...(now && { reason: now.reason }) }
  if (failsIn(base, outcome.pod, target.container)) return { code: 'command-fails-still' }
  return satisfied(now, base.settings)
    ? { code: 'other-container-loses' }
    : { code: 'must-own-itself', mountPath: target.mountPath }
}
