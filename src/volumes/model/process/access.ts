import { all, any, everywhere } from '../answer.ts'
import type { Answer, Identity } from '../mount.ts'
import type { PartialOwnership } from '../partial.ts'

/** Who is asked about: the part of an identity that the kernel looks at. */
export type Process = Pick<
  Identity,
  'uid' | 'gid' | 'groups' | 'groupsComplete' | 'capabilities' | 'bounding' | 'nonRoot' | 'userNamespace'
>

type PermissionClass = 'owner' | 'group' | 'other'

const shifts: Readonly<Record<PermissionClass, number>> = { owner: 6, group: 3, other: 0 }
/** `r` of one permission class, as in the last digit of an octal mode. */
export const readBit = 4
/** `w` of one permission class. */
export const writeBit = 2
const executeBit = 1

/** What a use takes of one permission class: a directory has to be entered, too. */
export function wantedBits(wants: 'read' | 'write', type: 'directory' | 'file'): number {
  return (wants === 'read' ? readBit : writeBit) | (type === 'directory' ? executeBit : 0)
}

/** Ids of a user namespace: what lies above on disk belongs to nobody inside (KEP-127). */
const lastMappedId = 65_535
/** An id that no process has. */
const nobodyInside = -1

/** How an inode is reached. */
export interface Way {
  /** The mount is read-only: `EROFS` comes before any other check and no capability overrides it. */
  readonly readOnly: boolean
  /** A file server checks: what the client's capabilities allow, the server may still refuse (NFS, SMB). */
  readonly remote: boolean
}

/** May the process use the directory: list and enter it, make entries, change its mode. */
export function directoryAccess(
  process: Process,
  inode: PartialOwnership,
  way: Way,
): { readonly read: Answer; readonly create: Answer; readonly enter: Answer; readonly own: Answer } {
  const seen = asSeenFrom(process, inode)
  const may = (want: number) => permission(process, seen, want, way)
  return {
    read: may(readBit | executeBit),
    create: way.readOnly ? 'no' : may(writeBit | executeBit),
    enter: may(executeBit),
    own: way.readOnly ? 'no' : ownership(process, seen, way),
  }
}

/** May the process open the file, its directory being open to it. */
export function fileAccess(process: Process, inode: PartialOwnership, want: number, way: Way): Answer {
  if (way.readOnly && (want & writeBit) !== 0) return 'no'
  return permission(process, asSeenFrom(process, inode), want, way)
}

/** chmod and explicit utimes: the owner, or CAP_FOWNER. */
function ownership(process: Process, inode: PartialOwnership, way: Way): Answer {
  return any([isOwner(process, inode), trusted(capability(process, inode, ['FOWNER']), way)])
}

function permission(process: Process, inode: PartialOwnership, want: number, way: Way): Answer {
  const byMode = everywhere(classesOf(process, inode).map(name => bitsAllow(inode, name, want)))
  return any([byMode, trusted(capability(process, inode, overriding(want)), way)])
}

/** CAP_DAC_READ_SEARCH reads every file and reads and searches every directory; it never writes. */
function overriding(want: number): readonly string[] {
  return (want & writeBit) === 0 ? ['DAC_OVERRIDE', 'DAC_READ_SEARCH'] : ['DAC_OVERRIDE']
}

/** The kernel takes exactly one class: an owner without a bit does not fall through to the group's. */
function classesOf(process: Process, inode: PartialOwnership): readonly PermissionClass[] {
  const owner = isOwner(process, inode)
  if (owner === 'yes') return ['owner']
  const group = isMember(process, inode)
  const rest: readonly PermissionClass[] = group === 'yes' ? ['group'] : group === 'no' ? ['other'] : ['group', 'other']
  return owner === 'no' ? rest : ['owner', ...rest]
}

/** Whether the owner's class is the one that counts. */
export function isOwner(process: Process, inode: PartialOwnership): Answer {
  if (inode.uid === 0 && process.nonRoot === true) return 'no'
  if (inode.uid === nobodyInside) return 'no'
  if (process.uid === undefined || inode.uid === undefined) return 'unknown'
  return process.uid === inode.uid ? 'yes' : 'no'
}

/** Whether the group's class counts for a process that is not the owner. */
export function isMember(process: Process, inode: PartialOwnership): Answer {
  if (inode.gid === nobodyInside) return 'no'
  if (inode.gid === undefined) return 'unknown'
  if (process.gid === inode.gid || process.groups.includes(inode.gid)) return 'yes'
  return process.gid === undefined || !process.groupsComplete ? 'unknown' : 'no'
}

function bitsAllow(inode: PartialOwnership, name: PermissionClass, want: number): Answer {
  const bits = want << shifts[name]
  if ((inode.set & bits) === bits) return 'yes'
  return ((inode.set | inode.maybe) & bits) === bits ? 'unknown' : 'no'
}

/** Capabilities count on an inode only if both of its ids are mapped: `capable_wrt_inode_uidgid`. */
function capability(process: Process, inode: PartialOwnership, names: readonly string[]): Answer {
  if (inode.uid === nobodyInside || inode.gid === nobodyInside) return 'no'
  if (names.some(name => process.capabilities.includes(name))) return 'yes'
  const mayBeRoot = process.uid === undefined && process.nonRoot !== true
  return mayBeRoot && names.some(name => process.bounding?.includes(name) ?? true) ? 'unknown' : 'no'
}

function trusted(answer: Answer, { remote }: Way): Answer {
  return remote ? all([answer, 'unknown']) : answer
}

function asSeenFrom(process: Process, inode: PartialOwnership): PartialOwnership {
  if (process.userNamespace !== true) return inode
  return {
    ...inode,
    ...(inode.uid !== undefined && inode.uid > lastMappedId ? { uid: nobodyInside } : {}),
    ...(inode.gid !== undefined && inode.gid > lastMappedId ? { gid: nobodyInside } : {}),
  }
}
