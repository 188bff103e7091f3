import { everywhere } from './answer.ts'
import type { Answer } from './mount.ts'
import { either, nothingKnown, type PartialOwnership } from './partial.ts'

/**
 * What an inode may be: one of these, at least one. A directory that the kubelet makes unless an init container made it
 * belongs to one of two owners, and both may be good enough; merged into one they would tell nothing.
 */
export type Worlds = readonly PartialOwnership[]

/** More alternatives than this are merged: nothing real has them, and every step could double them. */
const most = 6

/** The only thing that an inode may be. */
export function oneWorld(inode: PartialOwnership): Worlds {
  return [inode]
}

/** An inode of which nothing is known. */
export const anyWorld: Worlds = [nothingKnown]

/** Each of both, once. */
export function orElse(a: Worlds, b: Worlds): Worlds {
  const all = [...a, ...b]
  const distinct = all.filter((inode, index) => index === all.findIndex(other => isSame(other, inode)))
  return distinct.length > most ? [merged(distinct)] : distinct
}

/** What holds of all of them, as one inode. */
export function merged(worlds: Worlds): PartialOwnership {
  const [first = nothingKnown, ...rest] = worlds
  return rest.reduce(either, first)
}

/** The answer that all of them give. */
export function inEvery(worlds: Worlds, ask: (inode: PartialOwnership) => Answer): Answer {
  return everywhere(worlds.map(ask))
}

/** What all of them become. */
export function changeEvery(worlds: Worlds, change: (inode: PartialOwnership) => PartialOwnership): Worlds {
  return orElse(worlds.map(change), [])
}

function isSame(a: PartialOwnership, b: PartialOwnership): boolean {
  return a.uid === b.uid && a.gid === b.gid && a.set === b.set && a.maybe === b.maybe
}
