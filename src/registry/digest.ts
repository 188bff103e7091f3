import { createHash } from 'node:crypto'
import { damagedImage, ImageError, unreadImage } from './limits.ts'

/** What a manifest says of a blob: where it is found, and how large it is. */
export interface Descriptor {
  readonly mediaType: string
  /** `sha256:…`. */
  readonly digest: string
  /** Bytes. */
  readonly size: number
  /** Places outside the registry. Such a layer is never fetched. */
  readonly urls: readonly string[]
}

/** Whether a digest has an algorithm that we can check. */
export function isDigest(text: string): boolean {
  return /^sha(?:256:[a-f0-9]{64}|512:[a-f0-9]{128})$/.test(text)
}

/** `sha256:…` of `bytes`, or by another algorithm. */
export function digestOf(bytes: Uint8Array, algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`
}

/**
 * Pass on what `chunks` hold, and fail at the end where size or digest are not those of `descriptor`. Whoever reads only
 * a part must still read to the end, or nothing is known of the part.
 */
export async function* verified(
  chunks: AsyncIterable<Uint8Array>,
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
): AsyncGenerator<Uint8Array> {
  if (!isDigest(digest)) throw damagedImage(`${digest} is not a digest of sha256 or sha512`)
  const [algorithm = '', wanted] = digest.split(':')
  const hash = createHash(algorithm)
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > size) throw damagedImage(`${digest} is longer than the ${size} bytes that its manifest says`)
    hash.update(chunk)
    yield chunk
  }
  if (length < size)
    throw new ImageError(`${digest} ends after ${length} of ${size} bytes; try again, or get a sound copy of the image`)
  if (hash.digest('hex') !== wanted) throw damagedImage(`the content of ${digest} does not match its digest`)
}

/** All bytes of a small blob. `what` is "the manifest". */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>, what: string, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > most) throw unreadImage(`${what} has more than ${most} bytes, which is not read`)
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}
