import { leaveHeader } from './blanks.ts'
import { endsWord, isBlankCharacter } from './characters.ts'
import { takeHandle, takeUri, takeWord } from './scan-tag.ts'
import type { Scanner } from './scanner.ts'
import type { Token } from './token.ts'
import { Unreadable } from './unreadable.ts'

/** The directive at the cursor. For `%TAG` the token holds handle and prefix, for `%YAML` the version. */
export function scanDirective(scanner: Scanner): Token {
  const start = scanner.at
  scanner.at += 1
  const name = takeWord(scanner)
  if (!endsWord(scanner.text.charCodeAt(scanner.at))) unknown(start)
  const { text, suffix } =
    name === 'YAML' ? version(scanner, start) : name === 'TAG' ? tag(scanner, start) : unknown(start)
  const end = scanner.at
  leaveHeader(scanner, 'a directive')
  return { type: 'directive', start, end, text, suffix }
}

type Content = Pick<Token, 'text' | 'suffix'>

function unknown(start: number): never {
  throw new Unreadable(start, 'found a directive that Kubernetes does not know, expected %YAML or %TAG')
}

function version(scanner: Scanner, start: number): Content {
  skipBlanks(scanner)
  const found = /^(\d\d?)\.(\d\d?)(?!\d)/.exec(scanner.text.slice(scanner.at, scanner.at + 6))
  if (found === null) throw new Unreadable(start, 'found %YAML, expected a version after it')
  scanner.at += found[0].length
  return { text: '', suffix: `${Number(found[1])}.${Number(found[2])}` }
}

function tag(scanner: Scanner, start: number): Content {
  skipBlanks(scanner)
  const handle = scanner.text.charAt(scanner.at) === '!' ? takeHandle(scanner) : ''
  const complete = handle === '!' || (handle.length > 1 && handle.endsWith('!'))
  if (!complete || !isBlankCharacter(scanner.text.charCodeAt(scanner.at)))
    throw new Unreadable(start, 'found %TAG, expected a handle such as "!e!" and a prefix')
  skipBlanks(scanner)
  const prefix = takeUri(scanner)
  if (prefix === '' || !endsWord(scanner.text.charCodeAt(scanner.at)))
    throw new Unreadable(start, 'found %TAG, expected a prefix after its handle')
  return { text: handle, suffix: prefix }
}

function skipBlanks(scanner: Scanner): void {
  while (isBlankCharacter(scanner.text.charCodeAt(scanner.at))) scanner.at += 1
}
