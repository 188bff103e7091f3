import { endsWord, isBlankCharacter, isBreak } from './characters.ts'
import { readEscape } from './escape.ts'
import { isMarker, leaveLine, type Scanner } from './scanner.ts'
import type { Token } from './token.ts'
import { Unreadable } from './unreadable.ts'

const apostrophe = 0x27
const backslash = 0x5c

/** The quoted scalar at the cursor, of one line or more. How far in its further lines stand means nothing to goyaml. */
export function scanQuoted(scanner: Scanner): Token {
  const { text, at: start } = scanner
  const quote = text.charCodeAt(start)
  scanner.at += 1
  let value = ''
  for (;;) {
    refuseEnd(scanner, start)
    const word = quote === apostrophe ? singleQuotedWord(scanner) : doubleQuotedWord(scanner)
    value += word.text
    if (text.charCodeAt(scanner.at) === quote && word.end === 'word') break
    value += joint(scanner, word.end)
  }
  scanner.at += 1
  return { type: 'quoted', start, end: scanner.at, text: value, suffix: '' }
}

function refuseEnd(scanner: Scanner, start: number): void {
  const { text, at } = scanner
  if (at >= text.length) throw new Unreadable(start, `found no closing ${text.charAt(start)}, expected one`)
  if (isMarker(scanner, '---') || isMarker(scanner, '...'))
    throw new Unreadable(at, 'found the end of the document inside a quoted text, expected its closing quote')
}

interface Word {
  readonly text: string
  /** An escaped line break ends a word, and no blank takes its place. */
  readonly end: 'word' | 'escaped line break'
}

function singleQuotedWord(scanner: Scanner): Word {
  const { text } = scanner
  let value = ''
  let from = scanner.at
  for (let code = text.charCodeAt(from); !endsWord(code); code = text.charCodeAt(scanner.at)) {
    if (code === apostrophe) {
      if (text.charCodeAt(scanner.at + 1) !== apostrophe) break
      value += text.slice(from, scanner.at + 1)
      from = scanner.at + 2
      scanner.at += 1
    }
    scanner.at += 1
  }
  return { text: value + text.slice(from, scanner.at), end: 'word' }
}

function doubleQuotedWord(scanner: Scanner): Word {
  const { text } = scanner
  let value = ''
  let from = scanner.at
  for (let code = text.charCodeAt(from); !endsWord(code) && code !== 0x22; code = text.charCodeAt(scanner.at)) {
    if (code !== backslash) scanner.at += 1
    else {
      value += text.slice(from, scanner.at)
      if (isBreak(text.charCodeAt(scanner.at + 1))) {
        scanner.at += 1
        leaveLine(scanner)
        return { text: value, end: 'escaped line break' }
      }
      value += readEscape(scanner)
      from = scanner.at
    }
  }
  return { text: value + text.slice(from, scanner.at), end: 'word' }
}

/** What stands for the blanks and line breaks at the cursor: one line break is a blank, a further one is itself. */
function joint(scanner: Scanner, after: Word['end']): string {
  const { text, at: from } = scanner
  let blanks = from
  let breaks = after === 'word' ? 0 : 1
  const escaped = breaks
  for (let code = text.charCodeAt(from); isBlankCharacter(code) || isBreak(code); code = text.charCodeAt(scanner.at)) {
    if (isBreak(code)) {
      breaks += 1
      leaveLine(scanner)
    } else {
      scanner.at += 1
      if (breaks === 0) blanks = scanner.at
    }
  }
  if (breaks === 0) return text.slice(from, blanks)
  return breaks === 1 && escaped === 0 ? ' ' : '\n'.repeat(breaks - 1)
}
