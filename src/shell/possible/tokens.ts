import type { ShellWord, Variables } from '../words.ts'
import { type PiecesRead, readWord, scriptsIn } from './pieces.ts'

/**
 * A token of a script that is read for what may happen. `words` are several where a variable alone is split at its
 * blanks, `input` is the text of a here-document or a here-string, and `script` is what a substitution runs.
 */
export type ScriptToken =
  | { readonly kind: 'words'; readonly words: readonly ShellWord[] }
  | { readonly kind: 'operator' | 'input' | 'script'; readonly text: string }

/** The tokens of a script, one at a time. What cannot be read is passed over: nothing ends the reading. */
export function* tokensOf(script: string, variables: Variables): Generator<ScriptToken, void> {
  const documents: HereDocument[] = []
  let [at, left] = [0, most]
  while (at < script.length) {
    const rest = script.slice(at)
    const skipped = rest.match(blank) ?? rest.match(hereDocument)
    const read = skipped === null ? readToken(rest, variables) : { length: skipped[0].length, tokens: [] }
    if (skipped?.[3] !== undefined && left-- > 0) documents.push(documentOf(skipped))
    yield* read.tokens
    at += Math.max(read.length, 1)
    if (rest.startsWith('\n')) at += yield* readDocuments(script.slice(at), documents.splice(0))
  }
}

/** Blanks, continued lines and comments. */
const blank = /^(?:[ \t\r]+|\\\n|#[^\n]*)/
const operator = /^(?:;;&?|;&|&&|\|[|&]?|[\n;&()])/
/** Not `<(` and `>(`, which substitute a process. */
const redirection = /^\d*(?:<<<|&?>>?[|&]?|<[>&]?)(?!\()[ \t]*/

interface TokensRead {
  readonly length: number
  readonly tokens: readonly ScriptToken[]
}

function readToken(rest: string, variables: Variables): TokensRead {
  const [redirected = ''] = rest.match(redirection) ?? []
  const [text = ''] = redirected === '' ? (rest.match(operator) ?? []) : []
  if (text !== '') return { length: text.length, tokens: [{ kind: 'operator', text }] }
  const word = readWord(rest.slice(redirected.length), variables)
  const tokens = [...tokensOfWord(rest, redirected, word), ...word.scripts.map(scriptToken)]
  return { length: redirected.length + word.length, tokens }
}

/** A word that a command is given, or reads; the file that a redirection names is neither. */
function tokensOfWord(rest: string, redirected: string, { length, text }: PiecesRead): readonly ScriptToken[] {
  if (redirected.includes('<<<')) return [{ kind: 'input', text }]
  if (redirected !== '' || length === 0) return []
  return [{ kind: 'words', words: rest.startsWith('$') ? text.split(/\s+/).map(wordOf) : [wordOf(text)] }]
}

function wordOf(text: string): ShellWord {
  return text === '' ? {} : { text }
}

function scriptToken(text: string): ScriptToken {
  return { kind: 'script', text }
}

/** What stands in the lines behind a command, up to that of its delimiter. */
interface HereDocument {
  readonly end: RegExp
  /** A delimiter in quotes keeps the text as it is. */
  readonly isLiteral: boolean
}

const hereDocument = /^\d*<<(?!<)(-?)[ \t]*(['"\\]?)([\w.-]+)['"]?/

function documentOf([, dash, quote, delimiter = '']: RegExpMatchArray): HereDocument {
  const tabs = dash === '-' ? '\\t*' : ''
  return { end: new RegExp(`^${tabs}${delimiter.replaceAll('.', '\\.')}\\r?$`, 'm'), isLiteral: quote !== '' }
}

/** The documents with which a text begins, and at last their length. One that does not end is read as commands. */
function* readDocuments(text: string, documents: readonly HereDocument[]): Generator<ScriptToken, number> {
  let at = 0
  for (const { end, isLiteral } of documents) {
    const last = end.exec(text.slice(at))
    if (last === null) continue
    const body = text.slice(at, at + last.index)
    yield { kind: 'input', text: body }
    if (!isLiteral) yield* scriptsIn(body).map(scriptToken)
    at += last.index + last[0].length
  }
  return at
}

/** Looking for the end of each document takes time, and no script has more. */
const most = 64
