import { firstOdd } from './read/characters.ts'
import { behindSpace, leadingObjects } from './read/json-objects.ts'
import { type LineStarts, lineStarts } from './text/lines.ts'

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
  /** It stands at the start of the stream and is JSON, which kubectl reads as such. */
  readonly json?: true
}

/** A separator line: `from` is its first character, `to` where the text after it begins. */
interface Separator {
  readonly from: number
  readonly to: number
}

/**
 * Find the documents of a text, by one rule for every caller, which is that of kubectl and Helm:
 * - A line that begins with `---` separates documents, whatever stands after the dashes. A comment after a
 *   blank belongs to the separator. Anything else begins the document, as for Helm; kubectl refuses it, see `isGlued`.
 * - JSON objects at the start of the stream are documents, one after the other.
 * Indented dashes and `rw-rw----` are content, also in block scalars. So are `...` and `%YAML`: who splits knows neither,
 * and what they mean to a document is for its reader to say.
 *
 * Text before the first separator is a document only if it holds more than blanks. Text after `---` is a document
 * even when it is empty.
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
  const close = (end: number) => {
    if (explicit || !isBlank(text, start, end)) spans.push({ index: spans.length, start, end })
  }
  for (const found of separators(text, start)) {
    close(found.from)
    explicit = true
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
  let at = text.startsWith('---', from) ? from : nextDashes(text, from)
  for (; at !== -1; at = nextDashes(text, at)) yield { from: at, to: behindDashes(text, at + 3) }
}

/** The next line that begins with `---`, found by hopping: most text is never looked at. -1: there is none. */
function nextDashes(text: string, from: number): number {
  const before = text.indexOf('\n---', from)
  return before === -1 ? -1 : before + 1
}

/** Where content begins after `---`: on the same line, or on the next when only blanks or a comment follow. */
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

function isBlank(text: string, start: number, end: number): boolean {
  return !/[^ \r\n]/.test(text.slice(start, end))
}

/** A document as its reader gets it: kubectl ends the last line of a stream that does not, which a block scalar shows. */
export function documentText({ text }: Pick<ManifestStream, 'text'>, { start, end }: DocumentSpan): string {
  const document = text.slice(start, end)
  return end === text.length && document !== '' && !document.endsWith('\n') ? `${document}\n` : document
}

/** Whether a document begins on the line of its separator, where kubectl allows nothing but a comment. */
export function isGlued(text: string, { start }: DocumentSpan): boolean {
  const line = text.lastIndexOf('\n', start - 1) + 1
  return line < start && text.startsWith('---', line)
}
