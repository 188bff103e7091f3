import type { FixLack } from '../../workload/reason/fix-reason.ts'
import type { MountVerdict } from '../model/mount.ts'
import type { FixKind, Given, Situation } from './kind.ts'
import { overlap, sharedName, type Use } from './sharing.ts'

/** Why a fix cannot serve a mount: what it lacks itself, or who else would lose the claim by it. */
export function obstacleOf(kind: FixKind, target: MountVerdict, situation: Situation): FixLack | undefined {
  return kind.obstacle(target, situation) ?? loserOf(kind, target, situation)
}

/**
 * Another workload that writes the claim as somebody the fix would shut out. It does not matter whether it can today:
 * were both of them fixed, each start of one would take the claim from the other.
 */
function loserOf(kind: FixKind, target: MountVerdict, situation: Situation): FixLack | undefined {
  const given = kind.gives(target, situation)
  const claim = sharedName(target.facts?.claim)
  if (given === undefined || claim === undefined) return undefined
  const loser = situation.others.find(({ use }) => use.claim === claim && overlap(use, target) && isShutOut(use, given))
  const uid = loser?.use.process.uid
  if (loser === undefined || uid === undefined) return undefined
  const { ref } = loser.pod.object
  return { code: 'shuts-out', workload: `${ref.kind}/${ref.name}`, source: target.source, uid }
}

const groupMayWrite = 0o020
const othersMayWrite = 0o002

/** Root writes whatever the owner is, and of an unknown user nothing is known. */
function isShutOut({ wants, process, met }: Use, given: Given): boolean {
  if (wants === 'read' || process.uid === undefined || process.uid === 0) return false
  const mode = met?.mode ?? 0
  if ((mode & othersMayWrite) !== 0) return false
  if (process.uid === (given.uid ?? met?.uid)) return false
  const isMember = process.gid === given.gid || process.groups.includes(given.gid)
  return !(isMember && (given.group === 'shared' || (mode & groupMayWrite) !== 0))
}
