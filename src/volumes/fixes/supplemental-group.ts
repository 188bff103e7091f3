import { formatMode } from '../../workload/file-mode.ts'
import type { Hardening } from '../../workload/observation.ts'
import { accessWords } from '../../workload/reason/access-words.ts'
import type { MountVerdict } from '../model/mount.ts'
import { joinGroup } from './join-group.ts'
import { everyLevel, type FixKind, type Situation } from './kind.ts'
import { podFieldObstacle } from './pod-field.ts'

/**
 * Join the group that may already write the volume's root.
 *
 * Changes nothing on disk, so it serves volumes that nobody can re-own (NFS with root_squash), at every level.
 */
export const supplementalGroupFix: FixKind = {
  id: 'supplemental-group',
  allowedAt: everyLevel,
  obstacle,
  gives: () => undefined,
  harden,
  summary: target => `add the group ${target.met?.gid ?? '?'} of ${target.source} to supplementalGroups`,
}

/** Creating an entry takes w and x (path_resolution(7)). */
const groupMayCreate = 0o030

function obstacle({ facts, met, source }: MountVerdict, { pod }: Situation): string | undefined {
  if (facts === undefined) return 'the mount names no volume of the pod'
  if (met === undefined) return `the group of ${source} is unknown`
  if ((met.mode & groupMayCreate) !== groupMayCreate)
    return `the group ${met.gid} of ${source} may not write it either (${formatMode(met.mode)})`
  return podFieldObstacle(pod)
}

function harden(targets: readonly MountVerdict[], situation: Situation): readonly Hardening[] {
  const groups = new Map(targets.flatMap(target => (target.met === undefined ? [] : [[target.met.gid, target]])))
  return [...groups].flatMap(([gid, target]) =>
    joinGroup(situation, gid, `group ${gid} may write ${target.source}, and ${accessWords(target.reason)}`),
  )
}
