import { chownInitFix } from './chown-init.ts'
import { fsGroupFix } from './fs-group.ts'
import type { FixKind } from './kind.ts'
import { ownerAlignedInitFix } from './owner-aligned-init.ts'
import { supplementalGroupFix } from './supplemental-group.ts'

/**
 * Every fix that serves a mount by itself, in order of preference: the one that runs nothing first, then the one that
 * changes nothing on disk. `final-user.ts` changes who runs, and then needs one of these.
 */
export const fixKinds: readonly FixKind[] = [fsGroupFix, supplementalGroupFix, chownInitFix, ownerAlignedInitFix]
