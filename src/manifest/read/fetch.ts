import { toToken } from './blanks.ts'
import { endsWord, isBlankCharacter } from './characters.ts'
import { scanBlock } from './scan-block.ts'
import { scanDirective } from './scan-directive.ts'
import { scanPlain } from './scan-plain.ts'
import { scanQuoted } from './scan-quoted.ts'
import { scanAlias, scanAnchor, scanTag } from './scan-tag.ts'
import {
  beginKey,
  cursorColumn,
  enterFlow,
  forgetKey,
  indentTo,
  insert,
  isAlive,
  isMarker,
  leaveFlow,
  outdentTo,
  presentKey,
  push,
  pushMark,
  type Scanner,
} from './scanner.ts'
import { mark, type Token, type TokenType } from './token.ts'
import { Unreadable } from './unreadable.ts'

/** Put the next token into the queue, and whatever its place in the text opens or closes. */
export function fetchToken(scanner: Scanner): void {
  toToken(scanner)
  outdentTo(scanner, cursorColumn(scanner))
  if (scanner.at >= scanner.text.length) fetchEnd(scanner)
  else if (cursorColumn(scanner) !== 0 || !fetchMarker(scanner)) fetchContent(scanner)
}

function fetchEnd(scanner: Scanner): void {
  // After the last line nothing belongs to it any more.
  if (cursorColumn(scanner) !== 0) scanner.lineStart = scanner.at
  leaveDocument(scanner)
  pushMark(scanner, 'stream-end', 0)
}

/** What ends every collection that stands open. */
function leaveDocument(scanner: Scanner): void {
  outdentTo(scanner, -1)
  forgetKey(scanner)
  scanner.keyAllowed = false
}

/** In column 0: a directive, or a line that separates documents. */
function fetchMarker(scanner: Scanner): boolean {
  if (scanner.text.charAt(scanner.at) === '%') {
    leaveDocument(scanner)
    push(scanner, scanDirective(scanner))
    return true
  }
  const type = isMarker(scanner, '---') ? 'document-start' : isMarker(scanner, '...') ? 'document-end' : undefined
  if (type === undefined) return false
  leaveDocument(scanner)
  pushMark(scanner, type, 3)
  return true
}

function fetchContent(scanner: Scanner): void {
  const first = scanner.text.charAt(scanner.at)
  const begin = byFirst.get(first)
  if (begin === undefined || (scanner.flowLevel > 0 && isBlockIndicator(first))) fetchIndicatorOrPlain(scanner, first)
  else begin(scanner)
}

function isBlockIndicator(first: string): boolean {
  return first === '|' || first === '>'
}

/** What a character begins, whatever stands after it. */
const byFirst: ReadonlyMap<string, (scanner: Scanner) => void> = new Map([
  ['[', scanner => fetchFlowStart(scanner, 'flow-list')],
  ['{', scanner => fetchFlowStart(scanner, 'flow-map')],
  [']', scanner => fetchFlowEnd(scanner, 'flow-list-end')],
  ['}', scanner => fetchFlowEnd(scanner, 'flow-map-end')],
  [',', fetchComma],
  ['*', scanner => fetchInKey(scanner, scanAlias)],
  ['&', scanner => fetchInKey(scanner, scanAnchor)],
  ['!', scanner => fetchInKey(scanner, scanTag)],
  ['"', scanner => fetchInKey(scanner, scanQuoted)],
  ["'", scanner => fetchInKey(scanner, scanQuoted)],
  ['|', fetchBlock],
  ['>', fetchBlock],
])

function fetchComma(scanner: Scanner): void {
  forgetKey(scanner)
  scanner.keyAllowed = true
  pushMark(scanner, 'comma', 1)
}

function fetchBlock(scanner: Scanner): void {
  forgetKey(scanner)
  scanner.keyAllowed = true
  push(scanner, scanBlock(scanner))
}

function fetchIndicatorOrPlain(scanner: Scanner, first: string): void {
  const { text, at, flowLevel } = scanner
  const alone = endsWord(text.charCodeAt(at + 1))
  if (first === '-' && alone) fetchItem(scanner)
  else if (first === '?' && (alone || flowLevel > 0)) fetchKey(scanner)
  else if (first === ':' && (alone || flowLevel > 0)) fetchValue(scanner)
  else if (beginsPlain(text.charCodeAt(at), first)) fetchInKey(scanner, scanPlain)
  else throw new Unreadable(at, notPlain(first))
}

function beginsPlain(code: number, first: string): boolean {
  return !isBlankCharacter(code) && !',[]{}#&*!|>\'"%@`'.includes(first)
}

function notPlain(first: string): string {
  if (first === '\t') return 'found a tab, expected spaces: a tab indents nothing'
  return `found ${JSON.stringify(first)}, with which no plain text begins; quote it`
}

/** A token that may be a key, or begin one. After it no other may begin. */
function fetchInKey(scanner: Scanner, scan: (scanner: Scanner) => Token): void {
  beginKey(scanner)
  scanner.keyAllowed = false
  push(scanner, scan(scanner))
}

function fetchFlowStart(scanner: Scanner, type: TokenType): void {
  beginKey(scanner)
  enterFlow(scanner)
  scanner.keyAllowed = true
  pushMark(scanner, type, 1)
}

function fetchFlowEnd(scanner: Scanner, type: TokenType): void {
  forgetKey(scanner)
  leaveFlow(scanner)
  scanner.keyAllowed = false
  pushMark(scanner, type, 1)
}

function fetchItem(scanner: Scanner): void {
  if (scanner.flowLevel === 0) {
    refuseUnlessKey(scanner, '"-"', 'a sequence')
    indentTo(scanner, cursorColumn(scanner), { type: 'block-list', start: scanner.at })
  }
  forgetKey(scanner)
  scanner.keyAllowed = true
  pushMark(scanner, 'item', 1)
}

function fetchKey(scanner: Scanner): void {
  openMapHere(scanner, '"?"')
  forgetKey(scanner)
  scanner.keyAllowed = scanner.flowLevel === 0
  pushMark(scanner, 'key', 1)
}

function openMapHere(scanner: Scanner, found: string): void {
  if (scanner.flowLevel > 0) return
  refuseUnlessKey(scanner, found, 'a map')
  indentTo(scanner, cursorColumn(scanner), { type: 'block-map', start: scanner.at })
}

function refuseUnlessKey({ keyAllowed, at }: Scanner, found: string, what: string): void {
  if (!keyAllowed) throw new Unreadable(at, `found ${found}, but ${what} cannot begin here`)
}

function fetchValue(scanner: Scanner): void {
  const key = presentKey(scanner)
  if (isAlive(scanner, key)) {
    insert(scanner, mark('key', key.start, key.start), key.token)
    indentTo(scanner, key.start - key.lineStart, { type: 'block-map', start: key.start, token: key.token })
    key.possible = false
    scanner.keyLevels.delete(key.token)
    scanner.keyAllowed = false
  } else {
    openMapHere(scanner, '":"')
    scanner.keyAllowed = scanner.flowLevel === 0
  }
  pushMark(scanner, 'value', 1)
}
