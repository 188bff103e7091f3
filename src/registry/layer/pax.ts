import { damagedImage, type ImageError } from '../limits.ts'

/** What an extended header says of the entry after it. */
export interface PaxHeaders {
  readonly path?: string
  /** The name of a sparse file, which counts before every other. */
  readonly sparseName?: string
  readonly linkpath?: string
  readonly size?: number
  readonly uid?: number
  readonly gid?: number
  /** `SCHILY.xattr.security.capability`: bytes, not text. */
  readonly capability?: Uint8Array
  /** GNU's way to leave out the holes of a file: its content is not what lies in the archive. */
  readonly sparse?: true
}

/**
 * Read `length keyword=value\n` records (POSIX pax, "pax Extended Header"). The length counts the whole record. What Go's
 * archive/tar refuses is refused: with it containerd unpacks the layer.
 */
export function paxHeaders(content: Uint8Array): PaxHeaders {
  const records = new Map<string, Uint8Array>()
  for (let start = 0; start < content.length; ) {
    const blank = content.indexOf(32, start)
    const end = start + decimal(text(content.subarray(start, blank)))
    const equals = content.indexOf(61, blank)
    if (blank < 0 || end <= blank || end > content.length || equals < 0 || equals >= end || content[end - 1] !== 10)
      throw unreadable()
    const [keyword, value] = [text(content.subarray(blank + 1, equals)), content.slice(equals + 1, end - 1)]
    if ((keyword === 'path' || keyword === 'linkpath') && value.includes(0)) throw unreadable()
    records.set(keyword, value)
    start = end
  }
  // An empty value takes an earlier record back, and leaves what the header itself says.
  const said = [...records].filter(([, value]) => value.length > 0)
  return Object.assign({}, ...said.map(([keyword, value]) => record(keyword, value)), sparseHeaders(new Map(said)))
}

function record(keyword: string, value: Uint8Array): PaxHeaders {
  switch (keyword) {
    case 'path':
    case 'linkpath':
      return { [keyword]: text(value) }
    case 'size':
    case 'uid':
    case 'gid':
      return { [keyword]: decimal(text(value)) }
    case 'SCHILY.xattr.security.capability':
      return { capability: value }
    default:
      return {}
  }
}

/** As Go's `readGNUSparsePAXHeaders` tells a sparse file: of another version nothing counts. */
function sparseHeaders(records: ReadonlyMap<string, Uint8Array>): PaxHeaders {
  const said = (keyword: string) => text(records.get(`GNU.sparse.${keyword}`) ?? new Uint8Array(0))
  const version = `${said('major')}.${said('minor')}`
  const hasMap = ['map', 'offset', 'numbytes'].some(keyword => said(keyword) !== '')
  if (!(version === '.' ? hasMap : ['0.0', '0.1', '1.0'].includes(version))) return {}
  return { sparse: true, ...(said('name') !== '' && { sparseName: said('name') }) }
}

function decimal(digits: string): number {
  const number = Number(digits)
  if (!/^\d+$/.test(digits) || !Number.isSafeInteger(number)) throw unreadable()
  return number
}

function unreadable(): ImageError {
  return damagedImage('a layer has a pax header that cannot be read')
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
