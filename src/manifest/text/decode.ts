import { InputError } from '../../error.ts'
import { limits } from '../read/limits.ts'

/**
 * The text of a stream, to the byte: a BOM stays, and nothing is replaced. Invalid UTF-8, NUL and more than 200 MB
 * are input errors that name the line and the byte.
 */
export function decodeStream(bytes: Uint8Array): string {
  if (bytes.length > limits.bytes) {
    throw bad(`the stream has ${bytes.length} bytes, the limit is ${limits.bytes} (200 MB)`)
  }
  const other = otherThanText(bytes)
  if (other !== undefined) throw bad(other)
  const nul = bytes.indexOf(0)
  if (nul !== -1) throw bad(`${place(bytes, nul)}: found a NUL byte, expected text`)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    const at = firstInvalid(bytes)
    throw bad(`${place(bytes, at)}: found byte 0x${hex(bytes[at])}, expected UTF-8`)
  }
}

const encoded = (name: string) => `found ${name}, expected UTF-8; save it as UTF-8`
const packed = (name: string) => `found ${name}, expected text; unpack it first`

/**
 * How other files begin, and what to do: the byte order marks of Unicode, also of a text without one that begins with two
 * characters of ASCII, gzip (RFC 1952) and zip.
 */
const beginnings: readonly (readonly [RegExp, string])[] = [
  [/^(?:fffe0000|0000feff)/, encoded('UTF-32')],
  [/^(?:fffe|feff|(?!00)..00(?!00)..00|00(?!00)..00(?!00)..)/, encoded('UTF-16')],
  [/^1f8b/, packed('gzip data')],
  [/^504b0304/, packed('a zip archive')],
]

function otherThanText(bytes: Uint8Array): string | undefined {
  const first = [...bytes.subarray(0, 4)].map(hex).join('')
  return beginnings.find(([pattern]) => pattern.test(first))?.[1]
}

/** The offset of the sequence that is not UTF-8. A prefix decodes as long as it ends before the whole sequence. */
function firstInvalid(bytes: Uint8Array): number {
  let valid = 0
  let invalid = bytes.length + 1
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (decodes(bytes.subarray(0, middle))) valid = middle
    else invalid = middle
  }
  return sequenceStart(bytes, valid)
}

/** The first byte of the sequence that `at` lies in or ends. */
function sequenceStart(bytes: Uint8Array, at: number): number {
  const lead = [1, 2, 3].map(back => at - back).find(offset => ((bytes[offset] ?? 0) & 0xc0) !== 0x80)
  return lead !== undefined && (bytes[lead] ?? 0) >= 0xc0 && lead + lengthOf(bytes[lead] ?? 0) > at ? lead : at
}

function lengthOf(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
}

function decodes(prefix: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(prefix, { stream: true })
    return true
  } catch {
    return false
  }
}

function place(bytes: Uint8Array, offset: number): string {
  let line = 1
  for (let at = bytes.indexOf(10); at !== -1 && at < offset; at = bytes.indexOf(10, at + 1)) line += 1
  return `line ${line} (byte ${offset})`
}

function hex(byte: number | undefined): string {
  return (byte ?? 0).toString(16).padStart(2, '0')
}

function bad(message: string): InputError {
  return new InputError('BAD_INPUT', message)
}
