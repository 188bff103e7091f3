import { grouped } from '../../volumes/model/grouped.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import { holdsRefused, type RefusedChanges } from '../../workload/finding/refused-changes.ts'
import type { PodHardening } from '../hardening.ts'

/**
 * What is left of one field's changes once the text refused some. The changes that a field makes to one security context
 * belong together, such as a user and its group: they are made as a whole or not at all.
 */
export function writable(
  { hardenings, observations }: PodHardening,
  refused: RefusedChanges | undefined,
): PodHardening {
  if (refused === undefined) return { hardenings, observations }
  const groups = grouped(hardenings, contextOf)
  return { hardenings: groups.filter(group => !holdsRefused(group, refused)).flat(), observations }
}

/** The security context that a change is about. */
function contextOf({ change: { path } }: Hardening): string {
  const at = path.lastIndexOf('securityContext')
  return JSON.stringify(at === -1 ? path : path.slice(0, at))
}
