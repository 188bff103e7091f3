import { formatMode } from '../../../workload/file-mode.ts'
import type { Answer, Identity } from '../mount.ts'
import { type PartialOwnership, whole } from '../partial.ts'
import { merged, type Worlds } from '../worlds.ts'
import { isMember, isOwner, wantedBits } from './access.ts'

type InodeType = 'directory' | 'file'

/** A question to an inode, and its answer. */
export interface InodeQuestion {
  readonly program: Identity
  readonly worlds: Worlds
  readonly wants: 'read' | 'write'
  readonly answer: Answer
  /** The path in the container. */
  readonly what: string
  readonly type: InodeType
  /** What about the inode is not known, and why. */
  readonly open: readonly string[]
}

/** Why an inode gives its answer: the class of permission bits that counts, or what is missing to tell. */
export function inodeSentence(question: InodeQuestion): string {
  const { program, worlds, wants, answer, what } = question
  if (answer === 'unknown') return whyUnknown(question)
  if (answer === 'yes' && program.capabilities.includes('DAC_OVERRIDE')) {
    return `${who(program)} has CAP_DAC_OVERRIDE and can ${wants} ${what} whatever its mode`
  }
  const why = answer === 'yes' ? whyYes : whyNo
  return [...new Set(worlds.map(inode => why(question, inode)))].join(', or ')
}

function whyYes({ program, wants, what }: InodeQuestion, inode: PartialOwnership): string {
  const mode = modeIn(inode, mode => ` (mode ${mode})`)
  if (isOwner(program, inode) === 'yes') return `${who(program)} owns ${what}${mode}`
  if (isMember(program, inode) !== 'yes') return `everyone can ${wants} ${what}${mode}`
  return `${who(program)} is in group ${inode.gid}, which can ${wants} ${what}${mode}`
}

function whyNo(question: InodeQuestion, inode: PartialOwnership): string {
  const { program, wants, what } = question
  const [owner, member] = [isOwner(program, inode), isMember(program, inode)]
  const owned = `${what} is owned by ${ownersOf(inode)}${modeIn(inode, mode => ` with mode ${mode}`)}`
  if (owner === 'yes') return `${owned}, which does not let its owner, ${who(program)}, ${wants}`
  if (owner === 'unknown' || !admits(question, inode, ownerShift)) return `${owned}, which no one can ${wants}`
  if (admits(question, inode, groupShift) && member !== 'yes')
    return `${owned}; ${who(program)} is neither its owner nor in its group`
  if (admits(question, inode, 0)) return `${owned}, which does not let its group ${wants}; ${who(program)} is in it`
  return `${owned}, which only its owner can ${wants}; the process runs as ${who(program)}`
}

const [ownerShift, groupShift] = [6, 3]

/** Whether a class of permission bits may admit the use. */
function admits({ wants, type }: InodeQuestion, { set, maybe }: PartialOwnership, shift: number): boolean {
  const bits = wantedBits(wants, type)
  return (((set | maybe) >> shift) & bits) === bits
}

function whyUnknown({ program, worlds, what, open }: InodeQuestion): string {
  const inode = merged(worlds)
  const nothing = inode.uid === undefined && inode.gid === undefined && inode.set === 0
  if (nothing && open.length > 0) return `the owner and mode of ${what} are unknown: ${open.join('; ')}`
  const reasons = [...program.unknown, ...open]
  if (reasons.length === 0) return `it is unknown what ${who(program)} can do in ${what}`
  return whole(inode) === undefined
    ? reasons.join('; ')
    : `${what} is owned by ${ownersOf(inode)} with mode ${formatMode(inode.set)}, and ${reasons.join('; ')}`
}

/** `1000:1000`, as `chown` takes it, where both are known. */
function ownersOf({ uid, gid }: PartialOwnership): string {
  if (uid !== undefined && gid !== undefined) return `${uid}:${gid}`
  const user = uid === undefined ? 'an unknown user' : `uid ${uid}`
  return gid === undefined ? user : `${user} and group ${gid}`
}

/** What is said with the mode; nothing where bits of it are open. */
function modeIn({ set, maybe }: PartialOwnership, words: (mode: string) => string): string {
  return maybe === 0 ? words(formatMode(set)) : ''
}

function who({ uid }: Identity): string {
  return uid === undefined ? 'a process whose user is unknown' : `uid ${uid}`
}
