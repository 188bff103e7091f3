import type { Identity } from '../mount.ts'

/**
 * The group through which a volume is given to a process. Any does, since the pod joins it; the primary one keeps new
 * files in the group they would have anyway. Root's group is shared with every image that keeps it, so instead of it,
 * or where only the image knows the gid, it is the customary private group: the number of the uid.
 */
export function privateGroup({ uid, gid }: Pick<Identity, 'uid' | 'gid'>): number | undefined {
  return gid === undefined || gid === 0 ? (uid ?? gid) : gid
}
