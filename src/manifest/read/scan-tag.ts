import { endsWord, wordCharacters } from './characters.ts'
import type { Scanner } from './scanner.ts'
import type { Token } from './token.ts'
import { Unreadable } from './unreadable.ts'

/** The anchor at the cursor. */
export function scanAnchor(scanner: Scanner): Token {
  return scanName(scanner, 'anchor')
}

/** The alias at the cursor. */
export function scanAlias(scanner: Scanner): Token {
  return scanName(scanner, 'alias')
}

function scanName(scanner: Scanner, type: 'anchor' | 'alias'): Token {
  const start = scanner.at
  scanner.at += 1
  const text = takeWord(scanner)
  const next = scanner.text.charAt(scanner.at)
  if (text === '' || !(endsWord(scanner.text.charCodeAt(scanner.at)) || '?:,]}%@`'.includes(next)))
    throw new Unreadable(start, `found a character other than letters, digits, "-" and "_" in the name of an ${type}`)
  return { type, start, end: scanner.at, text, suffix: '' }
}

/** Letters, digits, `-` and `_` at the cursor. */
export function takeWord(scanner: Scanner): string {
  wordCharacters.lastIndex = scanner.at
  const word = wordCharacters.exec(scanner.text)?.[0] ?? ''
  scanner.at += word.length
  return word
}

/** The tag at the cursor: `!<uri>`, `!handle!suffix`, `!suffix` or `!`. */
export function scanTag(scanner: Scanner): Token {
  const start = scanner.at
  const { handle, suffix } = scanner.text.charAt(start + 1) === '<' ? verbatim(scanner) : shorthand(scanner)
  if (!endsWord(scanner.text.charCodeAt(scanner.at)))
    throw new Unreadable(start, 'found a tag that touches what stands after it, expected a space between')
  return { type: 'tag', start, end: scanner.at, text: handle, suffix }
}

interface Tag {
  readonly handle: string
  readonly suffix: string
}

function verbatim(scanner: Scanner): Tag {
  const start = scanner.at
  scanner.at += 2
  const suffix = takeUri(scanner)
  if (suffix === '' || scanner.text.charAt(scanner.at) !== '>')
    throw new Unreadable(start, 'found a tag that begins with "!<", expected a URI and ">"')
  scanner.at += 1
  return { handle: '', suffix }
}

function shorthand(scanner: Scanner): Tag {
  const start = scanner.at
  const handle = takeHandle(scanner)
  const rest = takeUri(scanner)
  if (handle.length > 1 && handle.endsWith('!')) {
    if (rest === '') throw new Unreadable(start, `found the tag handle ${handle}, expected a name after it`)
    return { handle, suffix: rest }
  }
  const suffix = handle.slice(1) + rest
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix }
}

/** `!`, `!!`, `!word!`, or `!word`, which is no handle but the start of a tag. */
export function takeHandle(scanner: Scanner): string {
  const start = scanner.at
  scanner.at += 1
  takeWord(scanner)
  if (scanner.text.charAt(scanner.at) === '!') scanner.at += 1
  return scanner.text.slice(start, scanner.at)
}

const uriCharacters = /(?:[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]]|%[\da-fA-F]{2})*/y

/** A URI, with its escapes as the characters that they are. */
export function takeUri(scanner: Scanner): string {
  const { text, at: start } = scanner
  uriCharacters.lastIndex = start
  const uri = uriCharacters.exec(text)?.[0] ?? ''
  scanner.at += uri.length
  if (text.charAt(scanner.at) === '%') throw new Unreadable(scanner.at, 'found "%", expected two hexadecimal digits')
  return unescaped(uri, start)
}

function unescaped(uri: string, start: number): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    throw new Unreadable(start, 'found escapes in a tag that are not UTF-8', 'stricter')
  }
}
