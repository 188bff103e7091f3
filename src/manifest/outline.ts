import { readDocument } from './document.ts'
import { behindSpaces, code, isBlank } from './read/plain/cursor.ts'
import { resolvePlain } from './read/schema.ts'
import { splitStream } from './stream.ts'
import { isList, isMap, ownAt, type Value, type ValueMap } from './value.ts'

/** A map of which nothing is read but what is asked for. */
export interface Outline {
  keys(): readonly string[]
  has(key: string): boolean
  /** What stands under a key, read to its end. */
  at(key: string): Value | undefined
  /** The map under a key. */
  mapAt(key: string): Outline | undefined
  /** The maps of the list under a key. */
  mapsAt(key: string): readonly Outline[]
}

/** The outline of a map that was read. */
export function outlineOfValue(map: ValueMap): Outline {
  return {
    keys: () => Object.keys(map),
    has: key => Object.hasOwn(map, key),
    at: key => ownAt(map, key),
    mapAt: key => outlineOfMap(ownAt(map, key)),
    mapsAt: key => outlinesOfList(ownAt(map, key)),
  }
}

function outlineOfMap(value: Value | undefined): Outline | undefined {
  return isMap(value) ? outlineOfValue(value) : undefined
}

function outlinesOfList(value: Value | undefined): readonly Outline[] {
  return isList(value) ? value.filter(isMap).map(outlineOfValue) : []
}

/** The outline of a document that `isSoundInColumns`. Undefined: its root is no map in block style. */
export function outlineOfText(text: string): Outline | undefined {
  return outlineIn(text, 0, text.length)
}

/** The outline of the map that a part of a text consists of. */
function outlineIn(text: string, from: number, to: number): Outline | undefined {
  const first = firstContent(text, from, to)
  if (first === undefined) return undefined
  if (nameAt(text, first.at) !== undefined) return outlineOfBlock({ text, to, ...first })
  return text.charCodeAt(first.at) === code.openMap ? outlineOfMap(valueIn(text.slice(first.at, to))) : undefined
}

/** The first line with something in it but a comment. */
function firstContent(text: string, from: number, to: number) {
  for (let start = from; start < to; start = nextLine(text, start)) {
    const at = behindSpaces(text, start)
    const first = text.charCodeAt(at)
    if (at < to && first !== code.newline && first !== code.hash) return { from: start, at, column: at - start }
  }
  return undefined
}

function nextLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline === -1 ? text.length : newline + 1
}

const rootLine = /\n(?=[^ \n])/g

/** The next line that begins in column 0: of the megabyte of a definition there are four. */
function nextRootLine(text: string, at: number): number {
  rootLine.lastIndex = at
  return rootLine.test(text) ? rootLine.lastIndex : text.length
}

const key = /(?:[A-Za-z_$/][\w./$-]*|"[^"\\\n]*"|'[^'\n]*')(?=:(?:[ \n]|$))/y

/** The name of the key at `at`, after which the pattern stands then. */
function nameAt(text: string, at: number): string | undefined {
  key.lastIndex = at
  if (!key.test(text)) return undefined
  const first = text.charCodeAt(at)
  const quotes = first === code.quote || first === code.apostrophe ? 1 : 0
  return text.slice(at + quotes, key.lastIndex - quotes)
}

/** The lines of a map in block style. */
interface Block {
  readonly text: string
  readonly from: number
  readonly to: number
  readonly column: number
}

/** Where an entry begins, where its colon ends, and where the next one begins. */
interface Entry {
  readonly start: number
  readonly colon: number
  readonly end: number
}

function outlineOfBlock(block: Block): Outline {
  const { text, column } = block
  let entries: ReadonlyMap<string, Entry> | undefined
  const known = () => {
    entries ??= entriesOf(block)
    return entries
  }
  const at = (name: string) => {
    const entry = known().get(name)
    if (entry === undefined) return undefined
    const word = wordIn(text, entry)
    return word === undefined ? ownAt(valueIn(unindented(text, entry, column)), name) : resolvePlain(word)
  }
  const below = (name: string) => linesBelow(text, known().get(name))
  return {
    keys: () => [...known().keys()],
    has: name => known().has(name),
    at,
    mapAt: name => {
      const lines = below(name)
      return lines === undefined ? outlineOfMap(at(name)) : outlineIn(text, lines.from, lines.to)
    },
    mapsAt: name => {
      const lines = below(name)
      return lines === undefined ? outlinesOfList(at(name)) : itemsIn(text, lines.from, lines.to)
    },
  }
}

/** Of two entries with one name the last one counts. */
function entriesOf({ text, from, to, column }: Block): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>()
  let last: { readonly name: string; readonly start: number; readonly colon: number } | undefined
  const next = column === 0 ? nextRootLine : nextLine
  for (let line = from; line < to; line = next(text, line)) {
    const name = standsAt(text, line, column) ? nameAt(text, line + column) : undefined
    if (name === undefined) continue
    if (last !== undefined) entries.set(last.name, { ...last, end: line })
    last = { name, start: line + column, colon: key.lastIndex + 1 }
  }
  if (last !== undefined) entries.set(last.name, { ...last, end: to })
  return entries
}

/** Whether a line begins in `column`. Most begin further in. */
function standsAt(text: string, line: number, column: number): boolean {
  return text.charCodeAt(line + column) > code.space && behindSpaces(text, line) === line + column
}

/** The lines below the key of an entry; undefined where its value is on its own line. */
function linesBelow(text: string, entry: Entry | undefined): { from: number; to: number } | undefined {
  if (entry === undefined) return undefined
  const at = behindSpaces(text, entry.colon)
  const first = text.charCodeAt(at)
  if (at < entry.end && first !== code.newline && first !== code.hash) return undefined
  return { from: nextLine(text, entry.colon), to: entry.end }
}

/** The items of a block sequence that are maps, each without its dash. */
function itemsIn(text: string, from: number, to: number): readonly Outline[] {
  const first = firstContent(text, from, to)
  if (first === undefined) return []
  const dashes: number[] = []
  for (let line = first.from; line < to; line = nextLine(text, line)) {
    const at = line + first.column
    if (text.charCodeAt(at) === code.dash && isBlank(text, at + 1) && standsAt(text, line, first.column))
      dashes.push(at)
  }
  return dashes.flatMap((dash, index) => {
    const next = dashes[index + 1]
    const item = ' '.repeat(first.column + 1) + text.slice(dash + 1, next === undefined ? to : next - first.column)
    return outlineIn(item, 0, item.length) ?? []
  })
}

const word = / ([A-Za-z]\w*)\n/y

/** The value of an entry that is one word and nothing else. */
function wordIn(text: string, { colon, end }: Entry): string | undefined {
  word.lastIndex = colon
  const found = word.exec(text)?.[1]
  return word.lastIndex === end ? found : undefined
}

/** The text of an entry as it would stand in column 0. */
function unindented(text: string, { start, end }: Entry, column: number): string {
  return text.slice(start, end).replaceAll(`\n${' '.repeat(column)}`, '\n')
}

function valueIn(text: string): Value {
  return readDocument(splitStream(text), { index: 0, start: 0, end: text.length }).value
}
