import { isBlankCharacter, isBreak } from './characters.ts'
import { leaveLine, type Scanner } from './scanner.ts'
import { Unreadable } from './unreadable.ts'

/**
 * Move to the next token, over blanks, comments and line breaks. A tab is a blank only where no key may begin: in a
 * flow collection and after a value.
 */
export function toToken(scanner: Scanner): void {
  const { text } = scanner
  for (;;) {
    skipBlanks(scanner)
    if (text.charCodeAt(scanner.at) === 0x23) skipComment(scanner)
    if (!isBreak(text.charCodeAt(scanner.at))) return
    leaveLine(scanner)
    if (scanner.flowLevel === 0) scanner.keyAllowed = true
  }
}

function skipBlanks(scanner: Scanner): void {
  const tabs = scanner.flowLevel > 0 || !scanner.keyAllowed
  let code = scanner.text.charCodeAt(scanner.at)
  while (code === 0x20 || (tabs && code === 0x09)) code = scanner.text.charCodeAt(++scanner.at)
}

/** Goyaml takes a comment that touches a value, but what is inserted in front of one would be swallowed by it. */
function skipComment(scanner: Scanner): void {
  const { text, at } = scanner
  const before = text.charCodeAt(at - 1)
  if (at > 0 && at > scanner.lineStart && !isBlankCharacter(before))
    throw new Unreadable(at, 'found a comment that touches what stands before it, expected a space between', 'stricter')
  toLineEnd(scanner)
}

/** Move to the line break, or the end of the text. */
function toLineEnd(scanner: Scanner): void {
  const { text, at } = scanner
  const newline = text.indexOf('\n', at)
  const end = newline === -1 ? text.length : newline
  scanner.at = end > at && text.charCodeAt(end - 1) === 0x0d ? end - 1 : end
}

/** Move over blanks and a comment, after which the line must end; then to the next line. */
export function leaveHeader(scanner: Scanner, what: string): void {
  const { text } = scanner
  while (isBlankCharacter(text.charCodeAt(scanner.at))) scanner.at += 1
  if (text.charCodeAt(scanner.at) === 0x23) toLineEnd(scanner)
  if (scanner.at >= text.length) return
  if (!isBreak(text.charCodeAt(scanner.at)))
    throw new Unreadable(
      scanner.at,
      `found ${JSON.stringify(text.charAt(scanner.at))} after ${what}, expected the end of the line`,
    )
  leaveLine(scanner)
}
