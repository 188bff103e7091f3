import { oddCharacter } from './read/characters.ts'
import type { DocumentSpan, ManifestStream } from './stream.ts'

/**
 * Whether the object in a document may be of one of `kinds`, found without parsing. False is certain: Kubernetes could
 * not read one of them there. True may be wrong, and then costs a parse; every `…List` is true for what its items are.
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
  let begun = false
  for (let at = 0; at < document.length; at = nextLine(document, at)) {
    const place = startOfLine(document.charCodeAt(at))
    if (place === 'column 0' && lineMayName(document, at, kinds)) return true
    if (place === 'indented' && !begun && !isBlankOrComment(document, at)) return true
    if (place === 'column 0') begun = true
  }
  return false
}

const space = 0x20
const comment = 0x23

function startOfLine(code: number): 'column 0' | 'indented' | 'nothing' {
  if (code === comment || code === 0x0a || code === 0x0d) return 'nothing'
  return code === space || code === 0x09 ? 'indented' : 'column 0'
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
  if (first !== 'k' && first !== '"' && first !== "'") return false
  const line = lineAt(text, at)
  if (first === 'k') return /^kind[ \t]*:/.test(line) && valueMayName(line, kinds)
  const key = /^(?:"([^"\\]*)"|'([^']*)')[ \t]*:/.exec(line)
  if (key === null) return line.includes(':') // without a colon it is no key, but the end of a quoted text
  return (key[1] ?? key[2]) === 'kind' && valueMayName(line, kinds)
}

/** The value after the colon of a `kind` line. Anything but a word, with or without quotes, may be anything. */
function valueMayName(line: string, kinds: ReadonlySet<string>): boolean {
  const value = /:[ \t]+(?:([A-Za-z][\w.-]*)|"([^"\\]*)"|'([^']*)')(?:[ \t]+#.*)?$/.exec(line)
  const kind = value?.[1] ?? value?.[2] ?? value?.[3]
  return kind === undefined || kind.endsWith('List') || kinds.has(kind)
}
