import { damagedImage, type ImageError, registryLimits, unreadImage } from '../limits.ts'
import { ByteReader } from './byte-reader.ts'
import { type PaxHeaders, paxHeaders } from './pax.ts'

/** What an entry of a layer is. Devices and FIFOs are `other`. */
export type EntryType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'other'

/** One entry of a layer. Paths have neither a leading nor a trailing slash. */
export interface TarEntry {
  readonly path: string
  /** As it is written: other programs clean it otherwise. */
  readonly name: string
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
  /** Bytes of a file that was asked for; undefined where it is larger than a file may be, or sparse. */
  readonly content?: Uint8Array
}

const block = 512
const cut = 'the layer ends in the middle of an entry'

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
  const reader = new ByteReader(chunks, cut)
  try {
    yield* entriesIn(reader, wants)
    await reader.drain()
  } finally {
    await reader.close()
  }
}

async function* entriesIn(reader: ByteReader, wants: (path: string) => boolean): AsyncGenerator<TarEntry> {
  let pax: PaxHeaders = {}
  let long: PaxHeaders = {}
  for (let count = 0; ; count += 1) {
    const header = await reader.take(block)
    if (header === undefined || (await isEnd(header, reader))) return
    if (count === registryLimits.entries)
      throw unreadImage(`a layer has more than ${registryLimits.entries} entries, which is not read`)
    checkSum(header)
    const kind = String.fromCharCode(header[156] ?? 0)
    // What a pax header says is about the entry, and not about the header of a long name between the two.
    if (kind === 'x') pax = paxHeaders(await contentOf(reader, numberAt(header, 124, 12)))
    else if (kind === 'L' || kind === 'K')
      long = { ...long, ...longName(kind, await contentOf(reader, numberAt(header, 124, 12))) }
    else {
      // A global pax header says nothing we use, and, to Go, is an entry of its own: what came before it is not of the next.
      if (kind === 'g') await contentOf(reader, numberAt(header, 124, 12))
      else yield await readEntry(reader, { header, pax, long, kind }, wants)
      pax = {}
      long = {}
    }
  }
}

/** An archive ends with two blocks of zeros; one alone, with anything after it, is refused as by Go's archive/tar. */
async function isEnd(header: Uint8Array, reader: ByteReader): Promise<boolean> {
  if (!isZero(header)) return false
  const second = await reader.take(block)
  if (second !== undefined && !isZero(second)) throw notTar()
  return true
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every(byte => byte === 0)
}

interface Head {
  readonly header: Uint8Array
  readonly pax: PaxHeaders
  readonly long: PaxHeaders
  readonly kind: string
}

async function readEntry(reader: ByteReader, head: Head, wants: (path: string) => boolean): Promise<TarEntry> {
  const { header, pax, long, kind } = head
  const name = pax.sparseName ?? (long.path || pax.path || nameOf(header))
  const target = long.linkpath || pax.linkpath || textAt(header, 157, 100)
  if (name.length > registryLimits.path || target.length > registryLimits.path)
    throw unreadImage(`a layer has a path of more than ${registryLimits.path} bytes, which is not read`)
  const path = cleanEntryPath(name)
  // Before POSIX a folder was a file whose name ends with a slash.
  const type = kind === '\0' && name.endsWith('/') ? 'directory' : (types[kind] ?? 'other')
  const said = pax.size ?? numberAt(header, 124, 12)
  const size = headerOnly.has(kind) ? 0 : said
  if (kind === 'S') await skipSparseMap(reader, header)
  const offset = reader.offset()
  const isSparse = kind === 'S' || pax.sparse === true
  const isRead = type === 'file' && size <= registryLimits.file && !isSparse && wants(path)
  const content = isRead ? (await contentOf(reader, size)).slice() : await passOver(reader, size)
  return {
    path,
    name,
    type,
    mode: numberAt(header, 100, 8) & 0o7777,
    uid: pax.uid ?? numberAt(header, 108, 8),
    gid: pax.gid ?? numberAt(header, 116, 8),
    target,
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
  S: 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
}

/** Links, devices, folders and FIFOs have no content, whatever their size says; all other kinds have. */
const headerOnly: ReadonlySet<string> = new Set(['1', '2', '3', '4', '5', '6'])

/** GNU's old sparse files: the header says whether a block with more of the map follows, and each of those as well. */
async function skipSparseMap(reader: ByteReader, header: Uint8Array): Promise<void> {
  let goesOn = header[482] !== 0
  while (goesOn) {
    const map = await reader.take(block)
    goesOn = map !== undefined && map[504] !== 0
  }
}

/** GNU has the long names of an entry in headers before it: its path (`L`), or what it links to (`K`). An empty one says nothing. */
function longName(kind: 'L' | 'K', content: Uint8Array): Pick<PaxHeaders, 'path' | 'linkpath'> {
  return { [kind === 'L' ? 'path' : 'linkpath']: textAt(content, 0, content.length) }
}

async function contentOf(reader: ByteReader, size: number): Promise<Uint8Array> {
  if (size > registryLimits.header)
    throw unreadImage(`a header of a layer has ${size} bytes, of which at most ${registryLimits.header} are read`)
  const content = (await reader.take(size)) ?? new Uint8Array(0)
  if (content.length < size) throw damagedImage(cut)
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
export function cleanEntryPath(path: string): string {
  if (!unclean.test(path)) return path
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue
    if (step === '..') steps.pop()
    else steps.push(step)
  }
  return steps.join('/')
}

/** Has a step that is empty, `.` or `..`. Few paths have one, and taking apart those without fills the memory. */
const unclean = /(?:^|\/)\.{0,2}(?:\/|$)/

function nameOf(header: Uint8Array): string {
  const prefix = textAt(header, 257, 5) === 'ustar' ? textAt(header, 345, 155) : ''
  const name = textAt(header, 0, 100)
  return prefix === '' ? name : `${prefix}/${name}`
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

function textAt(bytes: Uint8Array, start: number, length: number): string {
  const field = bytes.subarray(start, start + length)
  const end = field.indexOf(0)
  return utf8.decode(end < 0 ? field : field.subarray(0, end))
}

/** Octal digits, or big-endian bytes behind a set first bit (GNU, for sizes over 8 GiB and large ids). */
function numberAt(bytes: Uint8Array, start: number, length: number): number {
  const field = bytes.subarray(start, start + length)
  const [first = 0] = field
  if ((first & 0x80) !== 0) return checked(field.subarray(1).reduce((value, byte) => value * 256 + byte, first & 0x7f))
  // Blanks and zeros on both sides, as Go's archive/tar trims them.
  const [, digits] = /^[ \0]*([0-7]*)[ \0]*(?:\0.*)?$/s.exec(String.fromCharCode(...field)) ?? []
  if (digits === undefined) throw notTar()
  return digits === '' ? 0 : checked(Number.parseInt(digits, 8))
}

function checked(number: number): number {
  if (!Number.isSafeInteger(number)) throw notTar()
  return number
}

/** The sum of the header's bytes, with its own field taken as blanks. Old archives summed signed bytes. */
function checkSum(header: Uint8Array): void {
  let unsigned = 8 * 32
  let signed = 8 * 32
  for (let index = 0; index < block; index += 1) {
    if (index >= 148 && index < 156) continue
    const byte = header[index] ?? 0
    unsigned += byte
    signed += byte < 128 ? byte : byte - 256
  }
  const sum = numberAt(header, 148, 8)
  if (sum !== unsigned && sum !== signed) throw notTar()
}

function notTar(): ImageError {
  return damagedImage('a layer is not a tar archive')
}
