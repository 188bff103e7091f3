import type { ImageFacts } from '../../../knowledge/images/image-facts.ts'
import { all, any, everywhere } from '../answer.ts'
import type { Answer, Identity, MountVerdict } from '../mount.ts'
import { known } from '../partial.ts'
import type { Directory } from '../start/directories.ts'
import type { JudgedVolume } from '../volume/volume.ts'
import { inEvery } from '../worlds.ts'
import { directoryAccess, fileAccess, readBit, type Way, writeBit } from './access.ts'
import { afterDrop, reownsAtStart } from './root-phase.ts'

/** What may be done through a mount. */
export type Access = MountVerdict['access']

/** A mount as its container meets it. */
export interface MountAccessInput {
  readonly process: Identity
  readonly image: ImageFacts | undefined
  readonly volume: JudgedVolume
  readonly directory: Directory
  /** Those below it that are listed. */
  readonly below: readonly Directory[]
  readonly mountPath: string
  /** The path inside the volume, `''` for its root. */
  readonly path: string
  readonly way: Way
  /** No other process of the pod with another uid makes files there. */
  readonly alone: Answer
}

/** An answer for each use, made of the one that it had. */
export function eachUse({ read, create, modify, own }: Access, change: (answer: Answer) => Answer): Access {
  return { read: change(read), create: change(create), modify: change(modify), own: change(own) }
}

const everything: Access = { read: 'yes', create: 'yes', modify: 'yes', own: 'yes' }

/** What the container's program may do through the mount, once the kubelet and the init containers are done. */
export function accessTo(encounter: MountAccessInput): Access {
  const { process, image, volume, way } = encounter
  if (volume.facts.apiObject) return ofFiles(encounter)
  if (volume.facts.squashed === true) return squashed(way)
  const program = accessOf(afterDrop(process, image), encounter)
  if (process.switchesTo === undefined) return program
  if (image?.parentStaysRoot === true) return ofBoth(accessOf(process, encounter), program)
  return afterRootPhase(encounter, program)
}

function accessOf(process: Identity, { directory, below, way, alone }: MountAccessInput): Access {
  const { worlds } = directory
  const inWorlds = worlds.map(inode => directoryAccess(process, inode, way))
  const ask = (use: 'read' | 'create' | 'own') => everywhere(inWorlds.map(access => access[use]))
  const create = ask('create')
  // In an empty directory there are only the files that this program makes, unless others make some.
  const ownFiles = create === 'yes' ? alone : create
  const files = [directory, ...below].flatMap(folder => modifiesFilesIn(folder, process, way))
  const modify = files.length === 0 ? ownFiles : all(files)
  return { read: ask('read'), create, modify, own: ask('own') }
}

/** What lies in a directory can be reached by whoever may enter it; of one in which nothing lies there is no answer. */
function modifiesFilesIn({ worlds, contents }: Directory, process: Identity, way: Way): readonly Answer[] {
  if (contents === undefined) return []
  const enter = everywhere(worlds.map(inode => directoryAccess(process, inode, way).enter))
  return [enter, inEvery(contents.files, file => fileAccess(process, file, writeBit, way))]
}

/** An access point makes every client one owner; what the driver lets that owner chmod is not known. */
function squashed({ readOnly }: Way): Access {
  const write = readOnly ? 'no' : 'yes'
  return { read: 'yes', create: write, modify: write, own: readOnly ? 'no' : 'unknown' }
}

/** A parent that stays root writes some things and its children others. */
function ofBoth(parent: Access, child: Access): Access {
  const both = (a: Answer, b: Answer): Answer => (a === b ? a : 'unknown')
  return {
    read: both(parent.read, child.read),
    create: both(parent.create, child.create),
    modify: both(parent.modify, child.modify),
    own: both(parent.own, child.own),
  }
}

/** An entrypoint re-owns its data directory while it is root; of other mounts the program has what their modes say. */
function afterRootPhase(encounter: MountAccessInput, program: Access): Access {
  const { process, image, volume, way } = encounter
  const place = reownsAtStart(image, encounter)
  if (place === false || way.readOnly) return program
  const can = process.capabilities.includes('CHOWN') ? 'yes' : 'no'
  const chownable = volume.facts.chownable === undefined ? 'unknown' : volume.facts.chownable ? 'yes' : 'no'
  const reowned = all([can, chownable, place === undefined ? 'unknown' : 'yes'])
  if (reowned === 'yes') return everything
  return eachUse(program, answer => any([answer, reowned]))
}

/** Reading such a mount means that every projected file opens; nothing in it can ever be written. */
function ofFiles({ process, image, volume, directory, path, way }: MountAccessInput): Access {
  const reader = afterDrop(process, image)
  const files = volume.files?.filter(file => isShown(file.path, path))
  const enter = path === '' ? inEvery(directory.worlds, inode => directoryAccess(reader, inode, way).enter) : 'yes'
  const opens = files?.map(file => fileAccess(reader, known(file), readBit, way)) ?? ['unknown' as const]
  return { read: all([enter, ...opens]), create: 'no', modify: 'no', own: 'no' }
}

/** A sub-path shows one file, or the files below a directory; files that are not listed may be any. */
function isShown(file: string | undefined, path: string): boolean {
  return file === undefined || path === '' || file === path || file.startsWith(`${path}/`)
}
