import { fstatSync, readSync, writeSync } from 'node:fs'
import { InputError } from '../../error.ts'
import { codeOf, reasonOf } from '../process/system-error.ts'

/**
 * The standard streams as plain file descriptors. Node's stream objects would load thirty modules before the first byte
 * moves, which is longer than a small chart takes.
 */

/** Read a descriptor to its end, or a little beyond `most` bytes: what is longer will be refused by whoever decodes it. */
export function readAll(descriptor: number, most: number): Uint8Array {
  const chunks: Buffer[] = []
  const buffer = Buffer.allocUnsafe(1 << 20)
  for (let total = 0; total <= most; ) {
    const length = readChunk(descriptor, buffer)
    if (length === 0) break
    if (length === undefined) pause()
    else chunks.push(Buffer.from(buffer.subarray(0, length)))
    total += length ?? 0
  }
  return Buffer.concat(chunks)
}

/** Undefined when a pipe that does not block has nothing yet. */
function readChunk(descriptor: number, buffer: Buffer): number | undefined {
  try {
    return readSync(descriptor, buffer)
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined
    if (codeOf(error) === 'EOF') return 0 // Windows, when the other end of the pipe closes
    throw new InputError('UNREADABLE', `standard input: cannot be read (${reasonOf(codeOf(error))})`)
  }
}

/** Write all of `text` where failing to would have no place to be told: the exit status is all that is left to say. */
export function writeQuietly(descriptor: number, text: string): void {
  try {
    writeAll(descriptor, text)
  } catch {
    // A full disk behind the standard error.
  }
}

/** Write all of `text`. A reader that stops early, as `head` does, is no failure of ours. */
export function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length; ) {
    const length = writeChunk(descriptor, bytes, written)
    if (length === 'closed') return
    if (length === 'full') pause()
    else written += length
  }
}

function writeChunk(descriptor: number, bytes: Buffer, from: number): number | 'full' | 'closed' {
  try {
    return writeSync(descriptor, bytes, from)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EAGAIN') return 'full'
    if (code === 'EPIPE') return 'closed'
    throw new InputError('UNWRITABLE', `standard output: cannot be written (${reasonOf(code)})`)
  }
}

const neverWoken = new Int32Array(new SharedArrayBuffer(4))

function pause(): void {
  Atomics.wait(neverWoken, 0, 0, 2)
}

/** Whether a descriptor may be a terminal; only then is it worth loading what knows for sure. */
export function isCharacterDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice()
  } catch {
    return false // closed by whoever started us
  }
}
