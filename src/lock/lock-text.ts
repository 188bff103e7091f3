import { visibleQuoted } from '../manifest/text/visible.ts'

/**
 * The part of YAML that a lock is written in: maps and lists of scalars in block style, texts that are plain where nobody
 * could read them otherwise, else quoted as in JSON. Small, because each `helm template` pays for what reads it.
 */
export type LockValue = string | number | boolean | readonly (string | number)[] | LockMap

/** A map of a lock. */
export interface LockMap {
  readonly [key: string]: LockValue
}

/** The lines of a key and its value, without line ends. */
export function lockLines(key: string, value: LockValue, indent: number): readonly string[] {
  const start = `${' '.repeat(indent)}${scalar(key)}:`
  if (typeof value !== 'object') return [`${start} ${scalar(value)}`]
  if (isList(value))
    return value.length === 0
      ? [`${start} []`]
      : [start, ...value.map(item => `${' '.repeat(indent + 2)}- ${scalar(item)}`)]
  const entries = Object.entries(value)
  return entries.length === 0 ? [`${start} {}`] : [start, ...entries.flatMap(([k, v]) => lockLines(k, v, indent + 2))]
}

function isList(value: LockValue): value is readonly (string | number)[] {
  return Array.isArray(value)
}

/** A key as it is written. */
export function lockKey(key: string): string {
  return scalar(key)
}

/** Read what `lockKey` wrote, or somebody put in other quotes. */
export function readLockKey(written: string): string {
  return String(unquoted(written.replace(/^'(.*)'$/, '$1')))
}

function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value)
  return plain.test(value) && !word.test(value) ? value : quoted(value)
}

/** Neither a number, a date nor base 60 begins with a letter or a slash. */
const plain = /^[A-Za-z/](?:[\w./@:-]*[\w/-])?$/
const word = /^(?:true|false|yes|no|on|off|y|n|null)$/i

/** JSON, and an escape for what YAML takes for no character or a terminal for a command. */
function quoted(text: string): string {
  const sound = text.replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
  return visibleQuoted(JSON.stringify(sound), 'both')
}

/**
 * Read what `lockLines` wrote. Of other text it makes something else or nothing: whoever reads writes it again, and
 * compares.
 */
export function readLockLines(text: string): LockMap {
  const lines = text.split('\n').filter(line => line !== '')
  return mapFrom({ lines, next: 0 }, indentOf(lines[0]))
}

interface Reading {
  readonly lines: readonly string[]
  next: number
}

function mapFrom(reading: Reading, indent: number): LockMap {
  const entries: [string, LockValue][] = []
  for (let line = reading.lines[reading.next]; line !== undefined && indentOf(line) === indent; ) {
    reading.next += 1
    const [, key = '', value] = /^ *("(?:[^"\\]|\\.)*"|[^\s"]\S*?):(?: (.*))?$/.exec(line) ?? []
    entries.push([String(unquoted(key)), value === undefined ? below(reading, indent) : inline(value)])
    line = reading.lines[reading.next]
  }
  return Object.fromEntries(entries)
}

function below(reading: Reading, indent: number): LockValue {
  const first = reading.lines[reading.next]
  if (first === undefined || indentOf(first) <= indent) return {}
  if (!first.trimStart().startsWith('- ')) return mapFrom(reading, indentOf(first))
  const items: (string | number)[] = []
  for (let line: string | undefined = first; line?.trimStart().startsWith('- '); line = reading.lines[reading.next]) {
    items.push(unquoted(line.trimStart().slice(2)))
    reading.next += 1
  }
  return items
}

function inline(value: string): LockValue {
  if (value === '{}') return {}
  if (value === 'true' || value === 'false') return value === 'true'
  return value === '[]' ? [] : unquoted(value)
}

function unquoted(text: string): string | number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  if (!text.startsWith('"')) return text
  try {
    return String(JSON.parse(text))
  } catch {
    return text
  }
}

function indentOf(line: string | undefined): number {
  return line === undefined ? 0 : line.length - line.trimStart().length
}
