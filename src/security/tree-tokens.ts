import { readShellWord } from './shell-words.ts'

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
  let at = 0
  while (at < script.length) {
    const rest = script.slice(at)
    const skipped = rest.match(blank) ?? rest.match(copied)
    if (skipped !== null) {
      at += skipped[0].length
      continue
    }
    const document = rest.match(hereDocument)
    if (document !== null) {
      documents.push(endOf(document))
      at += document[0].length
      continue
    }
    const token = readToken(rest)
    if (token === undefined) return undefined
    tokens.push(token.token)
    at += token.length
    if (token.token.text === ';' && rest.startsWith('\n')) at += skippedDocuments(script.slice(at), documents.splice(0))
  }
  return tokens
}

function readToken(rest: string): { readonly token: TreeToken; readonly length: number } | undefined {
  const [heard = ''] = rest.match(hereString) ?? []
  const [, sign = ''] = heard === '' ? (rest.match(redirection) ?? []) : []
  const [redirected = ''] = sign === '' ? [] : (rest.match(redirection) ?? [])
  const [text = ''] = heard + redirected === '' ? (rest.match(operator) ?? []) : []
  if (text !== '') return { token: { kind: 'operator', text: text === '\n' ? ';' : text }, length: text.length }
  const start = heard.length + redirected.length
  const length = wordLength(rest.slice(start))
  if (length === 0) return undefined
  const word = rest.slice(start, start + length)
  const isWritten = sign.startsWith('>') && word !== '/dev/null'
  const token: TreeToken =
    start === 0 ? { kind: 'word', text: word } : { kind: 'redirect', text: isWritten ? word : '' }
  return { token, length: start + length }
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
