import { formatMode } from '../../workload/file-mode.ts'
import type { Answer, Identity } from '../mount.ts'
import { formatPartial, type PartialOwnership, whole } from '../partial.ts'
import { merged, type Worlds } from '../worlds.ts'
import { isMember, isOwner } from './access.ts'

/** A question to an inode, and its answer. */
export interface Question {
  readonly program: Identity
  readonly worlds: Worlds
  readonly wants: 'read' | 'write'
  readonly answer: Answer
  /** The path in the container. */
  readonly what: string
  /** What about the inode is not known, and why. */
  readonly open: readonly string[]
}

/** Why an inode gives its answer: the class of permission bits that counts, or what is missing to tell. */
export function inodeSentence(question: Question): string {
  const { program, worlds, wants, answer, what } = question
  if (answer === 'unknown') return whyUnknown(question)
  if (answer === 'yes' && program.capabilities.includes('DAC_OVERRIDE')) {
    return `${who(program)} has CAP_DAC_OVERRIDE and may ${wants} ${what} whatever its mode`
  }
  const why = answer === 'yes' ? whyYes : whyNo
  return [...new Set(worlds.map(inode => why(question, inode)))].join(', or ')
}

function whyYes({ program, wants, what }: Question, inode: PartialOwnership): string {
  const place = placeOf(inode, what)
  if (isOwner(program, inode) === 'yes') return `${who(program)} owns ${place}`
  if (isMember(program, inode) !== 'yes') return `everyone may ${wants} ${place}`
  return `${who(program)} is in group ${inode.gid}, which may ${wants} ${place}`
}

function whyNo({ program, wants, what }: Question, inode: PartialOwnership): string {
  const [owner, member] = [isOwner(program, inode), isMember(program, inode)]
  const place = placeOf(inode, what)
  const [uid, gid] = [inode.uid ?? 'unknown', inode.gid ?? 'unknown']
  if (owner === 'yes') return `${who(program)} owns ${place}, whose mode does not let its owner ${wants}`
  if (owner === 'unknown') return `nobody may ${wants} ${place}`
  if (member === 'no') return `${who(program)} is neither owner (${uid}) nor in group ${gid} of ${place}`
  if (member === 'yes') return `${who(program)} is in group ${gid} of ${place}, which does not let its group ${wants}`
  return `${who(program)} is not owner (${uid}) of ${place}, which lets neither its group (${gid}) nor others ${wants}`
}

function whyUnknown({ program, worlds, what, open }: Question): string {
  const inode = merged(worlds)
  const nothing = inode.uid === undefined && inode.gid === undefined && inode.set === 0
  if (nothing && open.length > 0) return `the owner and mode of ${what} are unknown: ${open.join('; ')}`
  const place = whole(inode) === undefined ? what : `${formatPartial(inode)} ${what}`
  const reasons = [...program.unknown, ...open]
  if (reasons.length === 0) return `what ${who(program)} may do in ${place} is unknown`
  return `${who(program)} may or may not be let in ${place}: ${reasons.join('; ')}`
}

/** `0755 /data`; the path alone where bits of the mode are open. */
function placeOf({ set, maybe }: PartialOwnership, what: string): string {
  return maybe === 0 ? `${formatMode(set)} ${what}` : what
}

function who({ uid }: Identity): string {
  return uid === undefined ? 'a process of unknown user' : `uid ${uid}`
}
