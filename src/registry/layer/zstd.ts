import { damagedImage, gibibytes, type ImageError, registryLimits, unreadImage } from '../limits.ts'
import { ByteReader } from './byte-reader.ts'

/**
 * Decompress zstd (RFC 8878). The frames are walked here and the decoder is given one block at a time: it would decode
 * all that it is given before it returns, allocate whatever window a frame claims, and move that window for each block.
 */
export async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(chunks, notZstd)
  try {
    yield* contentIn(reader)
  } finally {
    await reader.close()
  }
}

async function* contentIn(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd')
  let work = 0
  let total = 0
  for (let frame = await headerOf(reader); frame !== undefined; frame = await headerOf(reader)) {
    let decoded: Uint8Array[] = []
    const decoder = new Decompress(chunk => decoded.push(chunk))
    attempt(() => decoder.push(frame.bytes))
    for (let isLast = false; !isLast; ) {
      const block = await blockOf(reader, frame)
      isLast = block.isLast
      work += frame.window
      if (work > registryLimits.zstdWork + registryLimits.zstdWorkPerByte * total)
        throw unreadImage(
          `a layer is cut into so many blocks of zstd that their windows come to more than ${gibibytes(registryLimits.zstdWork)} and ${registryLimits.zstdWorkPerByte} times its content, which is not read`,
        )
      attempt(() => decoder.push(block.bytes, isLast))
      const content = decoded.filter(({ length }) => length > 0)
      decoded = []
      total += content.reduce((sum, { length }) => sum + length, 0)
      yield* content
    }
  }
}

const notZstd = 'a layer is not valid zstd'

interface Frame {
  /** Its magic number and header. */
  readonly bytes: Uint8Array
  readonly window: number
  /** Bytes of the checksum behind the last block. The digest of the layer says more. */
  readonly checksum: number
}

/** The header of the next frame; undefined at the end. Skippable frames are passed over. */
async function headerOf(reader: ByteReader): Promise<Frame | undefined> {
  for (;;) {
    const magic = await reader.take(4)
    if (magic === undefined) return undefined
    const number = Buffer.from(magic).readUInt32LE()
    if (number >>> 4 !== 0x184d2a5) return frameOf(magic, number, reader)
    await reader.skip(Buffer.from(await exactly(reader, 4)).readUInt32LE())
  }
}

/** RFC 8878, 3.1.1.1: a descriptor, then a window or none, the id of a dictionary, and the size of the content. */
async function frameOf(magic: Uint8Array, number: number, reader: ByteReader): Promise<Frame> {
  if (number !== 0xfd2fb528) throw invalid()
  const [descriptor = 0] = await exactly(reader, 1)
  const isSingle = (descriptor & 0x20) !== 0
  const idLength = [0, 1, 2, 4][descriptor & 3] ?? 0
  const sizeLength = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
  const rest = Buffer.from(await exactly(reader, (isSingle ? 0 : 1) + idLength + sizeLength))
  const window = isSingle ? contentSize(rest.subarray(idLength)) : windowOf(rest[0] ?? 0)
  if (window > registryLimits.zstdWindow)
    throw unreadImage(
      `a layer needs a zstd window of ${window} bytes, of which at most ${registryLimits.zstdWindow} are read`,
    )
  return {
    bytes: Buffer.concat([magic, Buffer.of(descriptor), rest]),
    window,
    checksum: (descriptor & 4) === 0 ? 0 : 4,
  }
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3))
  return base + (base / 8) * (descriptor & 7)
}

function contentSize(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE())
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0)
}

/** RFC 8878, 3.1.1.2: three bytes, then the content, which is one byte where it only repeats. */
async function blockOf(reader: ByteReader, { checksum }: Frame) {
  const head = Buffer.from(await exactly(reader, 3))
  const header = head.readUIntLE(0, 3)
  const isLast = (header & 1) === 1
  const kind = (header >> 1) & 3
  const size = header >> 3
  if (kind === 3 || size > mostInBlock) throw invalid()
  const content = await exactly(reader, (kind === 1 ? 1 : size) + (isLast ? checksum : 0))
  return { isLast, bytes: Buffer.concat([head, content]) }
}

/** Block_Maximum_Size. */
const mostInBlock = 128 * 1024

async function exactly(reader: ByteReader, count: number): Promise<Uint8Array> {
  const bytes = await reader.take(count)
  if (bytes === undefined && count > 0) throw invalid()
  return bytes ?? new Uint8Array(0)
}

function attempt(decode: () => void): void {
  try {
    decode()
  } catch {
    throw invalid()
  }
}

function invalid(): ImageError {
  return damagedImage(notZstd)
}
