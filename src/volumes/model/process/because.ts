import type { Answer } from '../mount.ts'
import { known, whole } from '../partial.ts'
import { anyWorld, merged, oneWorld } from '../worlds.ts'
import { directoryAccess, fileAccess, readBit } from './access.ts'
import { inodeSentence } from './inode-sentence.ts'
import type { MountAccessInput } from './mount-access.ts'
import { afterDrop, hasForeign, reownsAtStart } from './root-phase.ts'

/** Why the wanted use of a mount is possible, impossible or unknown, in one clause. */
export function becauseOf(encounter: MountAccessInput, wants: 'read' | 'write', answer: Answer): string {
  const { volume, process, image, mountPath, directory } = encounter
  if (volume.facts.squashed === true) return 'the access point makes every client its owner'
  if (volume.facts.apiObject) return aboutFiles(encounter, answer)
  const dropped = aboutDrop(encounter, answer)
  if (dropped !== undefined) return dropped
  const hinges = answer === 'unknown' ? hingesOn(encounter, wants) : undefined
  if (hinges !== undefined) return hinges
  const inode = whole(merged(directory.worlds))
  const sentence = inodeSentence({
    program: afterDrop(process, image),
    worlds: directory.worlds,
    wants,
    answer,
    what: mountPath,
    type: 'directory',
    open: inode === undefined ? volume.facts.unknown : [],
  })
  const names = changersOf(directory)
  const left = names === '' ? sentence : `after init container ${names}, ${sentence}`
  return answer === 'no' && isSpared(encounter)
    ? `${left}, and its entrypoint chowns no directory that contains lost+found`
    : left
}

/**
 * A directory is one of several, each of which gives a clear answer: what happened to it before is what matters, not
 * what is unknown of the process.
 */
function hingesOn({ process, image, directory, mountPath, way }: MountAccessInput, wants: 'read' | 'write') {
  const program = afterDrop(process, image)
  const use = wants === 'write' ? 'create' : 'read'
  const asked = directory.worlds.map(inode => ({ inode, answer: directoryAccess(program, inode, way)[use] }))
  if (asked.length < 2 || asked.some(({ answer }) => answer === 'unknown')) return undefined
  const sentences = asked.map(({ inode, answer }) =>
    inodeSentence({ program, worlds: oneWorld(inode), wants, answer, what: mountPath, type: 'directory', open: [] }),
  )
  const names = changersOf(directory)
  const before = names === '' ? 'what the directory already contains' : `what ${names} has done by then`
  return `it depends on ${before}: ${[...new Set(sentences)].join('; or ')}`
}

function changersOf({ reowned }: MountAccessInput['directory']): string {
  return [...new Set(reowned)].join(', ')
}

/** The entrypoint would have chowned the directory, were it as empty as a new one can be. */
function isSpared(encounter: MountAccessInput): boolean {
  const { process, image } = encounter
  return process.switchesTo !== undefined && image?.chownsOnlyKnownContent === true && hasForeign(encounter)
}

/** What the root phase of an entrypoint decides; undefined where the modes that its program meets do. */
function aboutDrop(encounter: MountAccessInput, answer: Answer): string | undefined {
  const { process, image, mountPath, volume } = encounter
  if (process.switchesTo === undefined || answer === 'no') return undefined
  const target = `${process.switchesTo.uid}:${process.switchesTo.gid}`
  if (image?.parentStaysRoot === true) {
    return answer === 'yes' ? undefined : `the parent process stays root and its children run as ${target}`
  }
  const reowns = reownsAtStart(image, encounter)
  if (answer === 'yes') {
    return reowns === true ? `its entrypoint chowns ${mountPath} as root before it switches to ${target}` : undefined
  }
  const start = `its entrypoint starts as root and switches to ${target}`
  if (reowns === undefined) return `${start}, and it is unknown which directories it chowns first`
  return volume.facts.unknown.length === 0 ? undefined : `${start}; ${volume.facts.unknown.join('; ')}`
}

/** The first file that gives the mount's answer stands for them all. */
function aboutFiles({ volume, process, image, mountPath, way }: MountAccessInput, answer: Answer): string {
  const program = afterDrop(process, image)
  if (volume.files === undefined) return `${mountPath} has a file mode outside 0000–0777`
  const file = volume.files.find(candidate => fileAccess(program, known(candidate), readBit, way) === answer)
  return inodeSentence({
    program,
    worlds: file === undefined ? anyWorld : oneWorld(known(file)),
    wants: 'read',
    answer,
    what:
      file?.path === undefined
        ? `${answer === 'yes' ? 'files' : 'a file'} of ${mountPath}`
        : `${mountPath}/${file.path}`,
    type: 'file',
    open: [],
  })
}
