import { ImageError } from './limits.ts'

/** What an extended header says of the entry behind it. */
export interface PaxHeaders {
  readonly path?: string
  readonly linkpath?: string
  readonly size?: number
  readonly uid?: number
  readonly gid?: number
  /** `SCHILY.xattr.security.capability`: bytes, not text. */
  readonly capability?: Uint8Array
}

/** Read `length keyword=value\n` records (POSIX pax, "pax Extended Header"). The length counts the whole record. */
export function paxHeaders(content: Uint8Array): PaxHeaders {
  let headers: PaxHeaders = {}
  for (let start = 0; start < content.length; ) {
    const blank = content.indexOf(32, start)
    const length = Number(text(content.subarray(start, blank)))
    const end = start + length
    const equals = content.indexOf(61, blank)
    if (blank < 0 || !Number.isInteger(length) || end > content.length || equals < 0 || equals >= end)
      throw new ImageError('a layer has a pax header that cannot be read')
    headers = { ...headers, ...record(text(content.subarray(blank + 1, equals)), content.slice(equals + 1, end - 1)) }
    start = end
  }
  return headers
}

function record(keyword: string, value: Uint8Array): PaxHeaders {
  switch (keyword) {
    case 'path':
    case 'linkpath':
      return { [keyword]: text(value) }
    case 'size':
    case 'uid':
    case 'gid':
      return { [keyword]: Number(text(value)) }
    case 'SCHILY.xattr.security.capability':
      return { capability: value }
    default:
      return {}
  }
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
