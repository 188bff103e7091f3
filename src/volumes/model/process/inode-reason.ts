import { compact } from '../../../manifest/compact.ts'
import { formatMode } from '../../../workload/file-mode.ts'
import type { InodeReason, Seen } from '../../../workload/reason/access-reason.ts'
import type { VolumeDoubt } from '../../../workload/reason/doubt.ts'
import { eachOnce } from '../grouped.ts'
import type { Answer, Identity } from '../mount.ts'
import { type PartialOwnership, whole } from '../partial.ts'
import { merged, type Worlds } from '../worlds.ts'
import { isMember, isOwner, wantedBits } from './access.ts'

/** A question to an inode, and its answer. */
export interface InodeQuestion {
  readonly program: Identity
  readonly worlds: Worlds
  readonly wants: 'read' | 'write'
  readonly answer: Answer
  readonly what: Seen
  readonly type: 'directory' | 'file'
  /** What about the inode is not known, and why. */
  readonly open: readonly VolumeDoubt[]
}

/** Why an inode gives its answer, each cause that one of its worlds gives once. */
export function inodeReasons(question: InodeQuestion): readonly InodeReason[] {
  const { program, worlds, wants, answer, what } = question
  if (answer === 'unknown') return [whyUnknown(question)]
  if (answer === 'yes' && program.capabilities.includes('DAC_OVERRIDE'))
    return [compact({ code: 'overrides-mode', uid: program.uid, wants, what })]
  const why = answer === 'yes' ? whyYes : whyNo
  return eachOnce(worlds.map(inode => why(question, inode)))
}

function whyYes({ program, wants, what }: InodeQuestion, inode: PartialOwnership): InodeReason {
  const { uid } = program
  const mode = modeOf(inode)
  if (isOwner(program, inode) === 'yes') return compact({ code: 'is-owner', uid, what, mode })
  if (isMember(program, inode) !== 'yes' || inode.gid === undefined)
    return compact({ code: 'open-to-everyone', wants, what, mode })
  return compact({ code: 'is-member', uid, gid: inode.gid, wants, what, mode })
}

function whyNo(question: InodeQuestion, inode: PartialOwnership): InodeReason {
  const { program, wants, what } = question
  const keeps = keptOut(question, inode)
  return compact({ code: 'denied', keeps, uid: program.uid, wants, what, owner: idsOf(inode), mode: modeOf(inode) })
}

type Denied = Extract<InodeReason, { readonly code: 'denied' }>

function keptOut(question: InodeQuestion, inode: PartialOwnership): Denied['keeps'] {
  const { program } = question
  const [owner, member] = [isOwner(program, inode), isMember(program, inode)]
  if (owner === 'yes') return 'owner'
  if (owner === 'unknown' || !admits(question, inode, ownerShift)) return 'everyone'
  if (admits(question, inode, groupShift) && member !== 'yes') return 'others'
  return admits(question, inode, 0) ? 'group' : 'all-but-owner'
}

const [ownerShift, groupShift] = [6, 3]

/** Whether a class of permission bits may admit the use. */
function admits({ wants, type }: InodeQuestion, { set, maybe }: PartialOwnership, shift: number): boolean {
  const bits = wantedBits(wants, type)
  return (((set | maybe) >> shift) & bits) === bits
}

function whyUnknown({ program, worlds, what, open }: InodeQuestion): InodeReason {
  const inode = merged(worlds)
  const nothing = inode.uid === undefined && inode.gid === undefined && inode.set === 0
  if (nothing && open.length > 0) return { code: 'owner-unknown', what, doubts: open }
  const doubts = [...program.unknown, ...open]
  const known = whole(inode)
  const owned = known === undefined ? {} : { owner: idsOf(inode), mode: formatMode(known.mode) }
  return compact({ code: 'undecided', uid: program.uid, what, doubts, ...owned })
}

function idsOf({ uid, gid }: PartialOwnership): Pick<PartialOwnership, 'uid' | 'gid'> {
  return compact({ uid, gid })
}

/** Nothing where bits of it are open. */
function modeOf({ set, maybe }: PartialOwnership): string | undefined {
  return maybe === 0 ? formatMode(set) : undefined
}
