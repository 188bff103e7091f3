import {
  chmodSync,
  chownSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, isAbsolute, join, parse, resolve, sep } from 'node:path'
import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import { codeOf, reasonOf } from '../process/system-error.ts'

// Synchronous: a command has nothing else to do meanwhile, and the other kind is slower to load.

/** What a file holds. */
export function readBytes(path: string): Uint8Array {
  return readable(path, () => readFileSync(path))
}

/** What a path can name. `special` is a pipe, a socket or a device. */
export type FileKind = 'file' | 'folder' | 'special' | 'absent'

/** What a path names. A link is what it leads to; what cannot be looked at counts as absent. */
export function kindOf(path: string): FileKind {
  const found = statOf(path)
  if (found === undefined) return 'absent'
  if (found.isDirectory()) return 'folder'
  return found.isFile() ? 'file' : 'special'
}

/** Bytes of a file; 0 for what is none. */
export function sizeOf(path: string): number {
  return statOf(path)?.size ?? 0
}

/** When a file was last changed; 0 for what is none. */
export function changedAt(path: string): number {
  const found = statOf(path)
  return found?.isFile() ? found.mtimeMs : 0
}

/** One name in a folder. */
export interface FolderEntry {
  readonly name: string
  /** Of what a link leads to. */
  readonly kind: FileKind
  readonly isLink: boolean
}

/** What a folder holds, sorted by code unit. */
export function entriesOf(folder: string): readonly FolderEntry[] {
  const entries = readable(folder, () => readdirSync(folder, { withFileTypes: true }))
  if (entries.some(({ name }) => name.includes(replacement))) refuseUnreadableNames(folder)
  return entries
    .map(entry => ({
      name: entry.name,
      kind: entry.isFile()
        ? ('file' as const)
        : entry.isDirectory()
          ? ('folder' as const)
          : kindOf(join(folder, entry.name)),
      isLink: entry.isSymbolicLink(),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** What Node puts in place of bytes that are no UTF-8. */
const replacement = '\ufffd'

/** Node cannot name such a file, and reads another one if there is one with the replacement in its name. */
function refuseUnreadableNames(folder: string): void {
  const names = readdirSync(folder, { encoding: 'buffer' })
  const broken = names.find(name => !Buffer.from(name.toString()).equals(name))
  if (broken === undefined) return
  throw new InputError('UNREADABLE', refusal(join(folder, broken.toString()), 'read (its name is not UTF-8)'))
}

/** Which file a path names, by whatever name or link. Undefined where there is none, and for what cannot be written over. */
export function fileIdentity(path: string | number): string | undefined {
  try {
    // Some file systems number their files beyond 2^53.
    const found = typeof path === 'number' ? fstatSync(path, { bigint: true }) : statSync(path, { bigint: true })
    return found.isFile() ? `${found.dev}:${found.ino}` : undefined
  } catch {
    return undefined
  }
}

/** As many links as Linux follows for one path. */
const mostLinks = 40

/**
 * Where a path leads when every link in it is followed, whether anything is there or not: where a file would come to lie
 * that is written through a link to nothing. Undefined where links lead round in a circle.
 */
export function realPathOf(path: string): string | undefined {
  let { root: real } = parse(resolve(path))
  let links = 0
  const steps = resolve(path).slice(real.length).split(sep)
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    const link = linkAt(join(real, step))
    if (link === undefined) real = join(real, step)
    else if (++links > mostLinks) return undefined
    else {
      if (isAbsolute(link)) real = parse(link).root
      steps.unshift(...link.split(sep))
    }
  }
  return real
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined // no link, or nothing there
  }
}

/** Refuse what cannot be replaced by a file: a folder, and a pipe or device, which may wait for a reader for ever. */
export function refuseTarget(path: string): void {
  const kind = kindOf(path)
  if (path === '-') throw unwritable(path, 'leave the option out to write to the standard output')
  if (url.test(path)) throw unwritable(path, 'it is a URL, expected a file')
  if (kind === 'folder') throw unwritable(path, reasonOf('EISDIR'))
  if (kind === 'special') throw unwritable(path, 'it is a pipe or a device, expected a file')
}

/**
 * Written beside the target and renamed over it; a link keeps pointing, and the mode of the old file is kept. Only
 * the name that was given changes: another hard link keeps the old text.
 */
export function replaceFile(path: string, text: string): void {
  refuseTarget(path)
  try {
    replaceRegular(realPathOf(path) ?? resolve(path), text)
  } catch (error) {
    throw unwritable(path, reasonOf(codeOf(error)))
  }
}

/** Replace a file that still holds `was`. One that somebody changed or took away meanwhile is left as it is. */
export function replaceUnchanged(path: string, was: string, text: string): 'written' | 'changed' {
  refuseTarget(path)
  const now = statOf(path) === undefined ? undefined : Buffer.from(readBytes(path))
  if (now?.equals(Buffer.from(text))) return 'written' // by another name of the same file
  if (now === undefined || !now.equals(Buffer.from(was))) return 'changed'
  replaceFile(path, text)
  return 'written'
}

function replaceRegular(target: string, text: string): void {
  const partial = partialBeside(target)
  try {
    writeFileSync(partial, text, { flag: 'wx' })
    putInPlace(partial, target)
  } finally {
    rmSync(partial, { force: true })
  }
}

/** Where a file is written before it replaces `target`, in a folder that is there then. */
export function partialBeside(target: string): string {
  const folder = dirname(target)
  makeFolder(folder)
  sweep(folder)
  // Not named after the target: its name may already be as long as a file system takes.
  return join(folder, `.seaworthy-${crypto.randomUUID()}.partial`)
}

/** Let a file that is written replace `target`. */
export function putInPlace(partial: string, target: string): void {
  const old = statOf(target)
  if (old !== undefined) keepOwner(partial, old)
  renameSync(partial, target)
}

/** One by one: Node's own `recursive` takes ENOENT for a missing parent, and tries for ever where /proc takes no folder. */
function makeFolder(folder: string): void {
  if (statOf(folder)?.isDirectory()) return
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!statOf(folder)?.isDirectory()) throw error // else another run was first
  }
}

const swept = new Set<string>()
const hour = 3_600_000

/** Remove what a run that was killed left in a folder. Nobody takes an hour to write a file, so none of it is in use. */
function sweep(folder: string): void {
  if (swept.has(folder)) return
  swept.add(folder)
  try {
    const left = readdirSync(folder).filter(name => /^\.seaworthy-[0-9a-f-]{36}\.partial$/.test(name))
    for (const file of left.map(name => join(folder, name)))
      if (Date.now() - lstatSync(file).mtimeMs > hour) rmSync(file)
  } catch {
    // Not ours to look into or to take away, or somebody else was first.
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
    const code = codeOf(error)
    const reason = code === 'ENOENT' ? `${reasonOf(code)}${misread(path)}` : reasonOf(code)
    throw new InputError('UNREADABLE', refusal(path, `read (${reason})`))
  }
}

const chart = 'a chart is rendered from its folder or archive: helm pull it, then name that'

const url = /^[a-z][a-z\d+.-]+:\/\//i

/** What a name is that only a browser or a shell makes a file of. */
const misreadings: readonly (readonly [RegExp, string])[] = [
  [/^oci:\/\//i, chart],
  [url, 'URLs are not opened: download it first, or pipe it in'],
  [/[*?[{]/, 'only the shell expands patterns: leave out the quotes, or name the folder'],
  [/^[a-z\d][a-z\d-]*\/[a-z\d][a-z\d-]*$/, `if it is a chart of a repository: ${chart}`],
  [/^~/, 'only the shell expands ~: leave out the quotes'],
  ...(sep === '\\' ? [] : [[/\\/, 'here \\ is a letter of a name, and / stands between folders'] as const]),
]

function misread(path: string): string {
  const found = misreadings.find(([pattern]) => pattern.test(path))
  return found === undefined ? '' : `; ${found[1]}`
}

function unwritable(path: string, reason: string): InputError {
  return new InputError('UNWRITABLE', refusal(path, `written (${reason})`))
}

function refusal(path: string, why: string): string {
  return path === '' ? 'empty file name (is a shell variable unset?)' : `${visible(path)}: cannot be ${why}`
}
