import type { Variables } from '../words.ts'

/** What pieces in a row come to. A substitution is empty, as it may be; `scripts` are what substitutions run. */
export interface PiecesRead {
  readonly length: number
  readonly text: string
  readonly scripts: readonly string[]
}

type Piece = (text: string, variables: Variables) => PiecesRead | undefined

/** Read a word of a script: a script that is read for what may happen, where `splitScript` reads what surely does. */
export function readWord(text: string, variables: Variables): PiecesRead {
  return readPieces(text, barePieces, variables)
}

/** What substitutions run that stand in a text of double quotes or of a here-document. */
export function scriptsIn(text: string): readonly string[] {
  return readPieces(text, quotedPieces, {}).scripts
}

function readPieces(text: string, pieces: readonly Piece[], variables: Variables): PiecesRead {
  const read: PiecesRead[] = []
  let length = 0
  while (length < text.length) {
    const piece = readPiece(text.slice(length), pieces, variables)
    if (piece === undefined) break
    read.push(piece)
    length += piece.length
  }
  return { length, text: read.map(piece => piece.text).join(''), scripts: read.flatMap(piece => piece.scripts) }
}

function readPiece(text: string, pieces: readonly Piece[], variables: Variables): PiecesRead | undefined {
  for (const piece of pieces) {
    const read = piece(text, variables)
    if (read !== undefined) return read
  }
  return undefined
}

function matched(pattern: RegExp, textOf: (match: RegExpMatchArray, variables: Variables) => string): Piece {
  return (text, variables) => {
    const match = text.match(pattern)
    return match === null ? undefined : { length: match[0].length, text: textOf(match, variables), scripts: [] }
  }
}

/** The value of a variable, or what a script says to take in its place. The bounds end what is never closed. */
const reference = matched(
  /^\$(?:\{(\w+)(?::?[-=+?]([^}]{0,200})|[^}]{0,200})\}|([A-Za-z_]\w*))/,
  ([, braced, instead, bare], variables) => {
    const name = braced ?? bare ?? ''
    return (Object.hasOwn(variables, name) ? variables[name] : undefined) ?? instead ?? ''
  },
)

function substitution(opening: RegExp): Piece {
  return text => {
    if (!opening.test(text)) return undefined
    const end = closing(text, 2, ')')
    return { length: Math.min(end + 1, text.length), text: '', scripts: [text.slice(2, end)] }
  }
}

const backticks: Piece = text => {
  const match = text.match(/^`((?:[^`\\]|\\.)*)`?/s)
  if (match === null) return undefined
  return { length: match[0].length, text: '', scripts: [(match[1] ?? '').replaceAll('\\`', '`')] }
}

/** Behind a quote that nothing closes there may be commands, too. */
const doubleQuoted: Piece = (text, variables) => {
  if (!/^\$?"/.test(text)) return undefined
  const start = text.indexOf('"') + 1
  const end = closing(text, start, '"')
  const content = text.slice(start, end)
  if (end === text.length) return { length: end, text: '', scripts: [content] }
  return { ...readPieces(content, quotedPieces, variables), length: end + 1 }
}

const quotedPieces: readonly Piece[] = [
  matched(/^\\(["$`\\\n])/, ([, character = '']) => (character === '\n' ? '' : character)),
  substitution(/^\$\(/),
  backticks,
  reference,
  matched(/^(?:[^\\$`]+|[^`])/s, ([text]) => text),
]

const barePieces: readonly Piece[] = [
  matched(/^'([^']*)'/, ([, text = '']) => text),
  matched(/^\\(.)/s, ([, character = '']) => (character === '\n' ? '' : character)),
  doubleQuoted,
  // `<(…)` and `>(…)` substitute a process.
  substitution(/^[$<>]\(/),
  backticks,
  reference,
  // `$'…'`
  matched(/^\$(?=')/, () => ''),
  matched(/^(?:[^\s;&|<>()'"\\$`]+|\$)/, ([text]) => text),
]

/** Where the quote or the substitution is closed whose text begins at `from`; the end of the text if nothing closes it. */
function closing(text: string, from: number, close: '"' | ')'): number {
  const open: string[] = [close]
  for (let at = from; at < text.length; at++) {
    const [character, within] = [text[at], open.at(-1)]
    if (character === '\\') at++
    else if (character === within) open.pop()
    else if (character === '(' && (within === ')' || text[at - 1] === '$')) open.push(')')
    else if (character === '"') open.push('"')
    else if (character === "'" && within === ')') at = Math.max(text.indexOf("'", at + 1), at)
    if (open.length === 0) return at
  }
  return text.length
}
