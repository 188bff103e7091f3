import { either, type PartialOwnership, withBits } from '../partial.ts'

/** `writable` volumes get the read-write mask; those whose plugin says `Attributes.ReadOnly` get the read-only one. */
export type VolumeAccess = 'writable' | 'read-only'
/** What the walk tells apart. */
export type InodeKind = 'directory' | 'file' | 'symlink'

/** pkg/volume/volume_linux.go v1.36.2, lines 39-42: rwMask, roMask. */
const masks: Readonly<Record<VolumeAccess, number>> = { writable: 0o660, 'read-only': 0o440 }
/** execMask. Without it a 0700 directory became one that its group cannot enter (kubernetes#67814, fixed in 1.14). */
const execMask = 0o110
const setgid = 0o2000

/** The bits that the kubelet's ownership walk adds to an inode. It never takes one away, and files never get `x`. */
export function walkMask(kind: InodeKind, access: VolumeAccess): number {
  if (kind === 'symlink') return 0
  return kind === 'directory' ? masks[access] | setgid | execMask : masks[access]
}

/**
 * The root after the walk, when little may be known of it before. OnRootMismatch needs no case of its own: it skips
 * only a root that has the group and the bits already (volume_linux.go `requiresPermissionChange`).
 */
export function rootAfterWalk(root: PartialOwnership, fsGroup: number, access: VolumeAccess): PartialOwnership {
  return withBits({ ...root, gid: fsGroup }, walkMask('directory', access))
}

/** The root when it is not known whether the volume honours fsGroup. */
export function rootAfterPerhaps(root: PartialOwnership, fsGroup: number): PartialOwnership {
  return either(root, rootAfterWalk(root, fsGroup, 'writable'))
}
