import type { ListNode, MapEntry, MapNode, YamlNode } from '../node.ts'
import { endOfLine, startOfLine } from '../text/lines.ts'
import { isList, type Value, type ValueMap } from '../value.ts'
import { linesAt, linesBelow, type PlacedEdit, tabbedBlanks } from './place.ts'
import { beginsLine, blockStyle, columnOfBlock, flowStyle, isAbsent, type Page, startOfNode } from './style.ts'
import { blockLines, flowText, inlineText, needsLines } from './write-yaml.ts'

/** Where a value stands: after the key of a map, as an item of a sequence, or alone in its document. */
export interface Slot {
  readonly node: YamlNode
  readonly holder?: MapNode | ListNode
  /** The entry of `holder` when that is a map. */
  readonly entry?: MapEntry
  /** The collections around it, root first; `holder` is the last. */
  readonly parents: readonly YamlNode[]
  readonly depth: number
}

/** The edits that put `value` where `slot` has another one. Undefined: no value fits there, as after a bare `? key`. */
export function replaceValue(page: Page, slot: Slot, value: Value): readonly PlacedEdit[] | undefined {
  const edits = replacedText(page, slot, value)
  const inFlow = slot.holder?.style === 'flow'
  return edits === undefined || inFlow ? edits : [...edits, ...clearedTabs(page, slot)]
}

function replacedText(page: Page, slot: Slot, value: Value): readonly PlacedEdit[] | undefined {
  const { holder, entry, node } = slot
  const bare = entry !== undefined && isAbsent(node) && node.start === entry.key.end // there is no colon
  if (holder?.style === 'flow' || (holder === undefined && isFlow(node))) {
    return [spliceAt(page, slot, (bare ? ': ' : '') + flowText(value, flowStyle(page, slot.parents)))]
  }
  if (bare) return undefined
  if (entry === undefined || holder === undefined) return [replaceItem(page, slot, value)]
  return needsLines(value) ? linesBehindKey(page, slot, holder, value) : inlineBehindKey(page, slot, entry, value)
}

/** Blank lines with tabs after a plain text that is no longer there: only such a text may have them after it. */
function clearedTabs(page: Page, { node, depth }: Slot): readonly PlacedEdit[] {
  const from = endOfLine(page.text, node.end)
  return tabbedBlanks(page, from).map(({ offset, length }) => ({ offset, length, content: '', depth }))
}

function isFlow(node: YamlNode): boolean {
  return (node.kind === 'map' || node.kind === 'list') && node.style === 'flow'
}

function isBlock(node: YamlNode): boolean {
  return (node.kind === 'map' || node.kind === 'list') && node.style === 'block'
}

/** Replace the text of the value itself, or write where none is, apart from what stands before and after. */
function spliceAt(page: Page, { node, depth }: Slot, content: string): PlacedEdit {
  const { text } = page
  const before = isAbsent(node) && !content.startsWith(':') && !/\s/.test(text[node.start - 1] ?? ' ') ? ' ' : ''
  const behind = isAbsent(node) && text[node.end] === '#' ? ' ' : ''
  const start = startOfNode(page, node)
  return { offset: start, length: endOf(page, node) - start, content: before + content + behind, depth }
}

function replaceItem(page: Page, slot: Slot, value: Value): PlacedEdit {
  if (!needsLines(value)) return spliceAt(page, slot, inlineText(value))
  const { node, depth } = slot
  const lines = blockLines(value, blockStyle(page, slot.parents))
  const start = startOfNode(page, node)
  const from = start - blanksBefore(page.text, start)
  const dashed = page.text[from - 1] === '-' && (isAbsent(node) || page.text.slice(from, start).includes('\t'))
  if (!dashed) return spliceAt(page, slot, linesAt(page, start, 0, lines))
  // A collection may not stand after a tab.
  const behind = isAbsent(node) && page.text[node.end] === '#' ? ' ' : ''
  return { offset: from, length: node.end - from, content: ` ${linesAt(page, from, 1, lines)}${behind}`, depth }
}

function inlineBehindKey(page: Page, slot: Slot, { key }: MapEntry, value: Value): readonly PlacedEdit[] {
  const { node, depth } = slot
  if (!isBlock(node) || !beginsLine(page, startOfNode(page, node))) return [spliceAt(page, slot, inlineText(value))]
  const colon = page.text.indexOf(':', key.end) + 1
  const keyLineEnd = endOfLine(page.text, colon)
  return [
    { offset: colon, length: 0, content: ` ${inlineText(value)}`, depth },
    { offset: keyLineEnd, length: endOf(page, node) - keyLineEnd, content: '', depth },
  ]
}

function linesBehindKey(
  page: Page,
  { node, parents, depth }: Slot,
  holder: MapNode | ListNode,
  value: ValueMap | readonly Value[],
): readonly PlacedEdit[] {
  const style = blockStyle(page, parents)
  const lines = blockLines(value, style)
  const column = columnOfBlock(page, holder) + (isList(value) ? style.list : style.map)
  const start = startOfNode(page, node)
  if (!isAbsent(node) && beginsLine(page, start)) {
    const offset = startOfLine(page.text, start, page.start)
    const indent = ' '.repeat(column)
    const content = lines.map(line => indent + line).join(page.lineBreak)
    return [{ offset, length: endOf(page, node) - offset, content, depth }]
  }
  const from = start - blanksBefore(page.text, start)
  const cut = isAbsent(node)
    ? []
    : [cutBlanks(page, { offset: from, length: endOf(page, node) - from, content: '', depth })]
  return [...cut, linesBelow(page, endOfLine(page.text, node.end), column, lines, depth)]
}

/** Tabs after the cut text go with it: after the colon of an explicit key (`? a`) they may not stand. */
function cutBlanks({ text }: Page, edit: PlacedEdit): PlacedEdit {
  const blanks = /[ \t]*/y
  blanks.lastIndex = edit.offset + edit.length
  const [behind = ''] = blanks.exec(text) ?? []
  if (!behind.includes('\t')) return edit
  return { ...edit, length: edit.length + behind.length, content: text[blanks.lastIndex] === '#' ? ' ' : '' }
}

/** The end of a value's text. One that ends with a null nobody wrote lets go of the blanks before a comment. */
function endOf({ text }: Page, node: YamlNode): number {
  if (isAbsent(node) || !isBlock(node)) return node.end
  return node.end - blanksBefore(text, node.end)
}

function blanksBefore(text: string, offset: number): number {
  let at = offset
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at -= 1
  return offset - at
}
