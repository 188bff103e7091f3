import { registryLimits, unreadImage } from './limits.ts'

/**
 * Refuse a JSON text that costs more than it may, or names a key twice in one object: of two, JSON.parse takes the last, and
 * Go's encoding/json lays the second over the first: maps are merged, and null changes nothing (tried with Go 1.26). A node would
 * run something else than we read.
 */
export function refuseUnsound(text: string, what: string): void {
  const open: (Set<string> | undefined)[] = []
  let left: number = registryLimits.jsonMarks
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (char === '"') {
      const end = endOfText(text, at)
      if (isKey(text, end)) addKey(open.at(-1), text.slice(at, end), what)
      at = end - 1
    } else if (char === '{') open.push(new Set())
    else if (char === '[') open.push(undefined)
    else if (']}'.includes(char)) open.pop()
    if ('"[{,'.includes(char)) left -= 1
    if (left < 0)
      throw unreadImage(
        `${what} has more than ${registryLimits.jsonMarks} texts, lists, maps and commas, which is not read`,
      )
    if (open.length > registryLimits.jsonDepth)
      throw unreadImage(
        `${what} has lists and maps in each other more than ${registryLimits.jsonDepth} deep, which is not read`,
      )
  }
}

/** Behind the quotation mark that ends a text; the end where none does. */
function endOfText(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let first = at
    while (text[first - 1] === '\\') first -= 1
    if ((at - first) % 2 === 0) return at + 1
  }
  return text.length
}

function isKey(text: string, end: number): boolean {
  let at = end
  while (/\s/.test(text[at] ?? '')) at += 1
  return text[at] === ':'
}

function addKey(keys: Set<string> | undefined, written: string, what: string): void {
  const key: unknown = JSON.parse(written)
  if (keys?.has(String(key)) === true)
    throw unreadImage(
      `${what} has the key ${written.slice(0, 100)} twice, expected it once: readers differ in which they take`,
    )
  keys?.add(String(key))
}

/**
 * Refuse a key that is one of `fields` but for its case: Go reads `user` as `User`, and of both the one
 * that stands last (encoding/json, tried with Go 1.26), with the folding of Unicode.
 */
export function refuseOtherCase(keys: readonly string[], fields: readonly string[], what: string): void {
  const folded = new Map(fields.map(field => [fold(field), field]))
  const other = keys.find(key => !fields.includes(key) && folded.has(fold(key)))
  if (other === undefined) return
  const field = folded.get(fold(other))
  throw unreadImage(
    `${what} has the key ${JSON.stringify(other)}, expected "${field}": nodes take the one for the other, and other readers do not`,
  )
}

/** The long s and the sign for kelvin are letters of ASCII to it. */
function fold(key: string): string {
  return key.toUpperCase().toLowerCase()
}
