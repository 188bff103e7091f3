import type { YamlNode } from '../node.ts'
import { behindBreak, endOfLine } from '../text/lines.ts'
import type { Edit } from './edit.ts'
import { columnOf, type Page } from './style.ts'

/** An edit and how deep in the document it belongs: of two insertions at one offset the deeper comes first. */
export interface PlacedEdit extends Edit {
  readonly depth: number
  /** Made only where nothing else is inserted at its place. */
  readonly unless?: 'inserted'
}

/** The edits to make, in order. Two collections may end on one line; what is added to the inner one comes first. */
export function editsInOrder(edits: readonly PlacedEdit[]): readonly Edit[] {
  const needed = edits.filter((edit, index) => edit.unless === undefined || !isNeedless(edit, edits, index))
  const ordered = needed.toSorted((a, b) => a.offset - b.offset || a.length - b.length || b.depth - a.depth)
  return ordered.map(({ offset, length, content }) => ({ offset, length, content }))
}

function isNeedless({ offset }: PlacedEdit, edits: readonly PlacedEdit[], index: number): boolean {
  return edits.some(
    (other, at) => other.offset === offset && other.length === 0 && (other.unless === undefined || at < index),
  )
}

/**
 * The end of the line after which something that follows `last` in a collection goes: after the line that `last`
 * ends on and after the comment lines directly below it that are indented by at least `column`. Blank lines and
 * comments further out belong to what follows.
 */
export function lineBehind(page: Page, last: number, column: number): number {
  return behindComments(page, last, column, 'blank lines end them')
}

/** The same for text to remove: comments further in than `column` go with it, also those after blank lines. */
export function removedLinesEnd(page: Page, last: number, column: number): number {
  return behindComments(page, last, column + 1, 'blank lines may lie between')
}

function behindComments(
  { text, end }: Page,
  last: number,
  column: number,
  blanks: 'blank lines end them' | 'blank lines may lie between',
): number {
  let found = behindTabs({ text, end }, endOfLine(text, last))
  let at = found
  for (;;) {
    const next = behindBreak(text, at)
    if (next >= end || next === at) return found
    at = endOfLine(text, next)
    const line = text.slice(next, at)
    const comment = /^ *(?=#)/.exec(line)
    if (comment !== null && comment[0].length >= column) found = at
    else if (blanks === 'blank lines end them' || line.trim() !== '') return found
  }
}

/** The blanks that a line begins with, and where the line ends. */
interface Blanks {
  readonly offset: number
  readonly length: number
  readonly lineEnd: number
}

/**
 * The blanks before nothing or a comment on the lines directly after the one that ends at `lineEnd`, where there is a tab
 * among them. Kubernetes reads such a line after a plain text alone, which might have gone on there, and only from the
 * indentation of that text on (libyaml, `yaml_parser_scan_plain_scalar`): other text may not come between, nor take its place.
 */
export function tabbedBlanks({ text, end }: Pick<Page, 'text' | 'end'>, lineEnd: number): readonly Blanks[] {
  const found: Blanks[] = []
  let at = lineEnd
  for (;;) {
    const offset = behindBreak(text, at)
    if (offset === at || offset >= end) return found
    at = endOfLine(text, offset)
    const [blanks, rest] = /^([ \t]*)(.?)/.exec(text.slice(offset, at))?.slice(1) ?? []
    if (blanks === undefined || (rest !== '' && rest !== '#')) return found
    if (blanks.includes('\t')) found.push({ offset, length: blanks.length, lineEnd: at })
    if (rest === '#') return found
  }
}

/** The end of the last such line after the one that ends at `lineEnd`; without one, that end. */
function behindTabs(page: Pick<Page, 'text' | 'end'>, lineEnd: number): number {
  return tabbedBlanks(page, lineEnd).at(-1)?.lineEnd ?? lineEnd
}

/** What a node's text ends with, which decides what becomes of the line breaks and blank lines after it. */
export function endingOf({ text }: Page, node: YamlNode): 'block scalar' | 'block scalar that keeps' | 'other' {
  const last = innermostLast(node)
  if (!isBlockScalar(last)) return 'other'
  return /^[|>]\d?\+/.test(text.slice(last.start, last.start + 3)) ? 'block scalar that keeps' : 'block scalar'
}

function isBlockScalar(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.style === 'block'
}

function innermostLast(node: YamlNode): YamlNode {
  if (node.kind === 'map' && node.style === 'block') {
    const last = node.entries.at(-1)
    return last === undefined ? node : innermostLast(last.value)
  }
  const item = node.kind === 'list' && node.style === 'block' ? node.items.at(-1) : undefined
  return item === undefined ? node : innermostLast(item)
}

/** Lines below the line that ends at `offset`, indented by `column`. */
export function linesBelow(
  page: Page,
  offset: number,
  column: number,
  lines: readonly string[],
  depth: number,
): PlacedEdit {
  const indent = page.lineBreak + ' '.repeat(column)
  return { offset, length: 0, content: lines.map(line => indent + line).join(''), depth }
}

/** Text that begins `blanks` after `offset` and continues on lines below, all in one column. */
export function linesAt(page: Page, offset: number, blanks: number, lines: readonly string[]): string {
  return lines.join(page.lineBreak + ' '.repeat(columnOf(page, offset) + blanks))
}
