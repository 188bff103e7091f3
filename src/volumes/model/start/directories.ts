import { nothingKnown, type PartialOwnership, withBits } from '../partial.ts'
import { walkMask } from '../volume/mode.ts'
import type { JudgedVolume } from '../volume/volume.ts'
import { anyWorld, changeEvery, merged, oneWorld, orElse, type Worlds } from '../worlds.ts'

/** What lies in a directory besides what is listed by name. */
export interface Contents {
  readonly files: Worlds
  readonly folders: Worlds
}

/** A directory of a volume while the pod starts. */
export interface Directory {
  readonly worlds: Worlds
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

/** The volumes with one of them changed. */
export function withState(states: VolumeStates, name: string, state: VolumeState): VolumeStates {
  return new Map(states).set(name, state)
}

const setgid = 0o2000
const anything: Contents = { files: anyWorld, folders: anyWorld }

/** The volume as the kubelet hands it to the first container. */
export function initialState(volume: JudgedVolume): VolumeState {
  const contents = volume.empty ? undefined : volume.walked ? walked(volume.root.gid) : anything
  const below = [...(volume.directories ?? [])]
  const listed = below.map(([path, inode]) => [path, directory(oneWorld(inode), contents)] as const)
  return { volume, directories: new Map([['', directory(oneWorld(volume.root), contents)], ...listed]) }
}

function directory(worlds: Worlds, contents: Contents | undefined): Directory {
  return { worlds, ...(contents === undefined ? {} : { contents }), reowned: [] }
}

/** What fsGroup's walk makes of entries of which nothing else is known. */
function walked(gid: number | undefined): Contents {
  const entry = gid === undefined ? nothingKnown : { ...nothingKnown, gid }
  return {
    files: oneWorld(withBits(entry, walkMask('file', 'writable'))),
    folders: oneWorld(withBits(entry, walkMask('directory', 'writable'))),
  }
}

/** The directory at a path, as far as it is known; undefined where there is none. */
export function directoryAt({ directories }: VolumeState, path: string): Directory | undefined {
  const found = directories.get(path)
  if (found !== undefined) return found
  const contents = nearest(directories, path)?.contents
  return contents === undefined ? undefined : directory(contents.folders, contents)
}

/** Whether something that nobody listed may lie at a path. */
export function holdsUnlisted({ directories }: VolumeState, path: string): boolean {
  return nearest(directories, path)?.contents !== undefined
}

/** The closest directory at or above a path that is listed; the root always is. */
function nearest(directories: ReadonlyMap<string, Directory>, path: string): Directory | undefined {
  return directories.get(path) ?? (path === '' ? undefined : nearest(directories, parentOf(path)))
}

/** The directories that are listed below a path, without the one at it. */
export function directoriesBelow({ directories }: VolumeState, path: string): readonly Directory[] {
  const start = path === '' ? '' : `${path}/`
  return [...directories].flatMap(([key, found]) => (key !== path && key.startsWith(start) ? [found] : []))
}

/** The path above; the root's is the root. */
export function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}

/** `/`-separated parts without empty ones and `.`; undefined with a `..` among them, which nothing here follows. */
export function cleanPath(path: string): string | undefined {
  // Nearly every path is clean, and each judgement of a pod asks for dozens.
  const mayBeUnclean = path.startsWith('.') || path.endsWith('/') || path.includes('//') || path.includes('/.')
  if (!mayBeUnclean) return path.startsWith('/') ? path.slice(1) : path
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  return parts.includes('..') ? undefined : parts.join('/')
}

/** The volume with one of its directories made or replaced. */
export function withDirectory(state: VolumeState, path: string, changed: Directory): VolumeState {
  return { ...state, directories: new Map(state.directories).set(path, changed) }
}

/**
 * The volume once the kubelet has made a missing sub-path for a container: each component has the mode of the volume's
 * root, belongs to 0, and to the group of its parent if that is setgid (pkg/volume/util/subpath/subpath_linux.go:370
 * v1.36.2). What exists is left alone.
 */
export function withSubPath(state: VolumeState, path: string): VolumeState {
  if (path === '') return state
  const known = state.directories.get(path)
  if (known !== undefined) return isOpen(path) ? withDirectory(state, path, orAny(known, state)) : state
  const above = withSubPath(state, parentOf(path))
  const parent = directoryAt(above, parentOf(path))
  const root = directoryAt(above, '')
  const made = madeByKubelet(merged(parent?.worlds ?? []), merged(root?.worlds ?? []), state.volume)
  const next = directory(orElse([made], parent?.contents?.folders ?? []), parent?.contents)
  return withDirectory(above, path, isOpen(path) ? orAny(next, state) : next)
}

/**
 * Only the node knows which directory an expression names, whose variables the manifest gives no value. Two mounts with
 * one expression show the same one.
 */
export function isOpen(path: string): boolean {
  return path.includes('$(')
}

/** The directory, or any that is listed, since the expression may name it. */
function orAny(own: Directory, { directories }: VolumeState): Directory {
  const listed = [...directories].flatMap(([path, { worlds }]) => (path === '' || isOpen(path) ? [] : worlds))
  return { ...own, worlds: orElse(own.worlds, listed) }
}

function madeByKubelet(parent: PartialOwnership, root: PartialOwnership, { facts }: JudgedVolume): PartialOwnership {
  const mode = { set: root.set, maybe: root.maybe }
  // A server that squashes root makes it somebody else's.
  if (facts.remote) return mode
  const inherits = (parent.set & setgid) !== 0
  const open = (parent.maybe & setgid) !== 0
  const gid = inherits ? parent.gid : open ? undefined : 0
  return { uid: 0, ...(gid === undefined ? {} : { gid }), ...mode }
}

/** What a command does to an inode; `below` is everything but the directory that it names. */
export interface InodeChange {
  readonly by: string
  readonly inode: (inode: PartialOwnership, at: InodePlace) => PartialOwnership
}

/** The directory that a command names, another one, or a file. */
export type InodePlace = 'top' | 'below' | 'file'

/** Apply a change to a directory alone. */
export function onlyAt(state: VolumeState, path: string, change: InodeChange): VolumeState {
  const found = directoryAt(state, path) ?? directory(anyWorld, undefined)
  return withDirectory(state, path, changed(found, change, 'top'))
}

/** Apply a change to a directory, to what is listed below it, and to what may lie there. */
export function throughout(state: VolumeState, path: string, change: InodeChange): VolumeState {
  const below = path === '' ? '' : `${path}/`
  const inside = (key: string): boolean => key === path || key.startsWith(below)
  const directories = [...state.directories].map(([key, found]): readonly [string, Directory] => {
    if (!inside(key)) return [key, found]
    const next = changed(found, change, key === path ? 'top' : 'below')
    return [key, found.contents === undefined ? next : { ...next, contents: changedContents(found.contents, change) }]
  })
  return { ...state, directories: new Map(directories) }
}

function changed(found: Directory, { by, inode }: InodeChange, at: InodePlace): Directory {
  return { ...found, worlds: changeEvery(found.worlds, world => inode(world, at)), reowned: [...found.reowned, by] }
}

function changedContents({ files, folders }: Contents, { inode }: InodeChange): Contents {
  const change = (worlds: Worlds, at: InodePlace) => changeEvery(worlds, world => inode(world, at))
  return { files: change(files, 'file'), folders: change(folders, 'below') }
}

/** The volume when it is open whether something happened: every directory is as before or as after. */
export function perhaps(before: VolumeState, after: VolumeState): VolumeState {
  const directories = [...after.directories].map(([path, now]): readonly [string, Directory] => {
    const was = directoryAt(before, path)
    return [path, was === undefined ? now : { ...now, worlds: orElse(was.worlds, now.worlds) }]
  })
  return { ...after, directories: new Map(directories) }
}

/**
 * The volume after a process put things into a directory that nobody can list. Under the usual umask they are its
 * own to write; root may have unpacked them for anybody.
 */
export function withUnlistedEntries(state: VolumeState, path: string, uid: number | undefined): VolumeState {
  const found = directoryAt(state, path)
  return found === undefined ? state : withDirectory(state, path, { ...found, contents: alsoBy(found, uid) })
}

/** The same after a command that may have put things also into directories that are listed below. */
export function withUnlistedBelow(state: VolumeState, path: string, uid: number | undefined): VolumeState {
  const below = path === '' ? '' : `${path}/`
  const listed = [...state.directories.keys()].filter(key => key !== path && key.startsWith(below))
  return [path, ...listed].reduce((filled, key) => withUnlistedEntries(filled, key, uid), state)
}

/** The volume after a command that may have taken away what is listed below a path: then it is one of what may lie there. */
export function withoutListed(state: VolumeState, path: string): VolumeState {
  const below = path === '' ? '' : `${path}/`
  const top = directoryAt(state, path)
  const gone = [...state.directories].filter(([key]) => key !== path && key.startsWith(below))
  if (gone.length === 0 || top === undefined) return state
  const folders = gone.reduce<Worlds>((all, [, { worlds }]) => orElse(all, worlds), top.contents?.folders ?? [])
  const names = new Set(gone.map(([key]) => key))
  const directories = new Map([...state.directories].filter(([key]) => !names.has(key)))
  const contents = { files: top.contents?.files ?? anyWorld, folders }
  return { ...state, directories: directories.set(path, { ...top, contents }) }
}

function alsoBy({ contents }: Directory, uid: number | undefined): Contents {
  if (uid === undefined || uid === 0) return anything
  const files = { uid, set: 0o600, maybe: 0o7177 }
  const folders = { uid, set: 0o700, maybe: 0o7077 }
  return { files: orElse(contents?.files ?? [], [files]), folders: orElse(contents?.folders ?? [], [folders]) }
}
