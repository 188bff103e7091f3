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
  return mayName({ text, oddFrom }, { start, end }, kindLine(kinds))
}

/** Whether the `apiVersion` of the object in a document may be one that `accepts`, found and as certain as its kind. */
export function mayHoldApiVersion(
  stream: Pick<ManifestStream, 'text' | 'oddFrom'>,
  span: Pick<DocumentSpan, 'start' | 'end'>,
  accepts: (apiVersion: string) => boolean,
): boolean {
  return mayName(stream, span, { key: 'apiVersion', accepts })
}

/** A key at the root of a document, and which of its values are looked for. */
interface Wanted {
  readonly key: 'kind' | 'apiVersion'
  readonly accepts: (value: string) => boolean
}

function kindLine(kinds: ReadonlySet<string>): Wanted {
  return { key: 'kind', accepts: kind => kind.endsWith('List') || kinds.has(kind) }
}

function mayName(
  { text, oddFrom }: Pick<ManifestStream, 'text' | 'oddFrom'>,
  span: Pick<DocumentSpan, 'start' | 'end'>,
  wanted: Wanted,
): boolean {
  const { start, end } = span
  if (oddFrom() < end && oddCharacter(text.slice(start, end)) !== undefined) return true
  if (end - start < long) return textMayName(text.slice(start, end), wanted)
  const known = condensed.get(span) ?? condense(text.slice(start, end))
  condensed.set(span, known)
  return textMayName(known, wanted)
}

/** From so many characters on a document is scanned once, whoever asks. A stream may hold a million shorter ones. */
const long = 8192
const condensed = new WeakMap<Pick<DocumentSpan, 'start' | 'end'>, string>()

/** A document without the lines that name nothing, which are nearly all. */
function condense(document: string): string {
  const first = document.search(firstLine)
  if (first === -1) return document
  const lines = [document.slice(0, nextLine(document, first))]
  anotherLine.lastIndex = first
  while (anotherLine.test(document)) {
    const at = anotherLine.lastIndex - 1
    if (mayBeKey.test(document.charAt(at))) lines.push(document.slice(at, nextLine(document, at)))
  }
  return lines.join('')
}

/** What stands before it decides, too. */
const firstLine = /^[^ \t\n\r#]/m
/** How a line begins that names what is looked for, or may. */
const mayBeKey = /[^\w\s-]|[aik]/

function textMayName(document: string, wanted: Wanted): boolean {
  let at = 0
  for (; at < document.length && !isColumn0.test(document.charAt(at)); at = nextLine(document, at))
    if (isIndented(document, at) && !isBlankOrComment(document, at)) return true
  if (lineMayName(document, at, wanted)) return true
  anotherLine.lastIndex = at
  while (anotherLine.test(document)) if (lineMayName(document, anotherLine.lastIndex - 1, wanted)) return true
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

function lineMayName(text: string, at: number, wanted: Wanted): boolean {
  const first = text.charAt(at)
  if (uncertain.has(first)) return true
  if (first !== wanted.key[0] && first !== 'i' && first !== '"' && first !== "'") return false
  const line = lineAt(text, at)
  const key = /^(?:([a-zA-Z]+)|"([^"\\]*)"|'([^']*)')[ \t]*:/.exec(line)
  // Without a colon it is no key, but the end of a quoted text.
  if (key === null) return (first === '"' || first === "'") && line.includes(':')
  const name = key[1] ?? key[2] ?? key[3]
  return name === 'items' || (name === wanted.key && valueMayName(line, wanted))
}

/** The value after the colon of a line. Anything but a word, with or without quotes, may be anything. */
function valueMayName(line: string, { accepts }: Wanted): boolean {
  const value = /:[ \t]+(?:([A-Za-z][\w./-]*)|"([^"\\]*)"|'([^']*)')(?:[ \t]+#.*)?$/.exec(line)
  const found = value?.[1] ?? value?.[2] ?? value?.[3]
  return found === undefined || accepts(found)
}
