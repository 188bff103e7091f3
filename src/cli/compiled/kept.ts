import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, type Stats, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** V8's code of a part, and how often it was written. */
export interface Kept {
  readonly code: Uint8Array
  readonly writes: number
  readonly changedAt: number
}

/** What is kept in a file. Code runs as it is, so that of a file which others can write is none. */
export function readKept(file: string): Kept | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    const stats = fstatSync(descriptor)
    if (!isOurs(stats)) return undefined
    const bytes = readFileSync(descriptor)
    // The count is the last byte, so that a file whose end never reached the disk is none.
    const writes = bytes.at(-1) ?? 0
    return writes === 0 ? undefined : { code: bytes.subarray(0, -1), writes, changedAt: stats.mtimeMs }
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
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(partial, Buffer.concat([code, Buffer.of(writes)]), { mode: 0o600, flag: 'wx', flush: true })
    renameSync(partial, file)
  } catch {}
}
