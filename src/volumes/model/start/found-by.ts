import type { FindTest } from '../../../shell/steps/find-test.ts'
import type { OwnershipStep } from '../../../shell/steps/ownership-step.ts'
import { all, any, opposite } from '../answer.ts'
import type { Answer } from '../mount.ts'
import { either, type PartialOwnership } from '../partial.ts'
import type { InodePlace } from './directories.ts'

type Searching = Extract<OwnershipStep, { op: 'chown' | 'chmod' }>

/** Whether `find` tells its command of an inode. */
export function isFound({ only }: Searching, inode: PartialOwnership, at: InodePlace): Answer {
  return only === undefined ? 'yes' : passes(only, inode, at)
}

/** What is left of an inode that a command may have been told of. */
export function ifFound(
  step: Searching,
  at: InodePlace,
  { before, after }: { readonly before: PartialOwnership; readonly after: PartialOwnership },
): PartialOwnership {
  const found = isFound(step, before, at)
  if (found === 'yes') return after
  // Above it may lie what was found, and the command goes on from there.
  return found === 'no' && (at === 'top' || step.withBelow !== true) ? before : either(before, after)
}

function passes(test: FindTest, inode: PartialOwnership, at: InodePlace): Answer {
  if (test === 'shallow') return at === 'top' ? 'yes' : 'unknown'
  if (typeof test === 'string') return 'unknown'
  if ('all' in test) return all(test.all.map(one => passes(one, inode, at)))
  if ('any' in test) return any(test.any.map(one => passes(one, inode, at)))
  if ('not' in test) return opposite[passes(test.not, inode, at)]
  if ('type' in test)
    return (test.type === 'directory') === (at !== 'file') ? (at === 'file' ? 'unknown' : 'yes') : 'no'
  return 'uid' in test ? isSame(inode.uid, test.uid) : isSame(inode.gid, test.gid)
}

function isSame(id: number | undefined, wanted: number): Answer {
  return id === undefined ? 'unknown' : id === wanted ? 'yes' : 'no'
}
