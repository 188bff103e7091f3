import type { OwnershipStep } from '../../../shell/steps/ownership-step.ts'
import { either, type PartialOwnership } from '../partial.ts'
import { isMember, type Process } from '../process/access.ts'
import { chmodded } from './mode-text.ts'

const setgid = 0o2000

/** What a step makes of a directory that it names, if it succeeds. */
export function afterStep(inode: PartialOwnership, step: OwnershipStep, process: Process): PartialOwnership {
  switch (step.op) {
    case 'chown':
      return step.contentsOnly === true ? inode : owned(inode, step)
    case 'chmod':
      return keepingSetgid(chmodded(inode, step.mode), process)
    case 'mkdir':
      return step.mode === undefined ? owned(inode, step) : owned(chmodded(inode, step.mode), step)
    case 'enter':
    case 'none':
    case 'exit':
    case 'unknown':
      return inode
  }
}

/** `chown` keeps the mode of a directory: only files lose setuid and setgid. */
function owned(inode: PartialOwnership, { uid, gid }: { readonly uid?: number; readonly gid?: number }) {
  return { ...inode, ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) }
}

/** The kernel clears setgid in a chmod by a process outside the group that lacks CAP_FSETID (fs/attr.c `setattr_copy`). */
function keepingSetgid(inode: PartialOwnership, process: Process): PartialOwnership {
  if (((inode.set | inode.maybe) & setgid) === 0 || process.capabilities.includes('FSETID')) return inode
  const member = isMember(process, inode)
  if (member === 'yes') return inode
  const cleared = { ...inode, set: inode.set & ~setgid, maybe: inode.maybe & ~setgid }
  return member === 'no' ? cleared : either(inode, cleared)
}
