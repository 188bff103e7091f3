import { createHash } from 'node:crypto'

/** SHA-256 of text as UTF-8, in lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/**
 * A checksum of named texts, in the order of their names: it changes when any of them does, and only then. Hashes of
 * hashes have a fixed length, so nothing needs quoting, and a chart computes the same with `sha256sum`.
 */
export function checksumOf(texts: Readonly<Record<string, string>>): string {
  const names = Object.keys(texts).toSorted()
  return sha256(names.map(name => sha256(name) + sha256(texts[name] ?? '')).join(''))
}
