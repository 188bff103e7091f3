import type { ScalarNode } from '../../node.ts'
import { behindSpaces, type Cursor, code, endsLine, toContent } from './cursor.ts'
import { plainScalarNode } from './scalar.ts'

/**
 * The literal block scalar whose `|` stands at `at`, inside a collection at `column`. Undefined for a header other than
 * `|` and `|-`, for one without content, and for blank lines that hold more blanks than the content is indented by:
 * some of those are content and some are errors.
 */
export function blockScalarNode(cursor: Cursor, at: number, column: number): ScalarNode | undefined {
  const { text, base } = cursor
  const strip = text.charCodeAt(at + 1) === code.dash
  const headerEnd = behindSpaces(text, at + (strip ? 2 : 1))
  const first = firstLine(text, headerEnd)
  if (first === undefined || first.indent <= column) return undefined
  const content = contentFrom(text, first.start, first.indent)
  if (content === undefined) return undefined
  const lines = '\n'.repeat(first.blank) + content.lines
  toContent(cursor, content.next)
  const end = at + text.slice(at, content.end).trimEnd().length
  return plainScalarNode('block', base + at, base + end, strip || !content.closed ? lines : `${lines}\n`)
}

interface FirstLine {
  readonly start: number
  readonly indent: number
  /** Empty lines before it, each a line break of the content. */
  readonly blank: number
}

function firstLine(text: string, headerEnd: number): FirstLine | undefined {
  if (text.charCodeAt(headerEnd) !== code.newline) return undefined
  let start = headerEnd + 1
  while (text.charCodeAt(start) === code.newline) start += 1
  const begin = behindSpaces(text, start)
  if (endsLine(text, begin) || text.charCodeAt(begin) < code.space) return undefined
  return { start, indent: begin - start, blank: start - headerEnd - 1 }
}

interface Content {
  readonly lines: string
  /** After the last line that is not blank. */
  readonly end: number
  /** The last line that is not blank has a line break. */
  readonly closed: boolean
  /** Where the text after the scalar begins. */
  readonly next: number
}

/** All lines from `start` on that are indented by `indent`, and the blank ones between them. */
function contentFrom(text: string, start: number, indent: number): Content | undefined {
  let lines = ''
  let end = start
  let breaks = 0
  let here = start
  while (here < text.length) {
    const begin = behindSpaces(text, here)
    const blank = endsLine(text, begin)
    if (blank && begin - here > indent) return undefined
    if (!blank && begin - here < indent) break
    const newline = text.indexOf('\n', begin)
    const lineEnd = newline === -1 ? text.length : newline
    if (!blank) {
      lines += '\n'.repeat(breaks) + text.slice(here + indent, lineEnd)
      breaks = 0
      end = lineEnd
    }
    breaks += 1
    here = lineEnd + 1
  }
  return fits(text, end, here)
    ? { lines, end, closed: end < text.length, next: Math.min(here, text.length) }
    : undefined
}

/** A tab after the content, and Unicode blanks that end it, mean different things to different readers. */
function fits(text: string, end: number, next: number): boolean {
  const behind = text.charCodeAt(behindSpaces(text, next))
  const last = text.charCodeAt(end - 1)
  return behind !== 0x09 && last > code.space && last < 0x80
}
