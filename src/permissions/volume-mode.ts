import type { Ownership } from './mount.ts'
import { either, type PartialOwnership, withBits } from './partial.ts'

/** `writable` volumes get the read-write mask; those whose plugin says `Attributes.ReadOnly` get the read-only one. */
export type VolumeAccess = 'writable' | 'read-only'
/** What the walk tells apart. */
export type InodeKind = 'directory' | 'file' | 'symlink'
/** `fsGroupChangePolicy`; unset means Always. */
export type ChangePolicy = 'Always' | 'OnRootMismatch'

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

/** As `walkMask`, for the kubelet before 1.14: directories got setgid but no `x`. */
export function walkMask2019(kind: InodeKind, access: VolumeAccess): number {
  if (kind === 'symlink') return 0
  return kind === 'directory' ? masks[access] | setgid : masks[access]
}

/** One inode of a volume. The root has the path `''`. */
export interface TreeEntry extends Ownership {
  readonly path: string
  readonly kind: InodeKind
}

/** What a walk is told. Without an fsGroup there is none. */
export interface WalkOptions {
  readonly fsGroup: number | undefined
  readonly access: VolumeAccess
  readonly policy: ChangePolicy
}

/**
 * The tree as the kubelet leaves it: group and OR-ed bits change, the uid never does.
 * `Lchown` re-owns symlinks too but they keep their mode, and what they point to is not touched.
 */
export function setVolumeOwnership(tree: readonly TreeEntry[], options: WalkOptions): readonly TreeEntry[] {
  const { fsGroup, access, policy } = options
  if (fsGroup === undefined) return tree
  const root = tree.find(({ path }) => path === '')
  if (policy === 'OnRootMismatch' && !requiresPermissionChange(root, fsGroup, access)) return tree
  return tree.map(entry => ({ ...entry, gid: fsGroup, mode: entry.mode | walkMask(entry.kind, access) }))
}

/**
 * Whether OnRootMismatch walks: volume_linux.go `requiresPermissionChange`. The owner's uid, sticky, other bits and
 * everything below the root are ignored.
 */
export function requiresPermissionChange(root: TreeEntry | undefined, fsGroup: number, access: VolumeAccess): boolean {
  if (root === undefined || root.gid !== fsGroup || root.kind !== 'directory') return true
  const need = walkMask('directory', access)
  return (root.mode & need) !== need
}

/**
 * The root after the walk, when little may be known of it before. OnRootMismatch needs no case of its own: it skips
 * only a root that has the group and the bits already.
 */
export function rootAfterWalk(root: PartialOwnership, fsGroup: number, access: VolumeAccess): PartialOwnership {
  return withBits({ ...root, gid: fsGroup }, walkMask('directory', access))
}

/** The root when it is not known whether the volume honours fsGroup. */
export function rootAfterPerhaps(root: PartialOwnership, fsGroup: number): PartialOwnership {
  return either(root, rootAfterWalk(root, fsGroup, 'writable'))
}
