import { leaveHeader } from './blanks.ts'
import { isBlankCharacter, isBreak } from './characters.ts'
import { cursorColumn, leaveLine, type Scanner } from './scanner.ts'
import type { Token } from './token.ts'
import { Unreadable } from './unreadable.ts'

/** What the header of a block scalar says. */
interface Header {
  readonly style: '|' | '>'
  readonly chomping: '' | '-' | '+'
  /** How much further in than its parent the text stands; 0: as its first line does. */
  readonly increment: number
  readonly end: number
}

/**
 * The block scalar at the cursor. Its token ends where its text does: blank lines after it count only where they are
 * part of the text.
 */
export function scanBlock(scanner: Scanner): Token {
  const { text, at: start } = scanner
  const { style, chomping, increment, end: headerEnd } = readHeader(scanner)
  const indent = { column: increment === 0 ? 0 : Math.max(scanner.indent, 0) + increment }
  let empty = skipEmptyLines(scanner, indent)
  let value = ''
  let joint = ''
  let further = false
  let end = headerEnd
  while (cursorColumn(scanner) === indent.column && scanner.at < text.length) {
    const blank = isBlankCharacter(text.charCodeAt(scanner.at))
    const folds = style === '>' && joint !== '' && !further && !blank
    value += (folds ? (empty.count === 0 ? ' ' : '') : joint) + '\n'.repeat(empty.count)
    const line = readLine(scanner)
    value += line.text
    joint = line.lineBreak
    end =
      chomping === '+' || line.text.trim() === '' ? line.end : line.end - line.text.length + line.text.trimEnd().length
    further = blank
    empty = skipEmptyLines(scanner, indent)
  }
  if (chomping !== '-') value += joint
  if (chomping !== '+' || empty.count === 0) return { type: 'block', start, end, text: value, suffix: '' }
  return { type: 'block', start, end: empty.end, text: value + '\n'.repeat(empty.count), suffix: '' }
}

function readHeader(scanner: Scanner): Header {
  const { text, at } = scanner
  const found = /^[|>](?:[-+]\d?|\d[-+]?)?/.exec(text.slice(at, at + 3))?.[0] ?? ''
  if (found.includes('0')) throw new Unreadable(at, `found "${found}", expected an indentation of 1 to 9`)
  scanner.at += found.length
  const newline = text.indexOf('\n', at)
  const end = at + text.slice(at, newline === -1 ? text.length : newline).trimEnd().length
  leaveHeader(scanner, 'the header of a block scalar')
  const chomping = found.includes('-') ? '-' : found.includes('+') ? '+' : ''
  return { style: found.startsWith('>') ? '>' : '|', chomping, increment: Number(/\d/.exec(found)?.[0] ?? 0), end }
}

interface Line {
  readonly text: string
  readonly lineBreak: '' | '\n'
  readonly end: number
}

function readLine(scanner: Scanner): Line {
  const { text, at } = scanner
  const newline = text.indexOf('\n', at)
  if (newline === -1) {
    scanner.at = text.length
    return { text: text.slice(at), lineBreak: '', end: text.length }
  }
  const end = newline > at && text.charCodeAt(newline - 1) === 0x0d ? newline - 1 : newline
  scanner.at = newline
  leaveLine(scanner)
  return { text: text.slice(at, end), lineBreak: '\n', end }
}

interface EmptyLines {
  readonly count: number
  /** The end of the last one. */
  readonly end: number
}

/**
 * Move over empty lines and the indentation of the next one. The first call decides how far in the text stands: as far
 * as the longest of these lines, which is goyaml's rule.
 */
function skipEmptyLines(scanner: Scanner, indent: { column: number }): EmptyLines {
  const { text } = scanner
  let count = 0
  let furthest = 0
  let end = scanner.at
  for (;;) {
    skipIndentation(scanner, indent)
    furthest = Math.max(furthest, cursorColumn(scanner))
    if (!isBreak(text.charCodeAt(scanner.at))) break
    end = scanner.at
    leaveLine(scanner)
    count += 1
  }
  if (indent.column === 0) indent.column = Math.max(furthest, scanner.indent + 1, 1)
  return { count, end }
}

function skipIndentation(scanner: Scanner, { column }: { readonly column: number }): void {
  const { text } = scanner
  while ((column === 0 || cursorColumn(scanner) < column) && text.charCodeAt(scanner.at) === 0x20) scanner.at += 1
  if ((column === 0 || cursorColumn(scanner) < column) && text.charCodeAt(scanner.at) === 0x09)
    throw new Unreadable(scanner.at, 'found a tab, expected spaces: a tab indents nothing')
}
