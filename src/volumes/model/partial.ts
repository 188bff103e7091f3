import type { Ownership } from '../../knowledge/storage/ownership.ts'

/**
 * What is known of an inode's owner and mode. Bits of `set` are certain, bits of `maybe` may be set, all others are
 * clear. It is the smallest domain in which fsGroup's OR-ed bits decide about a directory whose past is unknown.
 */
export interface PartialOwnership {
  readonly uid?: number
  readonly gid?: number
  readonly set: number
  readonly maybe: number
}

const everyBit = 0o7777

/** An inode of which nothing is known. */
export const nothingKnown: PartialOwnership = { set: 0, maybe: everyBit }

/** The partial view of an inode that is known in full. Bits beyond 07777 do not exist in a mode and are dropped. */
export function known({ uid, gid, mode }: Ownership): PartialOwnership {
  return { uid, gid, set: mode & everyBit, maybe: 0 }
}

/** The inode, if nothing about it is open. */
export function whole({ uid, gid, set, maybe }: PartialOwnership): Ownership | undefined {
  return uid === undefined || gid === undefined || maybe !== 0 ? undefined : { uid, gid, mode: set }
}

/** What is certain when the inode is one of the two. */
export function either(a: PartialOwnership, b: PartialOwnership): PartialOwnership {
  const set = a.set & b.set
  return {
    ...(a.uid !== undefined && a.uid === b.uid ? { uid: a.uid } : {}),
    ...(a.gid !== undefined && a.gid === b.gid ? { gid: a.gid } : {}),
    set,
    maybe: (a.set | a.maybe | b.set | b.maybe) & ~set,
  }
}

/** The inode with bits OR-ed in, as `chmod g+w` does. */
export function withBits(inode: PartialOwnership, bits: number): PartialOwnership {
  return { ...inode, set: inode.set | bits, maybe: inode.maybe & ~bits }
}
