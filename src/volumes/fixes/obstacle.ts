import type { MountVerdict } from '../model/mount.ts'
import type { FixKind, Given, Situation } from './kind.ts'
import { overlap, sharedName, type Use } from './sharing.ts'

/** Why a fix cannot serve a mount: what it lacks itself, or who else would lose the claim by it. */
export function obstacleOf(kind: FixKind, target: MountVerdict, situation: Situation): string | undefined {
  return kind.obstacle(target, situation) ?? loserOf(kind, target, situation)
}

/**
 * Another workload that writes the claim as somebody the fix would shut out. It does not matter whether it can today:
 * were both of them fixed, each start of one would take the claim from the other.
 */
function loserOf(kind: FixKind, target: MountVerdict, situation: Situation): string | undefined {
  const given = kind.gives(target, situation)
  const claim = sharedName(target.facts?.claim)
  if (given === undefined || claim === undefined) return undefined
  const loser = situation.others.find(({ use }) => use.claim === claim && overlap(use, target) && isShutOut(use, given))
  if (loser === undefined) return undefined
  const { ref } = loser.pod.object
  return `${ref.kind}/${ref.name} writes ${target.source} as uid ${loser.use.process.uid}, and would lose access`
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
