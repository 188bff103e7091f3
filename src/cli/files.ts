import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { InputError } from '../error.ts'
import { withSlashes } from './slashes.ts'
import { codeOf, reasonOf } from './system-error.ts'

// Synchronous: a command has nothing else to do meanwhile, and the other kind is slower to load.

/** What a file holds. */
export function readBytes(path: string): Uint8Array {
  return readable(path, () => readFileSync(path))
}

/** Every file below a folder, `.git` left out, as paths with `/`. */
export function filesBelow(folder: string): readonly string[] {
  const entries = readable(folder, () => readdirSync(folder, { recursive: true, withFileTypes: true }))
  return entries
    .filter(entry => entry.isFile())
    .map(entry => withSlashes(join(entry.parentPath, entry.name)))
    .filter(file => !file.split('/').includes('.git'))
    .toSorted()
}

/** What a path names. A link is what it leads to; what cannot be looked at counts as absent. */
export function kindOf(path: string): 'file' | 'folder' | 'absent' {
  const found = statOf(path)
  if (found === undefined) return 'absent'
  return found.isDirectory() ? 'folder' : 'file'
}

/**
 * Written beside the target and renamed over it; a link keeps pointing, and the mode of the old file is kept. A device
 * or a pipe (`/dev/stdout`, `>(…)`) cannot be replaced and is written to.
 */
export function replaceFile(path: string, text: string): void {
  try {
    const old = statOf(path)
    if (old === undefined || old.isFile()) replaceRegular(path, text, old)
    else writeFileSync(path, text)
  } catch (error) {
    throw new InputError('UNWRITABLE', `${named(path)}: cannot be written (${reasonOf(codeOf(error))})`)
  }
}

function replaceRegular(path: string, text: string, old: Stats | undefined): void {
  const target = old === undefined ? resolve(path) : realpathSync(path)
  // Not named after the target: its name may already be as long as a file system takes.
  const partial = join(dirname(target), `.seaworthy-${process.pid}.partial`)
  try {
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(partial, text, { flag: 'wx' })
    if (old !== undefined) keepOwner(partial, old)
    renameSync(partial, target)
  } finally {
    rmSync(partial, { force: true })
  }
}

/** Mode and owner of the file that is replaced: root that works in somebody's folder leaves the files to them. */
function keepOwner(partial: string, old: Stats): void {
  const { uid, gid } = statSync(partial)
  if (uid !== old.uid || gid !== old.gid) givePossibly(partial, old)
  chmodSync(partial, old.mode & 0o7777)
}

function givePossibly(path: string, { uid, gid }: Stats): void {
  try {
    chownSync(path, uid, gid)
  } catch {
    // Only root may give files away; whoever may replace one without that becomes its owner, as with `sed -i`.
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new InputError('UNREADABLE', `${named(path)}: cannot be read (${reasonOf(codeOf(error))})`)
  }
}

/** An empty name is what a shell makes of a variable that is not set. */
function named(path: string): string {
  return path === '' ? 'a file without a name' : path
}
