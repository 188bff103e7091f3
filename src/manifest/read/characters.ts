import type { SyntaxProblem } from '../node.ts'

/**
 * What ends a line for goyaml (`is_break` of yamlprivateh.go), and not for an editor. After one a comment may hide a
 * field: who reads `# why<CR>privileged: true` as one line does not see what runs.
 */
const breaks: Readonly<Record<string, string>> = {
  '\r': 'a carriage return without a line feed',
  '\u0085': 'a next-line character (U+0085)',
  '\u2028': 'a line separator (U+2028)',
  '\u2029': 'a paragraph separator (U+2029)',
}

/** The first character that no document may hold, after a byte order mark at its start. */
export function oddCharacter(text: string): SyntaxProblem | undefined {
  let offset = firstOdd(text)
  while (text.charCodeAt(offset) === 0x0d && text.charCodeAt(offset + 1) === 0x0a) offset = firstOdd(text, offset + 2)
  if (offset === text.length) return undefined
  const found = text.charAt(offset)
  const name = breaks[found]
  if (name !== undefined) return oddBreak(offset, found, name)
  // Goyaml reads a few hundred characters ahead of the end of a document, and no further.
  return found === '\ufeff'
    ? {
        offset,
        message: 'found a byte order mark inside the text, which Kubernetes may read otherwise',
        stricter: true,
      }
    : {
        offset,
        message: `found the control character ${codePoint(found)}; write "${escaped(found)}" in double quotes`,
        stricter: true,
      }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const odd = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g

/**
 * The offset of the first carriage return from `from` on, or of the first character of which no document may hold one;
 * the end if there is none. Those are what only Kubernetes takes for the end of a line, control characters, which goyaml
 * refuses (readerc.go), and a byte order mark inside the text, after which goyaml may skip a character (`is_bom` looks
 * at the start of its buffer, wherever that is).
 */
export function firstOdd(text: string, from = 0): number {
  // V8 compiles a pattern when it is used again, and a stream is long.
  odd.test('')
  odd.lastIndex = from === 0 && text.charCodeAt(0) === 0xfeff ? 1 : from
  const found = odd.exec(text)?.index ?? text.length
  odd.lastIndex = 0
  return found
}

function oddBreak(offset: number, found: string, name: string): SyntaxProblem {
  const message = `found ${name}, which only Kubernetes reads as the end of a line; write a line feed, or "${escaped(found)}" in double quotes`
  return { offset, message, stricter: true }
}

function codePoint(found: string): string {
  return `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}

function escaped(found: string): string {
  return found === '\r' ? '\\r' : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** A space or a tab. */
export function isBlankCharacter(code: number): boolean {
  return code === 0x20 || code === 0x09
}

/** A line feed, or the carriage return before one. */
export function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d
}

/** A blank, a line break or, as NaN, the end of the text. */
export function endsWord(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d || Number.isNaN(code)
}

/** What may name an anchor or a directive. */
export const wordCharacters = /[0-9A-Za-z_-]*/y
