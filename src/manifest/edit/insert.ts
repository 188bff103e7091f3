import type { ListNode, MapNode, YamlNode } from '../node.ts'
import { endOfLine, startOfLine } from '../text/lines.ts'
import type { Value } from '../value.ts'
import { lineBehind, linesAt, linesBelow, type PlacedEdit } from './place.ts'
import {
  beginsLine,
  blockStyle,
  columnOf,
  columnOfBlock,
  dashesOf,
  flowStyle,
  type Page,
  startInFlow,
} from './style.ts'
import { entryLines, flowEntries, flowText, itemLines } from './write-yaml.ts'

/**
 * The edits that add entries at the end of a map, in the order given. `parents` ends with the map. Undefined: a pair
 * in a flow sequence (`[a: 1]`) has no braces to hold another entry.
 */
export function addEntries(
  page: Page,
  map: MapNode,
  additions: readonly (readonly [string, Value])[],
  parents: readonly YamlNode[],
  depth: number,
): readonly PlacedEdit[] | undefined {
  if (map.style === 'block') {
    const column = columnOfBlock(page, map)
    const style = blockStyle(page, parents)
    const lines = additions.flatMap(([name, value]) => entryLines(name, value, style))
    const last = map.entries.at(-1)?.value.end ?? map.end
    return [linesBelow(page, lineBehind(page, last, column), column, lines, depth)]
  }
  if (page.text[map.start] !== '{') return undefined
  const style = flowStyle(page, parents)
  const texts = additions.flatMap(([name, value]) => flowEntries({ [name]: value }, style))
  return appendFlow(page, map, map.entries.map(entrySpan), texts, style.tight ? ',' : ', ', depth)
}

interface Span {
  readonly start: number
  readonly end: number
}

function entrySpan({ key, value }: MapNode['entries'][number]): Span {
  return { start: key.start, end: value.end }
}

/** Add to the end of a flow collection; on lines of their own where its last part has one. */
function appendFlow(
  page: Page,
  node: MapNode | ListNode,
  parts: readonly Span[],
  texts: readonly string[],
  comma: string,
  depth: number,
): readonly PlacedEdit[] {
  const last = parts.at(-1)
  if (last === undefined) return [{ offset: node.start + 1, length: 0, content: texts.join(comma), depth }]
  const separator = separatorBehind(page, last, comma)
  // `{a:,` would be one plain scalar to some readers, and a comma belongs to a tag that it follows.
  const blank = /(?::|[[{,:\s]![^\s\]},]*)$/.test(lineUpTo(page, last.end)) ? ' ' : ''
  const comment = beginsLine(page, last.start) ? commentBehind(page, last) : undefined
  if (comment !== undefined) return belowComment(comment, { separator, blank, texts, last, depth })
  return [{ offset: last.end, length: 0, content: blank + texts.map(text => separator + text).join(''), depth }]
}

function lineUpTo({ text, start }: Page, offset: number): string {
  return text.slice(startOfLine(text, offset, start), offset)
}

interface CommentBehind {
  readonly end: number
  readonly comma: boolean
}

/** The comment on the line of the last part, which is about that part and stays with it. */
function commentBehind({ text }: Page, { end }: Span): CommentBehind | undefined {
  const found = /^[ \t]*(,?)[ \t]+#/.exec(text.slice(end, endOfLine(text, end)))
  return found === null ? undefined : { end: endOfLine(text, end), comma: found[1] !== '' }
}

interface Appended {
  readonly separator: string
  readonly blank: string
  readonly texts: readonly string[]
  readonly last: Span
  readonly depth: number
}

/** A last part that has a comma of its own passes that manner on. */
function belowComment(
  comment: CommentBehind,
  { separator, blank, texts, last, depth }: Appended,
): readonly PlacedEdit[] {
  const lines = texts
    .map(text => separator + text)
    .join('')
    .slice(1)
  if (comment.comma) return [{ offset: comment.end, length: 0, content: `${lines},`, depth }]
  return [
    { offset: last.end, length: 0, content: `${blank},`, depth },
    { offset: comment.end, length: 0, content: lines, depth },
  ]
}

function separatorBehind(page: Page, { start }: Span, comma: string): string {
  if (!beginsLine(page, start)) return comma
  return `,${page.lineBreak}${page.text.slice(startOfLine(page.text, start, page.start), start)}`
}

/** The edits that insert items into a sequence, each before the item with its index. `parents` ends with the list. */
export function insertItems(
  page: Page,
  list: ListNode,
  inserts: ReadonlyMap<number, readonly Value[]>,
  parents: readonly YamlNode[],
  depth: number,
): readonly PlacedEdit[] {
  const insert = list.style === 'flow' ? insertFlow : insertBlock
  return [...inserts].flatMap(([index, values]) => insert(page, list, index, values, parents, depth))
}

function insertFlow(
  page: Page,
  list: ListNode,
  index: number,
  values: readonly Value[],
  parents: readonly YamlNode[],
  depth: number,
): readonly PlacedEdit[] {
  const style = flowStyle(page, parents)
  const comma = style.tight ? ',' : ', '
  const texts = values.map(value => flowText(value, style))
  const next = list.items[index]
  if (next === undefined) return appendFlow(page, list, list.items, texts, comma, depth)
  const content = texts.map(text => text + separatorBehind(page, next, comma)).join('')
  return [{ offset: startInFlow(page, next), length: 0, content, depth }]
}

function insertBlock(
  page: Page,
  list: ListNode,
  index: number,
  values: readonly Value[],
  parents: readonly YamlNode[],
  depth: number,
): readonly PlacedEdit[] {
  const style = blockStyle(page, parents)
  const lines = values.flatMap(value => itemLines(value, style))
  const column = columnOf(page, list.start)
  const previous = list.items[Math.min(index, list.items.length) - 1]
  if (previous === undefined) return [insertFirst(page, list, column, lines, depth)]
  return [linesBelow(page, lineBehind(page, previous.end, column + 1), column, lines, depth)]
}

/** Before the first item, and before the comments directly above it, which are about that item. */
function insertFirst(page: Page, list: ListNode, column: number, lines: readonly string[], depth: number): PlacedEdit {
  const dash = dashesOf(page, list)[0] ?? list.start
  const above = lineAbove(page, dash)
  if (beginsLine(page, dash) && above !== undefined) return linesBelow(page, above, column, lines, depth)
  return { offset: dash, length: 0, content: linesAt(page, dash, 0, [...lines, '']), depth }
}

/** The end of the nearest line above that is not a comment, if the document has one. */
function lineAbove({ text, start }: Page, offset: number): number | undefined {
  let lineStart = startOfLine(text, offset, start)
  while (lineStart > start) {
    const above = startOfLine(text, lineStart - 1, start)
    const end = endOfLine(text, above)
    if (!/^\s*#/.test(text.slice(above, end))) return end
    lineStart = above
  }
  return undefined
}
