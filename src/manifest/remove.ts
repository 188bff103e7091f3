import { behindBreak, endOfLine, startOfLine } from './lines.ts'
import type { ListNode, MapNode } from './node.ts'
import type { PlacedEdit } from './place.ts'
import { beginsLine, dashesOf, type Page } from './style.ts'

/** The text of an entry with its key, or of an item with its dash. */
interface Part {
  readonly start: number
  readonly end: number
}

/**
 * The edits that take entries or items out of a collection which keeps at least one. Undefined: an entry to remove
 * stands behind `?`, a tag or an anchor, and its text is not its own.
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
  return runsOf(removed, parts.length).map(run => ({ ...cut(page, parts, run), content: '', depth }))
}

function partsOf(page: Page, node: MapNode | ListNode): readonly Part[] {
  if (node.kind === 'map') return node.entries.map(({ key, value }) => ({ start: key.start, end: value.end }))
  const starts = node.style === 'block' ? dashesOf(page, node) : node.items.map(({ start }) => start)
  return node.items.map(({ start, end }, index) => ({ start: starts[index] ?? start, end }))
}

/** Whether only separators and comments lie between a part and what precedes it. */
function standsAlone({ text }: Page, node: MapNode | ListNode, parts: readonly Part[], index: number): boolean {
  const start = parts[index]?.start ?? node.end
  const from = parts[index - 1]?.end ?? Math.min(node.start, start)
  const between = text.slice(from, start).replace(/#.*/g, '')
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

function flowRun(_: Page, parts: readonly Part[], { first, last }: Run): { offset: number; length: number } {
  const next = parts[last + 1]
  const from = next === undefined ? parts[first - 1]?.end : parts[first]?.start
  return range(from, next === undefined ? parts[last]?.end : next.start)
}

/**
 * Whole lines. From the second entry on, the line break before goes and the one behind stays, so that whatever is
 * inserted at the end of the previous line or of the last one touches no removed text.
 */
function blockRun(page: Page, parts: readonly Part[], { first, last }: Run): { offset: number; length: number } {
  const { text } = page
  const start = parts[first]?.start ?? page.start
  const lineEnd = endOfLine(text, parts[last]?.end ?? start)
  if (!beginsLine(page, start)) return range(start, parts[last + 1]?.start)
  const lineStart = startOfLine(text, start, page.start)
  if (first === 0) return range(lineStart, behindBreak(text, lineEnd))
  return range(endBefore(text, lineStart), lineEnd)
}

function endBefore(text: string, lineStart: number): number {
  return text[lineStart - 2] === '\r' ? lineStart - 2 : lineStart - 1
}

function range(from: number | undefined, to: number | undefined): { offset: number; length: number } {
  const offset = from ?? to ?? 0
  return { offset, length: (to ?? offset) - offset }
}
