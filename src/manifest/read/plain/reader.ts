import type { ListNode, MapEntry, MapNode, ScalarNode, YamlNode } from '../../node.ts'
import { firstOdd } from '../characters.ts'
import { blockScalarNode } from './block-scalar.ts'
import { behindSpaces, type Cursor, code, cursorAt, endsLine, endValueLine, isBlank } from './cursor.ts'
import { flowNode } from './flow.ts'
import { mapNode, plainDepth, plainEntry } from './node.ts'
import { plainEnd, plainNode, plainScalarNode, quotedNode, startsPlain } from './scalar.ts'

/**
 * Read a document written in the part of YAML that rendered manifests are made of: block maps and sequences, scalars
 * on one line, literal block scalars, flow collections on one line. Its tree is the very tree that `compose` makes, in
 * a tenth of the time.
 *
 * Undefined: some part of the document may be something else (an anchor, a tag, a merge, a scalar of several lines, a
 * tab, an error). Then `compose` decides, and it alone ever reports an error. Whatever is in doubt is left to it.
 */
export function readPlain(text: string, base: number): YamlNode | undefined {
  if (firstOdd(text) < text.length) return undefined
  const cursor = cursorAt(text, base)
  if (cursor.indent !== 0 || text.charCodeAt(0) === code.byteOrderMark) return undefined
  const root = blockNode(cursor, 0, 1)
  return cursor.at >= text.length ? root : undefined
}

/** The collection that begins at the cursor, in `column`. The cursor moves past it. */
function blockNode(cursor: Cursor, column: number, depth: number): YamlNode | undefined {
  if (depth > plainDepth) return undefined
  if (isItem(cursor)) return blockList(cursor, column, depth)
  // Templates that print a map write `annotations:` and `{}` below it.
  if (isFlow(cursor.text, cursor.at)) return inlineValue(cursor, cursor.at, column, depth)
  return blockMap(cursor, column, depth)
}

/** Whether a dash with a blank after it stands at the cursor. */
function isItem({ text, at }: Cursor): boolean {
  return text.charCodeAt(at) === code.dash && isBlank(text, at + 1)
}

function blockMap(cursor: Cursor, column: number, depth: number): MapNode | undefined {
  const { text, base } = cursor
  const start = base + cursor.at
  const entries: MapEntry[] = []
  let end = start
  do {
    const key = keyAt(cursor)
    if (key === undefined) return undefined
    const value = entryValue(cursor, key.end - base + 1, column, depth)
    const entry = value === undefined ? undefined : plainEntry(text, base, key, value)
    if (value === undefined || entry === undefined) return undefined
    entries.push(entry)
    end = value.end
  } while (cursor.indent === column)
  // What is indented further than the map goes on with a value that has ended here.
  return cursor.indent > column ? undefined : mapNode('block', start, end, entries)
}

function blockList(cursor: Cursor, column: number, depth: number): ListNode | undefined {
  const start = cursor.base + cursor.at
  const items: YamlNode[] = []
  let end = start
  do {
    const item = itemValue(cursor, column, depth)
    if (item === undefined) return undefined
    items.push(item)
    end = item.end
  } while (cursor.indent === column && isItem(cursor))
  if (cursor.indent > column) return undefined
  const value = items.map(item => item.value)
  return { kind: 'list', style: 'block', start, end, value, items }
}

/** The key at the cursor, if its colon follows at once and a blank after that. */
function keyAt({ text, base, at }: Cursor): ScalarNode | undefined {
  const key = isQuoted(text, at) ? quotedNode(text, base, at) : plainKey(text, base, at)
  return key !== undefined && isKeyEnd(text, key.end - base) ? key : undefined
}

function plainKey(text: string, base: number, at: number): ScalarNode | undefined {
  // `...` ends a document.
  if (!startsPlain(text, at) || (text.charCodeAt(at) === code.dot && text.charCodeAt(at + 1) === code.dot))
    return undefined
  const end = plainEnd(text, at)
  return end === -1 ? undefined : plainNode(text, base, at, end)
}

function isKeyEnd(text: string, at: number): boolean {
  return text.charCodeAt(at) === code.colon && isBlank(text, at + 1)
}

/** The value of an entry whose colon ends at `from`: on its line, or in the lines below. */
function entryValue(cursor: Cursor, from: number, column: number, depth: number): YamlNode | undefined {
  const at = behindSpaces(cursor.text, from)
  if (!isNothing(cursor.text, at)) return inlineValue(cursor, at, column, depth)
  if (!endValueLine(cursor, from)) return undefined
  // A sequence may stand in the column of its key.
  const below = cursor.indent > column || (cursor.indent === column && isItem(cursor))
  return below ? blockNode(cursor, cursor.indent, depth + 1) : absentNode(cursor, at)
}

/** The item whose dash stands at the cursor. A map may begin on its line. */
function itemValue(cursor: Cursor, column: number, depth: number): YamlNode | undefined {
  const { text, at: dash } = cursor
  const at = behindSpaces(text, dash + 1)
  if (isNothing(text, at)) {
    if (!endValueLine(cursor, dash + 1)) return undefined
    return cursor.indent > column ? blockNode(cursor, cursor.indent, depth + 1) : absentNode(cursor, at)
  }
  if (!beginsMap(text, at)) return inlineValue(cursor, at, column, depth)
  cursor.at = at
  return depth < plainDepth ? blockMap(cursor, column + at - dash, depth + 1) : undefined
}

function isNothing(text: string, at: number): boolean {
  return endsLine(text, at) || text.charCodeAt(at) === code.hash
}

function absentNode({ base }: Cursor, at: number): ScalarNode {
  return plainScalarNode('absent', base + at, base + at, null)
}

/** Whether a key stands at `at`. It is read once more as one: that is cheaper than to carry it along. */
function beginsMap(text: string, at: number): boolean {
  if (!isQuoted(text, at)) return startsPlain(text, at) && isKeyEnd(text, plainEnd(text, at))
  const key = quotedNode(text, 0, at)
  return key !== undefined && isKeyEnd(text, key.end)
}

/** A value that begins at `at`, on the line of its key or dash. */
function inlineValue(cursor: Cursor, at: number, column: number, depth: number): YamlNode | undefined {
  const { text } = cursor
  if (text.charCodeAt(at) === code.pipe) return blockScalarNode(cursor, at, column)
  const node = lineValue(cursor, at, depth)
  return node !== undefined && endValueLine(cursor, node.end - cursor.base) ? node : undefined
}

function lineValue({ text, base }: Cursor, at: number, depth: number): YamlNode | undefined {
  const first = text.charCodeAt(at)
  if (first === code.quote || first === code.apostrophe) return quotedNode(text, base, at)
  if (isFlow(text, at)) return flowNode(text, base, at, depth + 1)
  if (!startsPlain(text, at) && !isIndicatorText(text, at)) return undefined
  const end = plainEnd(text, at)
  return end === -1 ? undefined : plainNode(text, base, at, end)
}

/** `-1` and `:8080` are text; with a blank after it the first character would be an indicator. */
function isIndicatorText(text: string, at: number): boolean {
  const first = text.charCodeAt(at)
  return (first === code.dash || first === code.colon) && text.charCodeAt(at + 1) > code.space
}

function isFlow(text: string, at: number): boolean {
  const first = text.charCodeAt(at)
  return first === code.openMap || first === code.openList
}

function isQuoted(text: string, at: number): boolean {
  const first = text.charCodeAt(at)
  return first === code.quote || first === code.apostrophe
}
