import { oddCharacter } from './read/characters.ts'
import type { DocumentSpan, ManifestStream } from './stream.ts'

/**
 * Whether the object in a document may be of one of `kinds`, found without parsing. False is certain: Kubernetes could
 * not read one of them there. True may be wrong, and then costs a parse. A `…List`, or whatever has `items`, is true, since
 * the items may be of any kind.
 *
 * It looks at lines that begin in column 0, because the keys of a block map that begins there can stand nowhere else.
 * Whatever can name a key in another way (flow style, an escape, anchor, tag, alias, merge, explicit or indented key)
 * makes the answer true.
 */
export function mayHoldKind(
  { text, oddFrom }: Pick<ManifestStream, 'text' | 'oddFrom'>,
  { start, end }: Pick<DocumentSpan, 'start' | 'end'>,
  kinds: ReadonlySet<string>,
): boolean {
  const document = text.slice(start, end)
  if (oddFrom() < end && oddCharacter(document) !== undefined) return true
  let at = 0
  for (; at < document.length && !isColumn0.test(document.charAt(at)); at = nextLine(document, at))
    if (isIndented(document, at) && !isBlankOrComment(document, at)) return true
  if (lineMayName(document, at, kinds)) return true
  anotherLine.lastIndex = at
  while (anotherLine.test(document)) if (lineMayName(document, anotherLine.lastIndex - 1, kinds)) return true
  return false
}

/** A character at the start of a line that is neither blank, nor indented, nor a comment. */
const isColumn0 = /[^ \t\n\r#]/
/** Found by one pattern: nearly all lines are indented. */
const anotherLine = /\n[^ \t\n\r#]/g

function isIndented(text: string, at: number): boolean {
  return text.charAt(at) === ' ' || text.charAt(at) === '\t'
}

function nextLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline === -1 ? text.length : newline + 1
}

function isBlankOrComment(text: string, at: number): boolean {
  return /^[ \t]*(?:#|$)/.test(lineAt(text, at))
}

function lineAt(text: string, at: number): string {
  return text.slice(at, nextLine(text, at)).trimEnd()
}

/** Characters that begin anything but a plain key, a sequence item, or the rest of a value from the line before. */
const uncertain: ReadonlySet<string> = new Set(['?', '!', '&', '*', '<', '{', '[', '|', '>', '%', '@', '`', '\ufeff'])

function lineMayName(text: string, at: number, kinds: ReadonlySet<string>): boolean {
  const first = text.charAt(at)
  if (uncertain.has(first)) return true
  if (first !== 'k' && first !== 'i' && first !== '"' && first !== "'") return false
  const line = lineAt(text, at)
  if (first === 'i') return /^items[ \t]*:/.test(line)
  if (first === 'k') return /^kind[ \t]*:/.test(line) && valueMayName(line, kinds)
  const key = /^(?:"([^"\\]*)"|'([^']*)')[ \t]*:/.exec(line)
  if (key === null) return line.includes(':') // without a colon it is no key, but the end of a quoted text
  const name = key[1] ?? key[2]
  return name === 'items' || (name === 'kind' && valueMayName(line, kinds))
}

/** The value after the colon of a `kind` line. Anything but a word, with or without quotes, may be anything. */
function valueMayName(line: string, kinds: ReadonlySet<string>): boolean {
  const value = /:[ \t]+(?:([A-Za-z][\w.-]*)|"([^"\\]*)"|'([^']*)')(?:[ \t]+#.*)?$/.exec(line)
  const kind = value?.[1] ?? value?.[2] ?? value?.[3]
  return kind === undefined || kind.endsWith('List') || kinds.has(kind)
}
