import type { ListNode, MapEntry, MapNode, YamlNode } from '../node.ts'
import { aliasNode, closeAnchor, openAnchor } from './alias.ts'
import { entryName, isMergeable, mapValue } from './assemble.ts'
import { isBlankCharacter } from './characters.ts'
import { boundDepth, type Composer, report } from './composer.ts'
import { ambiguousKey, hasTypedKey, keyTypeOf } from './key-type.ts'
import { type Properties, takeProperties } from './properties.ts'
import { absentNode, scalarNode } from './scalar.ts'
import type { Token, TokenType } from './token.ts'
import { peek, take } from './tokens.ts'
import { Unreadable } from './unreadable.ts'

/** Where a node stands: as a key or value of a block map its sequence may stand in the column of the key. */
type Context = 'block' | 'entry' | 'flow'

/** The node that begins with the next token. The stack holds two frames for each level. */
export function nodeHere(composer: Composer, context: Context, depth: number): YamlNode {
  const { scanner, work } = composer
  work.nodes += 1
  if (peek(scanner).type === 'alias') return aliasNode(take(scanner), composer)
  const properties = takeProperties(composer)
  const { anchor } = properties
  const before = anchor === undefined ? work : { ...work, nodes: work.nodes - 1 }
  openAnchor(composer, anchor)
  const node = collectionHere(composer, context, properties, depth) ?? scalarHere(composer, context, properties)
  closeAnchor(composer, anchor, node, before)
  return node
}

function scalarHere(composer: Composer, context: Context, properties: Properties): YamlNode {
  const token = peek(composer.scanner)
  const { type, start } = token
  if (type === 'plain' || type === 'quoted' || type === 'block') {
    take(composer.scanner)
    return scalarNode(token, properties, composer)
  }
  if (properties.end !== undefined) return absentNode(properties.end, properties, composer)
  throw new Unreadable(start, `found ${inWords[type]}, expected ${context === 'flow' ? 'a value' : 'a value or a key'}`)
}

/** Tokens that are no value, as a message names them. */
const inWords: Readonly<Record<TokenType, string>> = {
  'stream-end': 'the end of the document',
  directive: 'a directive',
  'document-start': '"---"',
  'document-end': '"..."',
  'block-list': 'a sequence',
  'block-map': 'a map',
  'block-end': 'the end of a map or sequence',
  item: '"-"',
  'flow-list': '"["',
  'flow-list-end': '"]"',
  'flow-map': '"{"',
  'flow-map-end': '"}"',
  comma: '","',
  key: 'a key',
  value: '":"',
  alias: 'an alias',
  anchor: 'an anchor',
  tag: 'a tag',
  plain: 'text',
  quoted: 'a quoted text',
  block: 'a block scalar',
}

function collectionHere(
  composer: Composer,
  context: Context,
  properties: Properties,
  depth: number,
): ListNode | MapNode | undefined {
  switch (peek(composer.scanner).type) {
    case 'item':
      return context === 'entry' ? blockList(composer, properties, depth, 'in the column of its key') : undefined
    case 'block-list':
      return context === 'flow' ? undefined : blockList(composer, properties, depth, 'in its own column')
    case 'block-map':
      return context === 'flow' ? undefined : blockMap(composer, properties, depth)
    case 'flow-list':
      return flowList(composer, properties, depth)
    case 'flow-map':
      return flowMap(composer, properties, depth)
    default:
      return undefined
  }
}

function blockList(
  composer: Composer,
  properties: Properties,
  depth: number,
  place: 'in its own column' | 'in the column of its key',
): ListNode {
  const { scanner } = composer
  const { start } = place === 'in its own column' ? take(scanner) : peek(scanner)
  boundDepth(composer, start, depth)
  const items: YamlNode[] = []
  while (peek(scanner).type === 'item') {
    const { end } = take(scanner)
    const next = peek(scanner).type
    const bare =
      next === 'item' || next === 'block-end' || (place !== 'in its own column' && (next === 'key' || next === 'value'))
    items.push(checked(composer, bare ? absentBehind(composer, end) : nodeHere(composer, 'block', depth + 1)))
  }
  if (place === 'in its own column')
    closeBlock(composer, 'found text that is not an item of the sequence above it, expected "-"')
  return listNode(composer, 'block', properties, { start, end: start }, items)
}

function closeBlock({ scanner }: Composer, message: string): void {
  const { type, start } = peek(scanner)
  if (type !== 'block-end') throw new Unreadable(start, message)
  take(scanner)
}

function blockMap(composer: Composer, properties: Properties, depth: number): MapNode {
  const { scanner } = composer
  const { start } = take(scanner)
  boundDepth(composer, start, depth)
  const entries: MapEntry[] = []
  while (peek(scanner).type === 'key') {
    const { end } = take(scanner)
    const key = isBare(peek(scanner)) ? absentBehind(composer, end) : nodeHere(composer, 'entry', depth + 1)
    addEntry(composer, entries, key, blockValue(composer, key, depth + 1))
  }
  closeBlock(composer, 'found text that is not a key of the map above it, expected a key and a colon')
  return mapNode(composer, 'block', properties, { start, end: start }, entries)
}

/** Whether a key or value of a block map is not there. */
function isBare({ type }: Token): boolean {
  return type === 'key' || type === 'value' || type === 'block-end'
}

function blockValue(composer: Composer, key: YamlNode, depth: number): YamlNode {
  const { scanner, base } = composer
  if (peek(scanner).type !== 'value') return absent(composer, key.end - base)
  const { end } = take(scanner)
  return isBare(peek(scanner)) ? absentBehind(composer, end) : nodeHere(composer, 'entry', depth)
}

function flowList(composer: Composer, properties: Properties, depth: number): ListNode {
  const { scanner } = composer
  const { start } = take(scanner)
  boundDepth(composer, start, depth)
  const items: YamlNode[] = []
  while (!endsFlow(composer, 'flow-list-end', items.length)) {
    const item = peek(scanner).type === 'key' ? pair(composer, depth + 1) : nodeHere(composer, 'flow', depth + 1)
    items.push(checked(composer, item))
  }
  return listNode(composer, 'flow', properties, { start, end: take(scanner).end }, items)
}

/** Move over the comma between two entries. True before the closing bracket, after a comma too. */
function endsFlow({ scanner }: Composer, closing: 'flow-list-end' | 'flow-map-end', entries: number): boolean {
  const { type, start } = peek(scanner)
  if (type === closing) return true
  if (entries === 0) return false
  const bracket = closing === 'flow-list-end' ? ']' : '}'
  if (type !== 'comma') throw new Unreadable(start, `found ${inWords[type]}, expected "," or "${bracket}"`)
  take(scanner)
  return peek(scanner).type === closing
}

/** `[a: b]` is a list of one map of one entry. */
function pair(composer: Composer, depth: number): MapNode {
  const { scanner } = composer
  const { start } = take(scanner)
  boundDepth(composer, start, depth)
  if (endsPair(peek(scanner).type)) throw new Unreadable(start, 'found "?" without a key', 'stricter')
  composer.work.nodes += 1
  const key = nodeHere(composer, 'flow', depth + 1)
  const value = flowValue(composer, key, depth + 1, endsPair)
  const entries: MapEntry[] = []
  addEntry(composer, entries, key, value)
  return mapNode(composer, 'flow', {}, { start, end: value.end - composer.base }, entries)
}

function endsPair(type: TokenType): boolean {
  return type === 'value' || type === 'comma' || type === 'flow-list-end'
}

function flowMap(composer: Composer, properties: Properties, depth: number): MapNode {
  const { scanner } = composer
  const { start } = take(scanner)
  boundDepth(composer, start, depth)
  const entries: MapEntry[] = []
  for (let count = 0; !endsFlow(composer, 'flow-map-end', count); count += 1) {
    const explicit = peek(scanner).type === 'key'
    const from = explicit ? take(scanner).end : 0
    const bare = explicit && endsEntry(peek(scanner).type)
    const key = bare ? absent(composer, from) : nodeHere(composer, 'flow', depth + 1)
    const value = explicit ? flowValue(composer, key, depth + 1, endsEntry) : absent(composer, key.end - composer.base)
    addEntry(composer, entries, key, value)
  }
  return mapNode(composer, 'flow', properties, { start, end: take(scanner).end }, entries)
}

function endsEntry(type: TokenType): boolean {
  return type === 'value' || type === 'comma' || type === 'flow-map-end'
}

function flowValue(composer: Composer, key: YamlNode, depth: number, ends: (type: TokenType) => boolean): YamlNode {
  const { scanner, base } = composer
  if (peek(scanner).type !== 'value') return absent(composer, key.end - base)
  const { end } = take(scanner)
  const { type } = peek(scanner)
  return type !== 'value' && ends(type) ? absentBehind(composer, end) : nodeHere(composer, 'flow', depth)
}

function absent(composer: Composer, offset: number): YamlNode {
  composer.work.nodes += 1
  return absentNode(offset, {}, composer)
}

/** Nothing is written after the indicator that ends at `end`. It would be after the blanks. */
function absentBehind(composer: Composer, end: number): YamlNode {
  const { text } = composer.scanner
  let offset = end
  while (isBlankCharacter(text.charCodeAt(offset))) offset += 1
  return absent(composer, offset)
}

interface Extent {
  readonly start: number
  readonly end: number
}

function listNode(
  composer: Composer,
  style: ListNode['style'],
  properties: Properties,
  extent: Extent,
  items: readonly YamlNode[],
): ListNode {
  const value = items.map(item => item.value)
  return { kind: 'list', style, ...blockExtent(composer, extent, items.at(-1)), ...propsOf(properties), value, items }
}

function mapNode(
  composer: Composer,
  style: MapNode['style'],
  properties: Properties,
  extent: Extent,
  entries: readonly MapEntry[],
): MapNode {
  const place = blockExtent(composer, extent, entries.at(-1)?.value)
  const map: MapNode = { kind: 'map', style, ...place, ...propsOf(properties), value: mapValue(entries), entries }
  if (hasKeyTwice(map)) composer.repeating.add(map)
  const ambiguous = hasTypedKey(map, composer) ? ambiguousKey(map, composer) : undefined
  if (ambiguous !== undefined)
    composer.problems.push({
      offset: ambiguous.start,
      message: `found two keys that are both ${JSON.stringify(ambiguous.name)} in JSON, of which Kubernetes takes either`,
      stricter: true,
    })
  return map
}

/** What is merged is no key of the map itself. */
function hasKeyTwice({ entries }: MapNode): boolean {
  const names = entries.flatMap(({ name, merge }) => (merge ? [] : [name]))
  return new Set(names).size < names.length
}

/** A block collection ends with its last entry. */
function blockExtent({ base }: Composer, { start, end }: Extent, last: YamlNode | undefined): Extent {
  return { start: base + start, end: end === start && last !== undefined ? last.end : base + end }
}

function propsOf({ tag, anchor }: Properties): Pick<YamlNode, 'tag' | 'anchored'> {
  return { ...(tag === undefined ? {} : { tag }), ...(anchor === undefined ? {} : { anchored: true }) }
}

function addEntry(composer: Composer, entries: MapEntry[], key: YamlNode, value: YamlNode): void {
  const merge = isMergeKey(key)
  const name = merge ? '<<' : entryName(key, keyTypeOf(key, composer))
  if (key.value !== null && typeof key.value === 'object')
    report(composer, key.start - composer.base, { message: 'found a map or sequence as a key, expected text' })
  else if (name === undefined)
    report(composer, key.start - composer.base, { message: 'unsupported type of map key', stricter: true })
  if (merge && !isMergeable(value))
    report(composer, value.start - composer.base, {
      message: "'<<' requires a map or a sequence of maps as its value",
    })
  checked(composer, value)
  if (name !== undefined) entries.push({ key, name, value, merge })
}

function isMergeKey(key: YamlNode): boolean {
  if (key.kind !== 'scalar' || key.value !== '<<') return false
  return key.tag === undefined ? key.style === 'plain' : key.tag === '!' || key.tag === 'tag:yaml.org,2002:merge'
}

/** Kubernetes turns values into JSON, which has no infinity. */
export function checked(composer: Composer, node: YamlNode): YamlNode {
  if (typeof node.value === 'number' && !Number.isFinite(node.value))
    report(composer, node.start - composer.base, { message: `unsupported value: ${node.value}`, stricter: true })
  return node
}
