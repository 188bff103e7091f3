import type { ListNode, MapNode, YamlNode } from '../node.ts'
import { behindBreak, startOfLine } from '../text/lines.ts'
import { endingOf, type PlacedEdit, removedLinesEnd } from './place.ts'
import { beginsLine, columnOf, dashesOf, type Page, startInFlow, startOfEntry, startOfNode } from './style.ts'

/** The text of an entry with its key, or of an item with its dash. */
interface Part {
  readonly start: number
  readonly end: number
  readonly ending: ReturnType<typeof endingOf>
}

/**
 * The edits that take entries or items out of a collection which keeps at least one. Undefined: an entry to remove
 * stands after something that is not understood, and its text is not its own.
 */
export function removeParts(
  page: Page,
  node: MapNode | ListNode,
  removed: ReadonlySet<number>,
  depth: number,
): readonly PlacedEdit[] | undefined {
  const parts = partsOf(page, node)
  if ([...removed].some(index => !standsAlone(page, node, parts, index))) return undefined
  const cut = node.style === 'flow' ? flowRun : blockRun
  const runs = runsOf(removed, parts.length)
  const cuts = runs.map(run => ({ ...cut(page, parts, run), content: '', depth }))
  if (node.style === 'flow') return cuts
  const blanks = runs
    .flatMap(run => blankLinesBehind(page, parts, run))
    .map(place => ({ ...place, content: '', depth }))
  return [...cuts, ...blanks, ...finalBreak(page, parts, removed, depth)]
}

/**
 * Blank lines after removed text would become content of a block scalar before it: of one that keeps them (`|+`), and
 * of any other where they are indented further than it is.
 */
function blankLinesBehind(page: Page, parts: readonly Part[], { first, last }: Run): readonly Place[] {
  const ending = parts[first - 1]?.ending ?? 'other'
  const offset = runEnd(page, parts, last)
  const [blank] = /^(?:\r?\n[ \t]*(?=\r?\n))+/.exec(page.text.slice(offset, page.end)) ?? []
  if (ending === 'other' || blank === undefined) return []
  return ending === 'block scalar that keeps' || /[ \t]/.test(blank) ? [{ offset, length: blank.length }] : []
}

interface Place {
  readonly offset: number
  readonly length: number
}

function runEnd(page: Page, parts: readonly Part[], last: number): number {
  const part = parts[last]
  return part === undefined ? page.end : removedLinesEnd(page, part.end, columnOf(page, part.start))
}

/**
 * kubectl ends the last line of a stream, but an empty one is no line to it: a block scalar that keeps the empty line
 * which becomes the last needs a line break for it.
 */
function finalBreak(
  page: Page,
  parts: readonly Part[],
  removed: ReadonlySet<number>,
  depth: number,
): readonly PlacedEdit[] {
  const last = parts.findLast((_, index) => !removed.has(index))
  const offset = page.text.length
  const end = removedLinesEnd(page, parts.at(-1)?.end ?? 0, 0)
  const isExposed = last?.ending === 'block scalar that keeps' && removed.has(parts.length - 1) && end === offset
  return isExposed ? [{ offset, length: 0, content: page.lineBreak, depth, unless: 'inserted' }] : []
}

function partsOf(page: Page, node: MapNode | ListNode): readonly Part[] {
  if (node.kind === 'map')
    return node.entries.map(({ key, value }) => partOf(page, startOfPart(page, node, key), value))
  const starts = node.style === 'block' ? dashesOf(page, node) : node.items.map(item => startInFlow(page, item))
  return node.items.map((item, index) => partOf(page, starts[index] ?? item.start, item))
}

function startOfPart(page: Page, { style }: MapNode, key: YamlNode): number {
  return style === 'block' ? startOfEntry(page, key) : startInFlow(page, key)
}

function partOf(page: Page, start: number, node: YamlNode): Part {
  return { start, end: node.end, ending: endingOf(page, node) }
}

/** Whether only separators and comments lie between a part and what precedes it. */
function standsAlone(page: Page, node: MapNode | ListNode, parts: readonly Part[], index: number): boolean {
  const start = parts[index]?.start ?? node.end
  const from = parts[index - 1]?.end ?? Math.min(startOfNode(page, node), start)
  const between = page.text.slice(from, start).replace(/#.*/g, '')
  return /^[\s,[{]*$/.test(between)
}

interface Run {
  readonly first: number
  readonly last: number
}

/** Neighbours are removed together. */
function runsOf(removed: ReadonlySet<number>, count: number): readonly Run[] {
  const runs: Run[] = []
  for (let index = 0; index < count; index += 1) {
    const before = runs.at(-1)
    if (!removed.has(index)) continue
    if (before !== undefined && before.last === index - 1) runs[runs.length - 1] = { ...before, last: index }
    else runs.push({ first: index, last: index })
  }
  return runs
}

function flowRun(_: Page, parts: readonly Part[], { first, last }: Run): Place {
  const next = parts[last + 1]
  const from = next === undefined ? parts[first - 1]?.end : parts[first]?.start
  return range(from, next === undefined ? parts[last]?.end : next.start)
}

/**
 * Whole lines. From the second entry on, the line break before goes and the one after stays, so that whatever is
 * inserted at the end of the previous line or of the last one touches no removed text.
 */
function blockRun(page: Page, parts: readonly Part[], { first, last }: Run): Place {
  const { text } = page
  const start = parts[first]?.start ?? page.start
  const lineEnd = runEnd(page, parts, last)
  if (!beginsLine(page, start)) return range(start, parts[last + 1]?.start)
  const lineStart = startOfLine(text, start, page.start)
  if (first === 0) return range(lineStart, behindBreak(text, lineEnd))
  return range(endBefore(text, lineStart), lineEnd)
}

function endBefore(text: string, lineStart: number): number {
  return text[lineStart - 2] === '\r' ? lineStart - 2 : lineStart - 1
}

function range(from: number | undefined, to: number | undefined): Place {
  const offset = from ?? to ?? 0
  return { offset, length: (to ?? offset) - offset }
}
