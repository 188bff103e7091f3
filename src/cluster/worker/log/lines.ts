/** A line of a stream of bytes. */
export interface ByteLine {
  readonly text: string
  /** Bytes of it that are not in `text`, as it is too long. */
  readonly cut: number
  /** False for what stood behind the last line end when the stream ended. */
  readonly isEnded: boolean
}

const lineEnd = 10

interface Begun {
  readonly parts: readonly Uint8Array[]
  readonly kept: number
  readonly cut: number
}

const nothing: Begun = { parts: [], kept: 0, cut: 0 }

/**
 * The lines of a stream, those that a piece ends at once. A line is decoded when it is whole, so that no character is cut
 * between two pieces, and no more than `longest` bytes of one are kept.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  longest: number,
): AsyncGenerator<readonly ByteLine[], void> {
  let begun = nothing
  for await (const chunk of chunks) {
    const lines: ByteLine[] = []
    let start = 0
    for (let end = chunk.indexOf(lineEnd); end >= 0; end = chunk.indexOf(lineEnd, start)) {
      lines.push(lineOf(extended(begun, chunk.subarray(start, end), longest), true))
      begun = nothing
      start = end + 1
    }
    begun = extended(begun, chunk.subarray(start), longest)
    if (lines.length > 0) yield lines
  }
  if (begun.kept > 0) yield [lineOf(begun, false)]
}

function extended({ parts, kept, cut }: Begun, piece: Uint8Array, longest: number): Begun {
  if (piece.length === 0) return { parts, kept, cut }
  // Of a line without an end nothing may be held that is not kept: an empty view would hold all it is a view of.
  if (kept === longest) return { parts, kept, cut: cut + piece.length }
  const taken = piece.subarray(0, longest - kept)
  return { parts: [...parts, taken], kept: kept + taken.length, cut: cut + piece.length - taken.length }
}

function lineOf({ parts, kept, cut }: Begun, isEnded: boolean): ByteLine {
  const [only] = parts
  const bytes = parts.length === 1 && only !== undefined ? only : joined(parts, kept)
  const whole = cut === 0 ? bytes : wholeCharacters(bytes)
  return { text: decoder.decode(whole), cut: cut + bytes.length - whole.length, isEnded }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** Without a character at the end that was begun and not finished: up to three bytes. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    return byte >= 0xc0 && back < lengthOf(byte) ? bytes.subarray(0, bytes.length - back) : bytes
  }
  return bytes
}

/** Bytes of a character, by its first. */
function lengthOf(first: number): number {
  if (first >= 0xf0) return 4
  return first >= 0xe0 ? 3 : 2
}
