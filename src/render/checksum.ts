import { createHash } from 'node:crypto'

/** SHA-256 of text as UTF-8, in lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** A checksum of named texts, in the order of their names: it changes when any of them does, and only then. */
export function checksumOf(texts: Readonly<Record<string, string>>): string {
  return sha256(
    JSON.stringify(
      Object.keys(texts)
        .toSorted()
        .map(name => [name, texts[name]]),
    ),
  )
}
