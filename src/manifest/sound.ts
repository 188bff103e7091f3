import { behindSpaces, code, endsLine, isBlank } from './read/plain/cursor.ts'
import { flowNode } from './read/plain/flow.ts'
import { plainEnd, startsPlain } from './read/plain/scalar.ts'
import { resolvePlain } from './read/schema.ts'
import type { DocumentSpan, ManifestStream } from './stream.ts'
import { hasLongLine } from './text/long-line.ts'

/**
 * Where a look at a document stands. It moves from line to line and makes nothing, which is what lets every document be
 * looked at: those that hold no pod are most of a large stream.
 */
interface Look {
  readonly text: string
  at: number
  /** The open block collections, outermost first. */
  readonly columns: number[]
  readonly kinds: ('map' | 'list')[]
  /** The innermost collection waits for the value of its last entry. */
  pending: boolean
  /** Some quoted text goes on in a column where keys may stand, which YAML allows. */
  leavesColumns: boolean
}

/**
 * Whether Kubernetes reads a document, beyond doubt. False: it may still do, and `compose` has to tell. What is known
 * here is what documents are made of: block maps and sequences, keys that are words, scalars in every style.
 */
export function isSurelySound(stream: ManifestStream, span: DocumentSpan): boolean {
  return lookThrough(stream, span) !== undefined
}

/** The same, and its columns tell what belongs to what (`outlineOfText`). */
export function isSoundInColumns(stream: ManifestStream, span: DocumentSpan): boolean {
  return lookThrough(stream, span)?.leavesColumns === false
}

function lookThrough(stream: ManifestStream, span: DocumentSpan): Look | undefined {
  if (stream.oddFrom() < span.end) return undefined
  const text = stream.text.slice(span.start, span.end)
  if (hasLongLine(text)) return undefined
  const look: Look = { text, at: 0, columns: [], kinds: [], pending: true, leavesColumns: false }
  while (look.at < text.length) if (!line(look)) return undefined
  return look
}

const deepest = 500

const indentation = / */y

/** As `behindSpaces`, for the start of a line: there are many spaces. */
function behindIndent(text: string, at: number): number {
  indentation.lastIndex = at
  indentation.test(text)
  return indentation.lastIndex
}

function line(look: Look): boolean {
  const { text, at: start } = look
  const known = entriesHere(look)
  if (known !== undefined) return known
  let at = behindIndent(text, start)
  if (endsLine(text, at) || text.charCodeAt(at) === code.hash) return leave(look, at)
  close(look, at - start)
  const first = at
  while (text.charCodeAt(at) === code.dash && isBlank(text, at + 1)) {
    if (!open(look, 'list', at - start)) return false
    at = behindSpaces(text, at + 1)
    if (isNothing(text, at)) return leave(look, at)
  }
  const colon = keyEnd(text, at)
  // A scalar alone on its line would be the value of the line above it, which is left to `compose`.
  if (colon === undefined) return (at > first || isFlowBelow(look, at)) && value(look, at)
  if (!open(look, 'map', at - start)) return false
  at = behindSpaces(text, colon + 1)
  return isNothing(text, at) ? leave(look, at) : value(look, at)
}

/** Templates that print a map write `annotations:` and `{}` below it. */
function isFlowBelow({ text, columns, pending, at: start }: Look, at: number): boolean {
  const first = text.charCodeAt(at)
  return pending && (first === code.openMap || first === code.openList) && at - start > (columns.at(-1) ?? -1)
}

/** Words that are no strings, whatever their case. */
const typed = ['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null'].map(anyCase).join('|')

function anyCase(word: string): string {
  return [...word].map(letter => `[${letter}${letter.toUpperCase()}]`).join('')
}

/*
 * Entries of one map: words and quoted texts on their lines, lists of words, literal texts two columns further in, and
 * last a key with something below it. Nearly all of a CRD is in these. One pattern for every column, since the first ones
 * of a process cost more to compile than they save.
 */
const name = `(?!(?:${typed}):)[A-Za-z_$/][\\w./$-]{0,500}:`
const quotedWords = '(?:"[^"\\\\\\n]*"|\'[^\'\\n]*\'|\\[\\]|\\{\\})\\n'
const literal = '[|>]-?\\n\\1  (?! ).*\\n(?:\\1  .*\\n| *\\n)*'
const entry = `${name}(?: (?:${wordsIn('\\1')}|${quotedWords}|${literal})|\\n${listIn('\\1')}|\\n${listIn('\\1  ')})`
const entries = new RegExp(`( *)(?:${entry}(?:\\1${entry}){0,99}(\\1${name}\\n)?|(${name}\\n))`, 'y')

/** A plain scalar that begins here, on lines further in than `indent`. */
function wordsIn(indent: string): string {
  return `[A-Za-z\\d/][^:#\\t\\n]*\\n(?:${indent} +(?! |#)[^:#\\t\\n]+\\n)*(?!${indent} |\\n)`
}

/** A list of them, and nothing else in it. */
function listIn(indent: string): string {
  return `(?:${indent}- ${wordsIn(indent)})+(?!${indent}-)`
}

/** Move over entries of a map, if there are such. Undefined: there are none. */
function entriesHere(look: Look): boolean | undefined {
  entries.lastIndex = look.at
  const found = entries.exec(look.text)
  if (found === null) return undefined
  const [, indent = '', last, only] = found
  close(look, indent.length)
  if (!open(look, 'map', indent.length)) return false
  look.at = entries.lastIndex
  look.pending = last !== undefined || only !== undefined
  return true
}

function isNothing(text: string, at: number): boolean {
  return endsLine(text, at) || (text.charCodeAt(at) === code.hash && text.charCodeAt(at - 1) === code.space)
}

function leave(look: Look, at: number): boolean {
  const newline = look.text.indexOf('\n', at)
  look.at = newline === -1 ? look.text.length : newline + 1
  return true
}

/** What began further in than `column` is over. */
function close(look: Look, column: number): void {
  const { columns, kinds } = look
  while ((columns.at(-1) ?? -1) > column) {
    columns.pop()
    kinds.pop()
    look.pending = false
  }
}

/** An entry of a collection in `column`: of the one that is open there, or of the first of a new one. */
function open(look: Look, kind: 'map' | 'list', column: number): boolean {
  const { columns, kinds } = look
  if (kind === 'map' && kinds.at(-1) === 'list' && kinds.at(-2) === 'map' && columns.at(-2) === column) {
    columns.pop()
    kinds.pop()
  }
  const last = columns.at(-1) ?? -1
  // A sequence may stand in the column of its key.
  const below = last < column || (kind === 'list' && last === column && kinds.at(-1) === 'map')
  if (below ? !look.pending || columns.length > deepest : kinds.at(-1) !== kind) return false
  if (below) {
    columns.push(column)
    kinds.push(kind)
  }
  look.pending = true
  return true
}

const key = /(?:[A-Za-z_$/][\w./$-]*|"[^"\\\n]{0,500}"|'[^'\n]{0,500}')(?=:(?:[ \n]|$))/y

/** Where the key at `at` ends, if it is a word or a quoted one, and no name of null or a boolean. */
function keyEnd(text: string, at: number): number | undefined {
  key.lastIndex = at
  if (!key.test(text)) return undefined
  const end = key.lastIndex
  if (end - at > 1000) return undefined
  return end - at > 5 || typeof resolvePlain(text.slice(at, end)) === 'string' ? end : undefined
}

/** Move over the value that begins at `at`, on the line of its key or dash. */
function value(look: Look, at: number): boolean {
  const { text } = look
  look.pending = false
  const first = text.charCodeAt(at)
  if (first === code.pipe || first === 0x3e) return block(look, at)
  if (first === code.quote || first === code.apostrophe) return quoted(look, at)
  if (first === code.openList || first === code.openMap) return ended(look, flowNode(text, 0, at, 2)?.end)
  return plain(look, at)
}

/** After the value the line has to end. */
function ended(look: Look, end: number | undefined): boolean {
  if (end === undefined) return false
  const at = behindSpaces(look.text, end)
  return (endsLine(look.text, at) || (at > end && look.text.charCodeAt(at) === code.hash)) && leave(look, at)
}

// A line of dots in one ends the document for the reader.
const doubleQuoted = /"(?:[^"\\\n]|\n(?!\.\.\.)|\\["\\nrt])*"/y
const singleQuoted = /'(?:[^'\n]|\n(?!\.\.\.)|'')*'/y

function quoted(look: Look, at: number): boolean {
  const pattern = look.text.charCodeAt(at) === code.quote ? doubleQuoted : singleQuoted
  pattern.lastIndex = at
  if (!pattern.test(look.text)) return false
  const end = pattern.lastIndex
  if (leavesColumn(look.text, at, end)) look.leavesColumns = true
  return ended(look, end)
}

const beforeKey = / *(?:- +)*/y

/** Whether a further line of the text that is quoted from `at` to `end` stands no further in than its key. */
function leavesColumn(text: string, at: number, end: number): boolean {
  const [, ...further] = text.slice(at, end).split('\n')
  if (further.length === 0) return false
  const start = text.lastIndexOf('\n', at) + 1
  beforeKey.lastIndex = start
  beforeKey.test(text)
  const column = beforeKey.lastIndex - start
  return further.some(line => line.trim() !== '' && behindSpaces(line, 0) <= column)
}

function plain(look: Look, at: number): boolean {
  const { text } = look
  if (!startsPlain(text, at) && !(text.charCodeAt(at) === code.dash && text.charCodeAt(at + 1) > code.space))
    return false
  const end = plainEnd(text, at)
  if (end === -1 || mayBeInfinity(text, at) || !ended(look, end)) return false
  // Most values are alone on their line, and the next begins no further in.
  if (!goesOn(look)) return true
  return text.charCodeAt(behindSpaces(text, end)) !== code.hash && plainLines(look)
}

/** Kubernetes turns values into JSON, which has neither infinities nor NaN. */
function mayBeInfinity(text: string, at: number): boolean {
  const sign = text.charCodeAt(at) === code.dash || text.charCodeAt(at) === 0x2b ? 1 : 0
  return text.charCodeAt(at + sign) === code.dot && /[in]/i.test(text.charAt(at + sign + 1))
}

/** Further lines of a plain scalar: they stand further in, and hold no colon before a blank, no comment and no tab. */
const further = linePattern(
  column =>
    `(?: {${column + 1},}(?! |#)[^:#\\t\\n]*(?:(?::(?=[^ \\n])|(?<=[^ ])#)[^:#\\t\\n]*)*(?:\\n|$)| *\\n){0,500}`,
)

function plainLines(look: Look): boolean {
  const pattern = further(columnOf(look))
  if (pattern === undefined) return false
  while (match(look, pattern));
  return !goesOn(look)
}

function columnOf({ columns }: Look): number {
  return columns.at(-1) ?? -1
}

/** Whether the next line that is not blank stands further in than the collection. The blank ones before it are left. */
function goesOn(look: Look): boolean {
  const { text } = look
  for (;;) {
    const at = behindIndent(text, look.at)
    if (at >= text.length) return false
    const first = text.charCodeAt(at)
    if (first !== code.newline) return at - look.at > columnOf(look) && first !== code.hash
    look.at = at + 1
  }
}

/** A pattern for lines by the column that they depend on. Compiled patterns are much faster than a loop over lines. */
function linePattern(source: (column: number) => string): (column: number) => RegExp | undefined {
  const known = new Map<number, RegExp>()
  return column => {
    if (column > 200) return undefined
    const found = known.get(column) ?? new RegExp(source(column), 'y')
    known.set(column, found)
    return found
  }
}

/** Move over what a pattern matches. False: nothing, or nothing is left. */
function match(look: Look, pattern: RegExp): boolean {
  const { text, at } = look
  pattern.lastIndex = at
  if (!pattern.test(text) || pattern.lastIndex === at) return false
  look.at = pattern.lastIndex
  return look.at < text.length
}

const blockHeader = /[|>][-+]?(?=\n)/y

function block(look: Look, at: number): boolean {
  const { text } = look
  blockHeader.lastIndex = at
  if (!blockHeader.test(text)) return false
  leave(look, at)
  const indent = contentIndent(look)
  return indent !== undefined && (indent <= columnOf(look) || blockLines(look, indent))
}

/** How far in the first line that is not blank stands. Undefined: a blank line before it stands further in, or has a tab. */
function contentIndent(look: Look): number | undefined {
  const { text } = look
  let furthest = 0
  for (;;) {
    const at = behindSpaces(text, look.at)
    const indent = at - look.at
    if (at >= text.length || text.charCodeAt(at) === 0x09) return undefined
    if (text.charCodeAt(at) !== code.newline) return indent < furthest ? undefined : indent
    furthest = Math.max(furthest, indent)
    leave(look, at)
  }
}

const content = linePattern(indent => `(?: {${indent}}.*(?:\\n|$)| *\\n){0,500}`)

/** Lines of a block scalar. One that ends it may not begin with a tab. */
function blockLines(look: Look, indent: number): boolean {
  const pattern = content(indent)
  if (pattern === undefined) return false
  while (match(look, pattern));
  return look.text.charCodeAt(behindSpaces(look.text, look.at)) !== 0x09
}
