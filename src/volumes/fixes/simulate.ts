import type { Settings } from '../../workload/settings/settings.ts'
import type { Answer, MountVerdict } from '../model/mount.ts'
import { mustOwnRoot } from './own-root.ts'

/** What names a mount before and after containers were added in front of its own. */
export function mountKey({ container, index }: MountVerdict): string {
  return JSON.stringify([container.list, container.name, index])
}

/** Verdicts by the mount they are of, so that two simulations can be held against each other. */
export function byMount(verdicts: readonly MountVerdict[]): ReadonlyMap<string, MountVerdict> {
  return new Map(verdicts.map(verdict => [mountKey(verdict), verdict]))
}

/** Whether the program gets what it wants of the mount; a database that must own its directory wants more than a group. */
export function satisfied(verdict: MountVerdict | undefined, settings: Settings): boolean {
  if (verdict === undefined) return false
  if (verdict.wants === 'read') return verdict.read === 'yes'
  return verdict.write === 'yes' && (!mustOwnRoot(verdict, settings) || verdict.access.own === 'yes')
}

const rank: Readonly<Record<Answer, number>> = { no: 0, unknown: 1, yes: 2 }

/**
 * Whether a mount lost anything, or an added container cannot do its own work. What was unknown may have worked, so
 * turning it into a no counts as a loss.
 */
export function anyWorse(before: readonly MountVerdict[], after: readonly MountVerdict[]): boolean {
  const earlier = byMount(before)
  return after.some(now => {
    const was = earlier.get(mountKey(now))
    return was === undefined ? isAdded(now) && now.write === 'no' : isWorse(was, now)
  })
}

/** Whether a mount has lost something that the program had. What it never wanted to write may be lost. */
export function isWorse(was: MountVerdict, now: MountVerdict): boolean {
  const lost = (before: Answer, after: Answer) => rank[after] < rank[before]
  if (lost(was.read, now.read)) return true
  return was.wants === 'write' && (lost(was.write, now.write) || lost(was.access.own, now.access.own))
}

function isAdded({ container }: MountVerdict): boolean {
  return container.role === 'init'
}
