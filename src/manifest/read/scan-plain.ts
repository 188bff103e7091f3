import { endsWord, isBlankCharacter, isBreak } from './characters.ts'
import { cursorColumn, isMarker, leaveLine, type Scanner } from './scanner.ts'
import type { Token } from './token.ts'
import { Unreadable } from './unreadable.ts'

/**
 * The plain scalar at the cursor, of one line or more. The cursor moves past the blanks and line breaks that follow
 * it; after a line break a key may begin.
 */
export function scanPlain(scanner: Scanner): Token {
  const { text } = scanner
  const start = scanner.at
  let end = start
  let value = ''
  let joint = ''
  let broken = false
  while (!isMarker(scanner, '---') && !isMarker(scanner, '...') && text.charCodeAt(scanner.at) !== 0x23) {
    const from = scanner.at
    skipWord(scanner)
    if (scanner.at > from) {
      value += joint + text.slice(from, scanner.at)
      end = scanner.at
      broken = false
    }
    if (!isSpace(text.charCodeAt(scanner.at))) break
    const gap = skipGap(scanner)
    joint = gap.joint
    if (gap.broken) broken = true
    if (scanner.flowLevel === 0 && cursorColumn(scanner) <= scanner.indent) break
  }
  if (broken) scanner.keyAllowed = true
  return { type: 'plain', start, end, text: value, suffix: '' }
}

function isSpace(code: number): boolean {
  return isBlankCharacter(code) || isBreak(code)
}

/** `?` ends a plain scalar of a flow collection, which is goyaml's and not the standard's. */
function endsInFlow(code: number): boolean {
  return code === 0x2c || code === 0x3f || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d
}

function skipWord(scanner: Scanner): void {
  const { text, flowLevel } = scanner
  let at = scanner.at
  for (let code = text.charCodeAt(at); !endsWord(code); code = text.charCodeAt(++at)) {
    if (code === 0x3a && endsWord(text.charCodeAt(at + 1))) break
    if (flowLevel > 0 && endsInFlow(code)) break
  }
  scanner.at = at
}

interface Gap {
  /** What stands for it if text follows. */
  readonly joint: string
  readonly broken: boolean
}

/** Move over blanks and line breaks: a line break becomes a blank, and every empty line a line break. */
function skipGap(scanner: Scanner): Gap {
  const { text } = scanner
  const from = scanner.at
  let blanks = from
  let breaks = 0
  for (let code = text.charCodeAt(from); isSpace(code); code = text.charCodeAt(scanner.at)) {
    if (isBreak(code)) {
      breaks += 1
      leaveLine(scanner)
    } else {
      if (breaks > 0 && code === 0x09 && cursorColumn(scanner) <= scanner.indent) throw indentingTab(scanner)
      scanner.at += 1
      if (breaks === 0) blanks = scanner.at
    }
  }
  if (breaks === 0) return { joint: text.slice(from, blanks), broken: false }
  return { joint: breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), broken: true }
}

function indentingTab({ at }: Scanner): Unreadable {
  return new Unreadable(at, 'found a tab, expected spaces: a tab indents nothing')
}
