import { createGunzip } from 'node:zlib'
import { ImageError, limits } from './limits.ts'

/**
 * The bytes of a layer, decompressed by what they begin with: media types are not always true. What expands to more than
 * a layer may is refused while it is read.
 */
export async function* decompressed(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(chunks[Symbol.asyncIterator](), 4)
  const plain = begins(head, gzip) ? gunzipped(all) : begins(head, zstd) ? unzstd(all) : all
  let total = 0
  for await (const chunk of plain) {
    total += chunk.length
    if (total > limits.layer) throw new ImageError(`a layer expands to more than ${limits.layer} bytes`)
    yield chunk
  }
}

const gzip = [0x1f, 0x8b]
const zstd = [0x28, 0xb5, 0x2f, 0xfd]

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
  const rest = { [Symbol.asyncIterator]: () => chunks }
  return { head, all: joined(head, rest) }
}

async function* joined(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  yield* rest
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Readable, pipeline } = await import('node:stream')
  const gunzip = createGunzip()
  // Errors of either end surface in the loop; the callback only keeps them from being thrown a second time.
  pipeline(Readable.from(chunks), gunzip, () => undefined)
  try {
    for await (const chunk of gunzip) yield chunk
  } catch (error) {
    throw error instanceof ImageError || !isZlibError(error) ? error : new ImageError('a layer is not valid gzip')
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
}

/**
 * Bytes that the decoder is given at a time. It decodes all of them before it returns, and four bytes can be a block of
 * 128 KiB: so this is at most 16 MiB.
 */
const step = 512

async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd')
  let decoded: Uint8Array[] = []
  const decoder = new Decompress(chunk => decoded.push(chunk))
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += step) {
      attempt(() => decoder.push(chunk.subarray(start, start + step)))
      yield* decoded
      decoded = []
    }
  }
  attempt(() => decoder.push(new Uint8Array(0), true))
}

function attempt(decode: () => void): void {
  try {
    decode()
  } catch {
    throw new ImageError('a layer is not valid zstd')
  }
}
