import { ByteReader } from './byte-reader.ts'
import { ImageError, limits } from './limits.ts'
import { type PaxHeaders, paxHeaders } from './pax.ts'

/** What an entry of a layer is. Devices and FIFOs are `other`. */
export type EntryType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'other'

/** One entry of a layer. Paths have neither a leading nor a trailing slash. */
export interface TarEntry {
  readonly path: string
  readonly type: EntryType
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Target of a link, as it is written. */
  readonly target: string
  /** Where the content of a file begins in the archive, and its bytes. */
  readonly offset: number
  readonly size: number
  /** `security.capability`, as the kernel stores it. */
  readonly capability?: Uint8Array
  /** Bytes of a file that was asked for; undefined where it is larger than a file may be. */
  readonly content?: Uint8Array
}

const block = 512

/**
 * The entries of a tar archive, in their order: ustar, pax and GNU long names. Our own, because file capabilities are
 * bytes in a pax header, and libraries decode those as text.
 *
 * `wants` says of which paths the content is read. The stream is read to its end, what follows the archive included.
 */
export async function* tarEntries(
  chunks: AsyncIterable<Uint8Array>,
  wants: (path: string) => boolean,
): AsyncGenerator<TarEntry> {
  const reader = new ByteReader(chunks)
  let pax: PaxHeaders = {}
  for (let count = 0; ; ) {
    const header = await reader.take(block)
    if (header === undefined || header.every(byte => byte === 0)) break
    checkSum(header)
    const kind = String.fromCharCode(header[156] ?? 0)
    const size = pax.size ?? numberAt(header, 124, 12)
    if (isExtension(kind)) {
      pax = { ...pax, ...extension(kind, await contentOf(reader, size)) }
      continue
    }
    count += 1
    if (count > limits.entries) throw new ImageError(`a layer has more than ${limits.entries} entries`)
    yield await readEntry(reader, { header, pax, kind, size }, wants)
    pax = {}
  }
  await reader.drain()
}

interface Head {
  readonly header: Uint8Array
  readonly pax: PaxHeaders
  readonly kind: string
  readonly size: number
}

async function readEntry(reader: ByteReader, head: Head, wants: (path: string) => boolean): Promise<TarEntry> {
  const { header, pax, kind } = head
  const path = cleanPath(pax.path ?? nameOf(header))
  const type = types[kind] ?? 'other'
  const size = type === 'file' ? head.size : 0
  const offset = reader.offset()
  const isRead = type === 'file' && size <= limits.file && wants(path)
  const content = isRead ? await contentOf(reader, size) : await passOver(reader, size)
  return {
    path,
    type,
    mode: numberAt(header, 100, 8) & 0o7777,
    uid: pax.uid ?? numberAt(header, 108, 8),
    gid: pax.gid ?? numberAt(header, 116, 8),
    target: pax.linkpath ?? textAt(header, 157, 100),
    offset,
    size,
    ...(pax.capability !== undefined && { capability: pax.capability }),
    ...(content !== undefined && { content }),
  }
}

const types: Readonly<Record<string, EntryType>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
}

/** pax (`x`) and GNU (`L`, `K`) headers say more of the entry behind them; a global one (`g`) says nothing we use. */
function isExtension(kind: string): boolean {
  return kind === 'x' || kind === 'g' || kind === 'L' || kind === 'K'
}

function extension(kind: string, content: Uint8Array): PaxHeaders {
  if (kind === 'x') return paxHeaders(content)
  if (kind === 'L') return { path: textAt(content, 0, content.length) }
  return kind === 'K' ? { linkpath: textAt(content, 0, content.length) } : {}
}

async function contentOf(reader: ByteReader, size: number): Promise<Uint8Array> {
  if (size > limits.header) throw new ImageError(`a header of a layer has ${size} bytes, more than ${limits.header}`)
  const content = (await reader.take(size)) ?? new Uint8Array(0)
  if (content.length < size) throw new ImageError('the layer ends in the middle of an entry')
  await reader.skip(padding(size))
  return content
}

async function passOver(reader: ByteReader, size: number): Promise<undefined> {
  await reader.skip(size + padding(size))
}

function padding(size: number): number {
  return (block - (size % block)) % block
}

/** `./etc//passwd/` is `etc/passwd`, and no `..` leads out of the root. */
export function cleanPath(path: string): string {
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue
    if (step === '..') steps.pop()
    else steps.push(step)
  }
  return steps.join('/')
}

function nameOf(header: Uint8Array): string {
  const prefix = textAt(header, 257, 5) === 'ustar' ? textAt(header, 345, 155) : ''
  const name = textAt(header, 0, 100)
  return prefix === '' ? name : `${prefix}/${name}`
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  const field = bytes.subarray(start, start + length)
  const end = field.indexOf(0)
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end))
}

/** Octal digits, or big-endian bytes behind a set first bit (GNU, for sizes over 8 GiB and large ids). */
function numberAt(bytes: Uint8Array, start: number, length: number): number {
  const field = bytes.subarray(start, start + length)
  const [first = 0] = field
  if ((first & 0x80) !== 0) return field.subarray(1).reduce((value, byte) => value * 256 + byte, first & 0x7f)
  const digits = textAt(bytes, start, length).trim()
  if (!/^[0-7]*$/.test(digits)) throw new ImageError('a layer is not a tar archive')
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

/** The sum of the header's bytes, with its own field taken as blanks. */
function checkSum(header: Uint8Array): void {
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0)
  if (numberAt(header, 148, 8) !== sum) throw new ImageError('a layer is not a tar archive')
}
