import { isMember, isOwner } from './access.ts'
import type { Answer, Identity } from './mount.ts'
import type { Encounter } from './mount-access.ts'
import { formatMode, formatPartial, known, nothingKnown, type PartialOwnership, whole } from './partial.ts'
import { afterDrop, reownsAtStart } from './root-phase.ts'
import { merged } from './worlds.ts'

/** Why the wanted use of a mount is possible, impossible or unknown, in one clause. */
export function becauseOf(encounter: Encounter, wants: 'read' | 'write', answer: Answer): string {
  const { volume, process, image, mountPath, directory } = encounter
  if (volume.facts.squashed === true) return 'the access point makes every client its owner'
  if (volume.facts.apiObject) return aboutFiles(encounter, answer)
  if (process.dropsTo !== undefined && answer !== 'no') return aboutDrop(encounter, answer)
  const program = afterDrop(process, image)
  const sentence = aboutInode({
    program,
    inode: merged(directory.worlds),
    wants,
    answer,
    what: mountPath,
    open: unknownOf(encounter),
  })
  const changed =
    directory.reowned.length === 0 ? '' : `, as init container ${[...new Set(directory.reowned)].join(', ')} left it`
  return `${sentence}${changed}`
}

interface Subject {
  readonly program: Identity
  readonly inode: PartialOwnership
  readonly wants: 'read' | 'write'
  readonly answer: Answer
  readonly what: string
  readonly open: string
}

function aboutInode(subject: Subject): string {
  const { program, inode, answer, what, open } = subject
  if (answer === 'unknown') return unknownInode(subject)
  if (answer === 'yes' && program.capabilities.includes('DAC_OVERRIDE')) return byCapability(subject)
  if (open !== '' && isOpen(inode) && answer === 'no') return `${who(program)} may not use ${what}: ${open}`
  return answer === 'yes' ? whyYes(subject) : whyNo(subject)
}

/** uid 0 as owner needs no capability, but naming it is clearer than a mode. */
function byCapability({ program, what, wants }: Subject): string {
  return `${who(program)} has CAP_DAC_OVERRIDE and may ${wants} ${what} whatever its mode`
}

function whyYes({ program, inode, wants, what }: Subject): string {
  const [owner, member] = [isOwner(program, inode), isMember(program, inode)]
  if (owner === 'yes') return `${who(program)} owns ${shown(inode)} ${what}`
  if (member === 'yes') return `${who(program)} is in group ${inode.gid}, which may ${wants} ${shown(inode)} ${what}`
  return `everyone may ${wants} ${shown(inode)} ${what}`
}

function whyNo({ program, inode, wants, what }: Subject): string {
  const [owner, member] = [isOwner(program, inode), isMember(program, inode)]
  const place = `${shown(inode)} ${what}`
  if (owner === 'yes') return `${who(program)} owns ${place}, whose mode does not let its owner ${wants}`
  if (member === 'yes')
    return `${who(program)} is in group ${inode.gid} of ${place}, which lets ${others(inode)} ${wants}`
  if (owner === 'no' && member === 'no')
    return `${who(program)} is neither owner (${inode.uid ?? '?'}) nor in group ${inode.gid ?? '?'} of ${place}`
  if (owner === 'no')
    return `${who(program)} is not owner (${inode.uid ?? '?'}) of ${place}, which lets neither its group (${inode.gid ?? '?'}) nor others ${wants}`
  return `nobody may ${wants} ${place}`
}

function others(inode: PartialOwnership): string {
  return (inode.set & 0o200) !== 0 || (inode.set & 0o400) !== 0 ? `only its owner (${inode.uid ?? '?'})` : 'nobody'
}

function unknownInode({ program, inode, what, open }: Subject): string {
  if (open !== '' && isOpen(inode)) return `the owner and mode of ${what} are unknown: ${open}`
  const reasons = [...program.unknown, ...(open === '' ? [] : [open])]
  const seen = inode.maybe === 0 ? ` of ${formatPartial(inode)} ${what}` : ` of ${what}`
  return reasons.length === 0
    ? `what may be done${seen} is unknown`
    : `${who(program)} may or may not be let in${seen}: ${reasons.join('; ')}`
}

function aboutDrop({ process, image, mountPath, volume }: Encounter, answer: Answer): string {
  const target = `${process.dropsTo?.uid}:${process.dropsTo?.gid}`
  if (answer === 'yes')
    return `its entrypoint re-owns ${mountPath} as root before it becomes ${target}, or finds it open`
  const place = reownsAtStart(image, mountPath)
  const why = place === undefined ? 'which directories it re-owns first is unknown' : unknownText(volume.facts.unknown)
  return `its entrypoint starts as root and becomes ${target}, and ${why}`
}

function unknownText(unknown: readonly string[]): string {
  return unknown.length === 0 ? 'what it then meets is unknown' : unknown.join('; ')
}

function aboutFiles(encounter: Encounter, answer: Answer): string {
  const { volume, process, image, mountPath } = encounter
  const program = afterDrop(process, image)
  if (volume.files === undefined) return `a mode in ${mountPath} is none between 0000 and 0777`
  if (answer === 'yes') return `${who(program)} may read every file of ${mountPath}`
  const [file] = volume.files.filter(({ mode, uid }) => isOwner(program, { uid, set: mode, maybe: 0 }) !== 'yes')
  const inode = file === undefined ? nothingKnown : known(file)
  const what = `file of ${mountPath}`
  return aboutInode({
    program,
    inode,
    wants: 'read',
    answer,
    what,
    open: answer === 'unknown' ? program.unknown.join('; ') : '',
  })
}

function unknownOf({ volume, directory }: Encounter): string {
  return whole(merged(directory.worlds)) === undefined ? volume.facts.unknown.join('; ') : ''
}

/** Nothing is known of it. */
function isOpen({ uid, gid, set }: PartialOwnership): boolean {
  return uid === undefined && gid === undefined && set === 0
}

function shown({ set }: PartialOwnership): string {
  return formatMode(set)
}

function who({ uid }: Identity): string {
  return uid === undefined ? 'a process of unknown user' : `uid ${uid}`
}
