import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  type Stats,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { checksum } from './checksum.ts'

/** V8's code of a part, and how often it was written. */
export interface Kept {
  readonly code: Uint8Array
  readonly writes: number
  readonly changedAt: number
}

/** Behind the code: its checksum, and how often it was written. */
const trailer = 5

/** What is kept in a file. Code runs as it is, so that of a file which others can write is none. */
export function readKept(file: string): Kept | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    const stats = fstatSync(descriptor)
    if (!isOurs(stats)) return undefined
    const bytes = readFileSync(descriptor)
    const code = bytes.subarray(0, -trailer)
    const [writes = 0] = bytes.subarray(-1)
    // V8 looks at lengths alone, and runs or hangs on whatever a disk has made of the rest.
    const isWhole = bytes.length > trailer && bytes.readUInt32LE(code.length) === checksum(code)
    return isWhole ? { code, writes, changedAt: stats.mtimeMs } : undefined
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** Who is root may change the program as well. Windows has no such owners; its folder is the user's own. */
function isOurs(stats: Stats): boolean {
  const user = process.geteuid?.()
  return (
    stats.isFile() && (user === undefined || ((stats.uid === user || stats.uid === 0) && (stats.mode & 0o022) === 0))
  )
}

/** Keep code in a file, in one step. Where that cannot be, the program is only slower. */
export function writeKept(file: string, { code, writes }: Pick<Kept, 'code' | 'writes'>): void {
  const partial = `${file}.${process.pid}`
  try {
    makeFolders(dirname(file))
    const end = Buffer.alloc(trailer, writes)
    end.writeUInt32LE(checksum(code))
    writeFileSync(partial, Buffer.concat([code, end]), { mode: 0o600, flag: 'wx', flush: true })
    renameSync(partial, file)
  } catch {}
}

/**
 * The folder, ours above it and the user's cache, one by one: a home that is not there is nobody's to make, and where
 * nothing can be made (`/proc`) `recursive` never ends.
 */
function makeFolders(folder: string): void {
  for (const path of [dirname(dirname(folder)), dirname(folder), folder])
    if (!existsSync(path)) mkdirSync(path, { mode: 0o700 })
}
