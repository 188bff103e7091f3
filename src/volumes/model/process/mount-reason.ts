import type { AccessReason } from '../../../workload/reason/access-reason.ts'
import { eachOnce } from '../grouped.ts'
import type { Answer } from '../mount.ts'
import { known, whole } from '../partial.ts'
import { anyWorld, merged, oneWorld } from '../worlds.ts'
import { directoryAccess, fileAccess, readBit } from './access.ts'
import { inodeReasons } from './inode-reason.ts'
import type { MountAccessInput } from './mount-access.ts'
import { afterDrop, hasForeign, reownsAtStart } from './root-phase.ts'

/** Why the wanted use of a mount is possible, impossible or unknown. */
export function mountReason(encounter: MountAccessInput, wants: 'read' | 'write', answer: Answer): AccessReason {
  const { volume, process, image, mountPath, directory } = encounter
  if (volume.facts.squashed === true) return { code: 'access-point' }
  if (volume.facts.apiObject) return ofFiles(encounter, answer)
  const dropped = ofDrop(encounter, answer)
  if (dropped !== undefined) return dropped
  const hinges = answer === 'unknown' ? hingesOn(encounter, wants) : undefined
  if (hinges !== undefined) return hinges
  const inode = whole(merged(directory.worlds))
  const cases = inodeReasons({
    program: afterDrop(process, image),
    worlds: directory.worlds,
    wants,
    answer,
    what: mountPath,
    type: 'directory',
    open: inode === undefined ? volume.facts.unknown : [],
  })
  const spared = answer === 'no' && isSpared(encounter)
  return { code: 'inode', changers: changersOf(directory), cases, ...(spared ? { sparesLostAndFound: true } : {}) }
}

/**
 * A directory is one of several, each of which gives a clear answer: what happened to it before is what matters, not
 * what is unknown of the process.
 */
function hingesOn(
  { process, image, directory, mountPath, way }: MountAccessInput,
  wants: 'read' | 'write',
): AccessReason | undefined {
  const program = afterDrop(process, image)
  const use = wants === 'write' ? 'create' : 'read'
  const asked = directory.worlds.map(inode => ({ inode, answer: directoryAccess(program, inode, way)[use] }))
  if (asked.length < 2 || asked.some(({ answer }) => answer === 'unknown')) return undefined
  const cases = asked.flatMap(({ inode, answer }) =>
    inodeReasons({ program, worlds: oneWorld(inode), wants, answer, what: mountPath, type: 'directory', open: [] }),
  )
  return { code: 'depends', changers: changersOf(directory), cases: eachOnce(cases) }
}

function changersOf({ reowned }: MountAccessInput['directory']): readonly string[] {
  return [...new Set(reowned)]
}

/** The entrypoint would have chowned the directory, were it as empty as a new one can be. */
function isSpared(encounter: MountAccessInput): boolean {
  const { process, image } = encounter
  return process.switchesTo !== undefined && image?.chownsOnlyKnownContent === true && hasForeign(encounter)
}

/** What the root phase of an entrypoint decides; undefined where the modes that its program meets do. */
function ofDrop(encounter: MountAccessInput, answer: Answer): AccessReason | undefined {
  const { process, image, mountPath, volume } = encounter
  const { switchesTo: becomes } = process
  if (becomes === undefined || answer === 'no') return undefined
  if (image?.parentStaysRoot === true) return answer === 'yes' ? undefined : { code: 'parent-stays-root', becomes }
  const reowns = reownsAtStart(image, encounter)
  if (answer === 'yes') return reowns === true ? { code: 'entrypoint-chowns', mountPath, becomes } : undefined
  if (reowns === undefined) return { code: 'entrypoint-unknown', becomes, doubts: [] }
  const { unknown: doubts } = volume.facts
  return doubts.length === 0 ? undefined : { code: 'entrypoint-unknown', becomes, doubts }
}

/** The first file that gives the mount's answer stands for them all. */
function ofFiles({ volume, process, image, mountPath, way }: MountAccessInput, answer: Answer): AccessReason {
  const program = afterDrop(process, image)
  if (volume.files === undefined) return { code: 'bad-file-mode', mountPath }
  const file = volume.files.find(candidate => fileAccess(program, known(candidate), readBit, way) === answer)
  const cases = inodeReasons({
    program,
    worlds: file === undefined ? anyWorld : oneWorld(known(file)),
    wants: 'read',
    answer,
    what:
      file?.path === undefined
        ? { files: answer === 'yes' ? 'all' : 'one', of: mountPath }
        : `${mountPath}/${file.path}`,
    type: 'file',
    open: [],
  })
  return { code: 'inode', changers: [], cases }
}
