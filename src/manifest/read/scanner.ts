import { mark, type Token, type TokenType } from './token.ts'
import { Unreadable } from './unreadable.ts'

/**
 * A scanner of YAML by the rules of goyaml.v2, with which Kubernetes reads: libyaml's of YAML 1.1. It moves over the
 * text once and changes in place; `tokens.ts` takes from its queue.
 */
export interface Scanner {
  readonly text: string
  /** Escapes that quoted texts may hold: a stream of JSON objects is read as JSON by kubectl. */
  readonly escapes: 'YAML' | 'JSON'
  at: number
  lineStart: number
  /** The column of the innermost block collection; -1 outside of all. */
  indent: number
  readonly indents: number[]
  flowLevel: number
  /** Whether a key may begin here whose colon comes later. */
  keyAllowed: boolean
  /** What may turn out to be a key: at most one for each flow level. */
  readonly keys: SimpleKey[]
  /** Their flow levels by the number of the token that each begins with. */
  readonly keyLevels: Map<number, number>
  tokens: Token[]
  head: number
  /** Tokens taken from the queue. */
  taken: number
}

/** A place where a key may have begun. Only the colon after it tells. */
interface SimpleKey {
  possible: boolean
  /** Nothing but a key may stand there. */
  readonly required: boolean
  readonly token: number
  readonly start: number
  readonly lineStart: number
}

const noKey: SimpleKey = { possible: false, required: false, token: -1, start: 0, lineStart: 0 }

/** A scanner at the start of `text`. */
export function scannerOf(text: string, escapes: Scanner['escapes']): Scanner {
  const at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  return {
    text,
    escapes,
    at,
    lineStart: at,
    indent: -1,
    indents: [],
    flowLevel: 0,
    keyAllowed: true,
    keys: [{ ...noKey }],
    keyLevels: new Map(),
    tokens: [],
    head: 0,
    taken: 0,
  }
}

/** The column of the cursor. */
export function cursorColumn({ at, lineStart }: Scanner): number {
  return at - lineStart
}

/** Move over the line break at the cursor. */
export function leaveLine(scanner: Scanner): void {
  scanner.at += scanner.text.charCodeAt(scanner.at) === 0x0d ? 2 : 1
  scanner.lineStart = scanner.at
}

/** Put a token at the end of the queue. */
export function push(scanner: Scanner, token: Token): void {
  scanner.tokens.push(token)
}

/** Move over `length` characters, which are a token. */
export function pushMark(scanner: Scanner, type: TokenType, length: number): void {
  const start = scanner.at
  scanner.at += length
  scanner.tokens.push(mark(type, start, scanner.at))
}

/** The longest key whose colon is looked for, in characters (the specification's limit). */
const longestKey = 1024

/** Whether a key that may have begun at `key` may still end here. One that had to is an error. */
export function isAlive(scanner: Scanner, key: SimpleKey): boolean {
  if (!key.possible) return false
  if (key.lineStart === scanner.lineStart && !isLong(scanner, key)) return true
  if (key.required) throw withoutColon(key)
  key.possible = false
  return false
}

function isLong({ text, at }: Scanner, { start }: SimpleKey): boolean {
  return at - start > longestKey && [...text.slice(start, at)].length > longestKey
}

function withoutColon({ start }: SimpleKey): Unreadable {
  return new Unreadable(start, 'found text that no colon follows, expected a key and a colon')
}

/** The key that may have begun on the present flow level. */
export function presentKey({ keys }: Scanner): SimpleKey {
  return keys.at(-1) ?? noKey
}

/** Remember that a key may begin here. In the column of a block map nothing else may. */
export function beginKey(scanner: Scanner): void {
  if (!scanner.keyAllowed) return
  forgetKey(scanner)
  const { at, lineStart, flowLevel, indent, keys } = scanner
  const token = nextToken(scanner)
  keys[keys.length - 1] = {
    possible: true,
    required: flowLevel === 0 && indent === at - lineStart,
    token,
    start: at,
    lineStart,
  }
  scanner.keyLevels.set(token, keys.length - 1)
}

/** The number that the next token gets. */
function nextToken({ taken, tokens, head }: Scanner): number {
  return taken + tokens.length - head
}

/** What stood on this flow level before is no key. */
export function forgetKey(scanner: Scanner): void {
  const key = presentKey(scanner)
  if (!key.possible) return
  if (key.required) throw withoutColon(key)
  key.possible = false
  scanner.keyLevels.delete(key.token)
}

/**
 * Enter a flow collection. As in goyaml the level begins with the number of its bracket, so that an empty collection is
 * no longer looked up as a key when it is left.
 */
export function enterFlow(scanner: Scanner): void {
  scanner.keys.push({ ...noKey, token: nextToken(scanner) })
  scanner.flowLevel += 1
}

/** Leave one. Goyaml takes a bracket too many, and its parser refuses it. */
export function leaveFlow(scanner: Scanner): void {
  if (scanner.flowLevel === 0) return
  scanner.flowLevel -= 1
  const key = scanner.keys.pop()
  if (key !== undefined) scanner.keyLevels.delete(key.token)
}

/**
 * A block collection begins in `column`, if none has begun there: at the token with this number, or at the end of the
 * queue.
 */
export function indentTo(
  scanner: Scanner,
  column: number,
  opening: { readonly type: 'block-list' | 'block-map'; readonly start: number; readonly token?: number },
): void {
  if (scanner.flowLevel > 0 || scanner.indent >= column) return
  scanner.indents.push(scanner.indent)
  scanner.indent = column
  insert(scanner, mark(opening.type, opening.start, opening.start), opening.token)
}

/** Put a token before the one with a number. After all others, if that one is taken already. */
export function insert(scanner: Scanner, token: Token, before: number | undefined): void {
  const { tokens, head, taken } = scanner
  tokens.splice(before === undefined || before < taken ? tokens.length : head + before - taken, 0, token)
}

/** Every block collection that began further in than `column` ends here. */
export function outdentTo(scanner: Scanner, column: number): void {
  if (scanner.flowLevel > 0) return
  while (scanner.indent > column) {
    scanner.tokens.push(mark('block-end', scanner.at, scanner.at))
    scanner.indent = scanner.indents.pop() ?? -1
  }
}

/** Whether `---` or `...` stands at the cursor as it does between documents. */
export function isMarker({ text, at, lineStart }: Scanner, dash: '---' | '...'): boolean {
  return at === lineStart && text.startsWith(dash, at) && /^[ \t\r\n]?$/.test(text.charAt(at + 3))
}
