import type { ListNode, MapNode, YamlNode } from '../node.ts'
import { startOfLine } from '../text/lines.ts'
import type { BlockStyle, FlowStyle } from './write-yaml.ts'

/** Where edits of one document are made: its text and how it is written. */
export interface Page {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly lineBreak: string
  readonly root: YamlNode
}

/** The line break of the document, or of the stream when the document has a single line. */
export function lineBreakOf(text: string, start: number, end: number): string {
  const newline = text.indexOf('\n', start)
  const near = newline === -1 || newline >= end ? text.indexOf('\n') : newline
  return near > 0 && text[near - 1] === '\r' ? '\r\n' : '\n'
}

/** The column of an offset, counted from where the document begins if that is on the same line. */
export function columnOf({ text, start }: Page, offset: number): number {
  return offset - startOfLine(text, offset, start)
}

/**
 * Where a block collection begins, which decides its column: at the first dash, or at the anchor, the tag or the `?`
 * before the first key. What stands there on the key's line is the key's own (YAML 1.2 §8.2.2; libyaml begins the map
 * at the token that may begin a simple key).
 */
function startOfBlock(page: Page, node: MapNode | ListNode): number {
  const key = node.kind === 'map' ? node.entries[0]?.key : undefined
  return key === undefined ? node.start : startOfEntry(page, key)
}

/** Where an entry of a block map begins: at its key, or at what stands before that. */
export function startOfEntry({ text, start }: Page, key: YamlNode): number {
  const before = text.slice(startOfLine(text, key.start, start), key.start)
  // The name of an anchor ends at its last letter: of `&a:b name` the key is `:b name`.
  const properties = isAbsent(key)
    ? /(?:(?:^|(?<=[ \t]))(?:!\S*[ \t]*|&[\w-]+[ \t]*|\?[ \t]+))*$/
    : /(?:(?:^|(?<=[ \t]))(?:!\S*[ \t]+|&[\w-]+[ \t]*|\?[ \t]+))*$/
  // Few keys have anything of the kind, and the pattern takes its time to find that out.
  const own = /[!&?]/.test(before) ? (properties.exec(before)?.[0].length ?? 0) : 0
  if (own > 0 || before.trim() !== '') return key.start - own
  const above = text.slice(start, key.start).trimEnd()
  return /(?:^|[\s])\?$/.test(above.slice(-2)) ? start + above.length - 1 : key.start
}

/** Where the text of a node begins, with all that is its own. */
export function startOfNode(page: Page, node: YamlNode): number {
  return node.kind === 'map' && node.style === 'block' ? startOfBlock(page, node) : node.start
}

/** Where a key or an item of a flow collection begins: at its `?`, its anchor or its tag, if it has one on its line. */
export function startInFlow({ text, start }: Page, node: YamlNode): number {
  const before = text.slice(startOfLine(text, node.start, start), node.start)
  // What stands for nothing begins right after its tag.
  const own = isAbsent(node)
    ? /(?<=^|[[{,\s])(?:\?[ \t]*|!\S*[ \t]*|&[\w-]+[ \t]*)+$/
    : /(?<=^|[[{,\s])(?:\?[ \t]*|!\S*[ \t]+|&[\w-]+[ \t]*)+$/
  return node.start - (own.exec(before)?.[0].length ?? 0)
}

/** Whether nothing is written where a value could be. */
export function isAbsent(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.style === 'absent'
}

/** The column of a block collection. */
export function columnOfBlock(page: Page, node: MapNode | ListNode): number {
  return columnOf(page, startOfBlock(page, node))
}

/** Whether nothing but blanks stands before `offset` on its line. */
export function beginsLine({ text, start }: Page, offset: number): boolean {
  return text.slice(startOfLine(text, offset, start), offset).trim() === ''
}

/**
 * How a new collection inside `parents` (root first) is indented: as its siblings are, else as collections of the
 * maps around it, else as the first one of the document.
 */
export function blockStyle(page: Page, parents: readonly YamlNode[]): BlockStyle {
  let map: number | undefined
  let list: number | undefined
  let dash: number | undefined
  for (const parent of parents.toReversed()) {
    map ??= childIndent(page, parent, 'map')
    list ??= childIndent(page, parent, 'list')
    dash ??= dashWidth(page, parent)
  }
  return {
    map: map ?? indentIn(page, page.root, 'map') ?? 2,
    list: list ?? indentIn(page, page.root, 'list') ?? 2,
    dash: dash ?? 2,
  }
}

function firstOf<T, R>(items: readonly T[], look: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = look(item)
    if (found !== undefined) return found
  }
  return undefined
}

/** The indentation of the first block collection of `kind` among the fields of a block map. */
function childIndent(page: Page, parent: YamlNode, kind: 'map' | 'list'): number | undefined {
  if (parent.kind !== 'map' || parent.style !== 'block') return undefined
  const child = parent.entries.find(({ value }) => value.kind === kind && value.style === 'block')
  if (child === undefined || child.value.kind !== kind) return undefined
  return columnOfBlock(page, child.value) - columnOfBlock(page, parent)
}

/** The same for the first such map of a subtree, in the order of the text. */
function indentIn(page: Page, node: YamlNode, kind: 'map' | 'list'): number | undefined {
  if (node.kind !== 'map' && node.kind !== 'list') return undefined
  const children = node.kind === 'map' ? node.entries.map(({ value }) => value) : node.items
  return childIndent(page, node, kind) ?? firstOf(children, child => indentIn(page, child, kind))
}

function dashWidth(page: Page, parent: YamlNode): number | undefined {
  if (parent.kind !== 'list' || parent.style !== 'block') return undefined
  const [first] = parent.items
  if (first === undefined || first.kind === 'scalar' || beginsLine(page, first.start)) return undefined
  const start = startOfNode(page, first)
  return /^-\s*$/.test(page.text.slice(parent.start, start)) ? start - parent.start : undefined
}

/** How flow collections inside `parents` are written: as the innermost one that has entries. */
export function flowStyle({ text }: Page, parents: readonly YamlNode[]): FlowStyle {
  const filled = parents.filter(isFilledFlowMap).at(-1)
  const first = filled?.entries[0]
  if (filled === undefined || first === undefined) return { json: false, tight: false }
  const json = text[first.key.start] === '"'
  return { json, tight: json && /^:\S/.test(text.slice(first.key.end, first.key.end + 2)) }
}

function isFilledFlowMap(node: YamlNode): node is MapNode {
  return node.kind === 'map' && node.style === 'flow' && node.entries.length > 0
}

/** Offsets of the dashes of a block sequence. Between two of them lie only the item, blanks and comments. */
export function dashesOf({ text }: Page, { start, items }: ListNode): readonly number[] {
  return items.map((_, index) => {
    const before = items[index - 1]
    return before === undefined ? start : skipToMark(text, before.end)
  })
}

/** The next character that is neither a blank nor in a comment. */
function skipToMark(text: string, from: number): number {
  let at = from
  while (/[\s#]/.test(text[at] ?? '')) {
    if (text[at] !== '#') at += 1
    else at = text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at)
  }
  return at
}
