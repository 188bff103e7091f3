import { either, nothingKnown, type PartialOwnership, withBits } from './partial.ts'
import type { JudgedVolume } from './volume.ts'
import { walkMask } from './volume-mode.ts'

/** What lies in a directory besides what is listed by name. */
export interface Contents {
  readonly files: PartialOwnership
  readonly folders: PartialOwnership
}

export interface Directory {
  readonly inode: PartialOwnership
  /** Absent: nothing. */
  readonly contents?: Contents
  /** Init containers that changed it, in order. */
  readonly reowned: readonly string[]
}

/** A volume while its pod starts: `''` is the root, other keys are paths below it that somebody made or named. */
export interface VolumeState {
  readonly volume: JudgedVolume
  readonly directories: ReadonlyMap<string, Directory>
}

/** The volumes of a pod by name. */
export type VolumeStates = ReadonlyMap<string, VolumeState>

export function withState(states: VolumeStates, name: string, state: VolumeState): VolumeStates {
  return new Map(states).set(name, state)
}

const setgid = 0o2000
const anything: Contents = { files: nothingKnown, folders: nothingKnown }

/** The volume as the kubelet hands it to the first container. */
export function initialState(volume: JudgedVolume): VolumeState {
  const contents = volume.empty ? undefined : volume.walked ? walked(volume.root.gid) : anything
  return { volume, directories: new Map([['', directory(volume.root, contents)]]) }
}

function directory(inode: PartialOwnership, contents: Contents | undefined): Directory {
  return { inode, ...(contents === undefined ? {} : { contents }), reowned: [] }
}

/** What fsGroup's walk makes of entries of which nothing else is known. */
function walked(gid: number | undefined): Contents {
  const entry = gid === undefined ? nothingKnown : { ...nothingKnown, gid }
  return {
    files: withBits(entry, walkMask('file', 'writable')),
    folders: withBits(entry, walkMask('directory', 'writable')),
  }
}

/** The directory at a path, as far as it is known; undefined where there is none. */
export function directoryAt({ directories }: VolumeState, path: string): Directory | undefined {
  const found = directories.get(path)
  if (found !== undefined) return found
  const contents = nearest(directories, path)?.contents
  return contents === undefined ? undefined : directory(contents.folders, contents)
}

/** The closest directory at or above a path that is listed; the root always is. */
export function nearest(directories: ReadonlyMap<string, Directory>, path: string): Directory | undefined {
  return directories.get(path) ?? (path === '' ? undefined : nearest(directories, parentOf(path)))
}

export function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}

/** `/`-separated parts without empty ones and `.`; undefined with a `..` among them, which nothing here follows. */
export function cleanPath(path: string): string | undefined {
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  return parts.includes('..') ? undefined : parts.join('/')
}

export function withDirectory(state: VolumeState, path: string, changed: Directory): VolumeState {
  return { ...state, directories: new Map(state.directories).set(path, changed) }
}

/**
 * The volume once the kubelet has made a missing sub-path for a container: each component has the mode of the volume's
 * root, belongs to 0, and to the group of its parent if that is setgid (pkg/volume/util/subpath/subpath_linux.go:370
 * v1.36.2). What exists is left alone.
 */
export function withSubPath(state: VolumeState, path: string): VolumeState {
  if (path === '' || state.directories.has(path)) return state
  const above = withSubPath(state, parentOf(path))
  const parent = directoryAt(above, parentOf(path))
  const root = directoryAt(above, '')
  const made = madeByKubelet(parent?.inode ?? nothingKnown, root?.inode ?? nothingKnown, state.volume)
  const inode = parent?.contents === undefined ? made : either(made, parent.contents.folders)
  return withDirectory(above, path, directory(inode, parent?.contents))
}

function madeByKubelet(parent: PartialOwnership, root: PartialOwnership, { remote }: JudgedVolume): PartialOwnership {
  const mode = { set: root.set, maybe: root.maybe }
  // A server that squashes root makes it somebody else's.
  if (remote) return mode
  const inherits = (parent.set & setgid) !== 0
  const open = (parent.maybe & setgid) !== 0
  const gid = inherits ? parent.gid : open ? undefined : 0
  return { uid: 0, ...(gid === undefined ? {} : { gid }), ...mode }
}

/** Apply a change to a directory, to what is listed below it, and to what may lie there. */
export function throughout(
  state: VolumeState,
  path: string,
  change: { readonly inode: (inode: PartialOwnership, at: 'top' | 'below') => PartialOwnership; readonly by: string },
): VolumeState {
  const below = path === '' ? '' : `${path}/`
  const listed = [...state.directories].map(([key, found]): readonly [string, Directory] => {
    if (key !== path && !key.startsWith(below)) return [key, found]
    const inode = change.inode(found.inode, key === path ? 'top' : 'below')
    const contents = found.contents === undefined ? undefined : changedContents(found.contents, change.inode)
    return [key, { inode, ...(contents === undefined ? {} : { contents }), reowned: [...found.reowned, change.by] }]
  })
  return { ...state, directories: new Map(listed) }
}

function changedContents(
  { files, folders }: Contents,
  change: (inode: PartialOwnership, at: 'top' | 'below') => PartialOwnership,
): Contents {
  return { files: change(files, 'below'), folders: change(folders, 'below') }
}

/**
 * The volume after a process put things into a directory that nobody can list. Under the usual umask they are its
 * own to write; root may have unpacked them for anybody.
 */
export function withUnlistedEntries(state: VolumeState, path: string, uid: number | undefined): VolumeState {
  const found = directoryAt(state, path)
  if (found === undefined) return state
  const contents = uid === undefined || uid === 0 ? anything : alsoBy(found.contents, uid)
  return withDirectory(state, path, { ...found, contents })
}

function alsoBy(before: Contents | undefined, uid: number): Contents {
  const files = { uid, set: 0o600, maybe: 0o7177 }
  const folders = { uid, set: 0o700, maybe: 0o7077 }
  if (before === undefined) return { files, folders }
  return { files: either(before.files, files), folders: either(before.folders, folders) }
}
