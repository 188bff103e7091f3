import { readShellWord } from '../words.ts'

/** A word or an operator as it stands, or the file that a redirection writes; `/dev/null` and copies of others are none. */
export interface TreeToken {
  readonly kind: 'word' | 'operator' | 'redirect'
  readonly text: string
}

const blank = /^(?:[ \t\r]+|\\\n|#[^\n]*)/
const operator = /^(?:&&|\|\||;;|[;\n|&()])/
/** The file may be a word of any kind. `<<` and `<<<` are read apart. */
const redirection = /^(?:\d*|&)(>>?\|?|<(?![<(]))[ \t]*(?!\()/
const copied = /^\d*[<>]&[\d-]/
const hereString = /^\d*<<<[ \t]*/
const hereDocument = /^\d*<<(-?)[ \t]*(?:(['"])([\w.-]+)\2|([\w.-]+))/

/** The tokens of a script; undefined where one is not read. */
export function treeTokens(script: string): readonly TreeToken[] | undefined {
  const tokens: TreeToken[] = []
  const documents: RegExp[] = []
  for (let at = 0; at < script.length; ) {
    const rest = script.slice(at)
    const piece = readPiece(rest)
    if (piece === undefined) return undefined
    if (piece.token !== undefined) tokens.push(piece.token)
    if (piece.document !== undefined) documents.push(piece.document)
    at += piece.length
    if (rest.startsWith('\n')) at += skippedDocuments(script.slice(at), documents.splice(0))
  }
  return tokens
}

/** What a script begins with: a token, the sign of a here-document, or what says nothing. */
interface Piece {
  readonly length: number
  readonly token?: TreeToken
  /** How the here-document ends, which begins in the next line. */
  readonly document?: RegExp
}

function readPiece(rest: string): Piece | undefined {
  const skipped = rest.match(blank) ?? rest.match(copied)
  if (skipped !== null) return { length: skipped[0].length }
  const document = rest.match(hereDocument)
  if (document !== null) return { length: document[0].length, document: endOf(document) }
  const redirected = rest.match(hereString) ?? rest.match(redirection)
  return redirected === null ? (readOperator(rest) ?? readWord(rest)) : readRedirect(rest, redirected)
}

function readOperator(rest: string): Piece | undefined {
  const [text] = rest.match(operator) ?? []
  if (text === undefined) return undefined
  return { length: text.length, token: { kind: 'operator', text: text === '\n' ? ';' : text } }
}

function readWord(rest: string): Piece | undefined {
  const length = wordLength(rest)
  return length === 0 ? undefined : { length, token: { kind: 'word', text: rest.slice(0, length) } }
}

function readRedirect(rest: string, [start, sign = '']: RegExpMatchArray): Piece | undefined {
  const file = readWord(rest.slice(start.length))
  if (file?.token === undefined) return undefined
  const isWritten = sign.startsWith('>') && file.token.text !== '/dev/null'
  const token: TreeToken = { kind: 'redirect', text: isWritten ? file.token.text : '' }
  return { length: start.length + file.length, token }
}

/** A word with the substitutions in it, which `readShellWord` stops at. */
function wordLength(text: string): number {
  let length = 0
  for (;;) {
    const rest = text.slice(length)
    const [substituted = ''] = rest.match(substitution) ?? []
    const next = substituted === '' ? (readShellWord(rest, {})?.length ?? 0) : substituted.length
    if (next === 0) return length
    length += next
  }
}

/** Substitutions with at most one other in them, and `${…}` with more than a name. */
const substitution = /^(?:\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|\$\{[^{}]*\}|\$[?#@*!$-])/

function endOf([, dash, , quoted, bare]: RegExpMatchArray): RegExp {
  const delimiter = (quoted ?? bare ?? '').replaceAll('.', '\\.')
  return new RegExp(`^${dash === '-' ? '\\t*' : ''}${delimiter}\\r?$`, 'm')
}

/** The length of the here-documents at the beginning of a text. */
function skippedDocuments(text: string, documents: readonly RegExp[]): number {
  let at = 0
  for (const end of documents) {
    const last = end.exec(text.slice(at))
    if (last === null) return text.length
    at += last.index + last[0].length
  }
  return at
}
