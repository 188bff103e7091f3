import { behindSpace, leadingObjects } from './json-objects.ts'
import { type LineStarts, lineStarts } from './lines.ts'
import { firstOdd } from './read/characters.ts'

/** Text holding YAML documents, and where each one lies. Nothing is parsed yet. */
export interface ManifestStream {
  readonly text: string
  readonly documents: readonly DocumentSpan[]
  /** Computed when first asked for, and then shared by every document. */
  lineStarts(): LineStarts
  /** Where the first character is of which a document may hold none, or the end. Computed as `lineStarts` is. */
  oddFrom(): number
}

/**
 * One document of a stream: the half-open range of its text, `---` line excluded, so that the text between two
 * spans is separators only. A stream may hold a million: nothing is kept here that can be computed.
 */
export interface DocumentSpan {
  readonly index: number
  readonly start: number
  readonly end: number
  /** Where `%YAML` and `%TAG` lines of this document begin. Absent: it has none. */
  readonly directives?: number
  /** It stands at the start of the stream and is JSON, which kubectl reads as such. */
  readonly json?: true
}

/** A separator line: `from` is its first character, `to` where the text behind it begins. */
interface Separator {
  readonly from: number
  readonly to: number
  readonly ends: 'document' | 'stream part'
}

/**
 * Find the documents of a text, by one rule for every caller:
 * - `---` in column 0 followed by a blank or the end of the line separates documents; a comment behind it belongs to
 *   the separator, anything else on its line (`--- {a: 1}`, `--- |`) begins the document.
 * - `---` glued to a letter, `{`, `"` or `'` separates too. YAML reads `---apiVersion: v1` as a key, but Helm splits
 *   there, and a template that trims its newline produces it.
 * - `...` in column 0 ends a document.
 * - JSON objects at the start of the stream are documents, one after the other.
 * Indented dashes, `rw-rw----` and `-----BEGIN` are content, also inside block scalars.
 *
 * Text before the first separator and between `...` and `---` is a document only if it holds more than blanks and
 * directives. Text behind `---` is a document even when it is empty.
 */
export function splitStream(text: string): ManifestStream {
  let starts: LineStarts | undefined
  let odd: number | undefined
  return {
    text,
    documents: spansOf(text),
    lineStarts() {
      starts ??= lineStarts(text)
      return starts
    },
    oddFrom() {
      odd ??= firstOdd(text)
      return odd
    },
  }
}

function spansOf(text: string): readonly DocumentSpan[] {
  const spans: DocumentSpan[] = [...jsonSpans(text)]
  let start = spans.at(-1)?.end ?? (text.charCodeAt(0) === 0xfeff ? 1 : 0)
  let explicit = false
  let directives: number | undefined
  const close = (end: number) => {
    if (explicit || !isBlank(text, start, end)) {
      const index = spans.length
      spans.push(directives === undefined ? { index, start, end } : { index, start, end, directives })
    }
    directives = undefined
  }
  for (const found of separators(text, start)) {
    const ahead = explicit ? undefined : directivesIn(text, start, found.from)
    if (ahead === undefined) close(found.from)
    else directives = ahead
    explicit = found.ends === 'document'
    start = found.to
  }
  close(text.length)
  return spans
}

/** The JSON objects that begin the stream. To each belongs the rest of its line, if that is blank. */
function jsonSpans(text: string): readonly DocumentSpan[] {
  if (text.charCodeAt(behindSpace(text, 0)) !== 0x7b) return []
  let start = 0
  return leadingObjects(text, 0).map(({ end: close }, index) => {
    const blank = /[ \t\r]*(?:\n|$)/y
    blank.lastIndex = close
    const span: DocumentSpan = { index, start, end: blank.test(text) ? blank.lastIndex : close, json: true }
    start = span.end
    return span
  })
}

function* separators(text: string, from: number): Generator<Separator> {
  for (const at of markedLines(text, from)) {
    const found = separatorAt(text, at)
    if (found !== undefined) yield found
  }
}

/** Starts of the lines that begin with `---` or `...`, found by hopping: most text is never looked at. */
function* markedLines(text: string, from: number): Generator<number> {
  yield from
  let dashes = text.indexOf('\n---', from)
  let dots = text.indexOf('\n...', from)
  while (dashes !== -1 || dots !== -1) {
    const dashesFirst = dots === -1 || (dashes !== -1 && dashes < dots)
    if (dashesFirst) {
      yield dashes + 1
      dashes = text.indexOf('\n---', dashes + 1)
    } else {
      yield dots + 1
      dots = text.indexOf('\n...', dots + 1)
    }
  }
}

function separatorAt(text: string, at: number): Separator | undefined {
  const mark = text.slice(at, at + 3)
  const next = text[at + 3] ?? '\n'
  if (mark === '...' && /[\s]/.test(next)) return { from: at, to: lineEnd(text, at), ends: 'stream part' }
  if (mark !== '---') return undefined
  if (/[A-Za-z{"']/.test(next)) return { from: at, to: at + 3, ends: 'document' }
  return /[ \t\r\n]/.test(next) ? { from: at, to: behindDashes(text, at + 3), ends: 'document' } : undefined
}

/** Where content begins behind `---`: on the same line, or on the next when only blanks or a comment follow. */
function behindDashes(text: string, at: number): number {
  let behind = at
  while (text[behind] === ' ' || text[behind] === '\t') behind += 1
  const rest = text[behind] ?? '\n'
  const onlyComment = rest === '#' && behind > at
  return onlyComment || rest === '\n' || (rest === '\r' && text[behind + 1] === '\n') ? lineEnd(text, at) : behind
}

/** The start of the next line. */
function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline === -1 ? text.length : newline + 1
}

/** Where directives begin if nothing but directives, comments and blank lines lies in the range. */
function directivesIn(text: string, start: number, end: number): number | undefined {
  const before = text.slice(start, end)
  const begun = /^(?:[ \t]*(?:#.*)?\r?\n)*%/.test(before)
  return begun && /^(?:(?:%.*|[ \t]*(?:#.*)?)\r?\n)*$/.test(before) ? start : undefined
}

function isBlank(text: string, start: number, end: number): boolean {
  return !/[^ \r\n]/.test(text.slice(start, end))
}
