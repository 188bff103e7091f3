import { createGunzip } from 'node:zlib'
import { damagedImage, gibibytes, ImageError, registryLimits, unreadImage } from '../limits.ts'
import { unzstd } from './zstd.ts'

/**
 * The bytes of a layer, decompressed by what they begin with: media types are not always true. What expands to more than
 * a layer may is refused while it is read.
 */
export async function* decompressed(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let read = 0
  const counted = counting(chunks, length => {
    read += length
  })
  const { head, all } = await peek(counted, 4)
  const plain = begins(head, gzip) ? gunzipped(all) : zstd.some(magic => begins(head, magic)) ? unzstd(all) : all
  let total = 0
  for await (const chunk of plain) {
    total += chunk.length
    if (total > registryLimits.layer)
      throw unreadImage(`a layer expands to more than ${gibibytes(registryLimits.layer)}, which is not read`)
    if (total > registryLimits.unsuspicious && total > read * registryLimits.ratio)
      throw unreadImage(`a layer expands more than ${registryLimits.ratio}-fold, which is not read`)
    yield chunk
  }
}

const gzip = [0x1f, 0x8b]
/** A frame, or one that is skipped (RFC 8878, 3.1.2): podman puts one of these first. */
const zstd = [[0x28, 0xb5, 0x2f, 0xfd], ...Array.from({ length: 16 }, (_, index) => [0x50 + index, 0x2a, 0x4d, 0x18])]

/** Pass on what `chunks` hold, and tell the length of each. */
export async function* counting(
  chunks: AsyncIterable<Uint8Array>,
  count: (length: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    count(chunk.length)
    yield chunk
  }
}

function begins(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte)
}

/** The first bytes, and the whole stream with them. */
async function peek(chunks: AsyncIterator<Uint8Array>, count: number) {
  const first: Uint8Array[] = []
  let length = 0
  while (length < count) {
    const next = await chunks.next()
    if (next.done === true) break
    first.push(next.value)
    length += next.value.length
  }
  const head = Buffer.concat(first)
  return { head, all: joined(head, chunks) }
}

/** Whoever stops at the head lets go of the rest, too: it may be a connection. */
async function* joined(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head
    yield* { [Symbol.asyncIterator]: () => rest }
  } finally {
    await rest.return?.()
  }
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Readable, pipeline } = await import('node:stream')
  // With Node's default of 16 KiB it takes a fifth more processor time.
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  // Errors of either end surface in the loop; the callback only keeps them from being thrown a second time.
  pipeline(Readable.from(chunks), gunzip, () => undefined)
  try {
    for await (const chunk of gunzip) yield chunk
  } catch (error) {
    throw error instanceof ImageError || !isZlibError(error) ? error : damagedImage('a layer is not valid gzip')
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
}
