import { compact } from '../../manifest/compact.ts'
import { formatMode } from '../../workload/file-mode.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import type { FixLack } from '../../workload/reason/fix-reason.ts'
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
  summary: ({ met, source }) => ({ code: 'supplemental-group', source, ...compact({ group: met?.gid }) }),
}

/** Creating an entry takes w and x (path_resolution(7)). */
const groupMayCreate = 0o030

function obstacle({ facts, met, source }: MountVerdict, { pod }: Situation): FixLack | undefined {
  if (facts === undefined) return { code: 'no-volume-named' }
  if (met === undefined) return { code: 'group-unknown', source }
  if ((met.mode & groupMayCreate) !== groupMayCreate)
    return { code: 'group-cannot-write', group: met.gid, source, mode: formatMode(met.mode) }
  return podFieldObstacle(pod)
}

function harden(targets: readonly MountVerdict[], situation: Situation): readonly Hardening[] {
  const groups = new Map(targets.flatMap(target => (target.met === undefined ? [] : [[target.met.gid, target]])))
  return [...groups].flatMap(([group, { source, reason }]) =>
    joinGroup(situation, group, { code: 'group-may-write', group, source, reason }),
  )
}
