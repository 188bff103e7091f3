import { resolvePlain } from '../read/schema.ts'
import { visibleQuoted } from '../text/visible.ts'
import { isList, isMap, type Value, type ValueMap } from '../value.ts'

/** How far block collections are indented against the map that holds them. */
export interface BlockStyle {
  readonly map: number
  readonly list: number
  /** Columns from a dash to what follows it. */
  readonly dash: number
}

/** How flow collections are written: `json` quotes every key and string, `tight` leaves out the blanks. */
export interface FlowStyle {
  readonly json: boolean
  readonly tight: boolean
}

/** Whether a value takes lines of its own in block style. Scalars and empty collections stay after their key. */
export function needsLines(value: Value): value is ValueMap | readonly Value[] {
  return isList(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0
}

/** The lines of a collection in block style, without the indentation they share. */
export function blockLines(value: ValueMap | readonly Value[], style: BlockStyle): readonly string[] {
  const lines: string[] = []
  addLines(lines, '', value, style)
  return lines
}

/** The lines of one `key: value`. */
export function entryLines(key: string, value: Value, style: BlockStyle): readonly string[] {
  const lines: string[] = []
  addEntry(lines, '', [key, value], style)
  return lines
}

/** The lines of one `- item`. */
export function itemLines(item: Value, style: BlockStyle): readonly string[] {
  const lines: string[] = []
  addItem(lines, '', item, style)
  return lines
}

function addLines(lines: string[], indent: string, value: ValueMap | readonly Value[], style: BlockStyle): void {
  if (isList(value)) for (const item of value) addItem(lines, indent, item, style)
  else for (const entry of Object.entries(value)) addEntry(lines, indent, entry, style)
}

function addEntry(lines: string[], indent: string, [key, value]: readonly [string, Value], style: BlockStyle): void {
  const name = `${indent}${blockScalar(key)}:`
  if (!needsLines(value)) lines.push(`${name} ${inlineText(value)}`)
  else {
    lines.push(name)
    addLines(lines, indent + ' '.repeat(isList(value) ? style.list : style.map), value, style)
  }
}

/** What an item holds begins after its dash. */
function addItem(lines: string[], indent: string, item: Value, style: BlockStyle): void {
  const dash = `${indent}-${' '.repeat(style.dash - 1)}`
  if (!needsLines(item)) lines.push(dash + inlineText(item))
  else {
    const first = lines.length
    addLines(lines, indent + ' '.repeat(style.dash), item, style)
    lines[first] = dash + (lines[first] ?? '').slice(dash.length)
  }
}

/** A scalar or an empty collection in block style. */
export function inlineText(value: Value): string {
  if (isList(value)) return '[]'
  if (isMap(value)) return '{}'
  return typeof value === 'string' ? blockScalar(value) : literal(value)
}

/** Any value on one line, in flow style. */
export function flowText(value: Value, style: FlowStyle): string {
  const comma = style.tight ? ',' : ', '
  if (isList(value)) return `[${value.map(item => flowText(item, style)).join(comma)}]`
  if (isMap(value)) return `{${flowEntries(value, style).join(comma)}}`
  return typeof value === 'string' ? flowScalar(value, style) : literal(value)
}

/** The entries of a map in flow style. */
export function flowEntries(value: ValueMap, style: FlowStyle): readonly string[] {
  const colon = style.tight ? ':' : ': '
  return Object.entries(value).map(([key, field]) => flowScalar(key, style) + colon + flowText(field, style))
}

function literal(value: null | boolean | number | bigint): string {
  if (typeof value !== 'number' || Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value)
  if (Number.isNaN(value)) return '.nan'
  return value > 0 ? '.inf' : '-.inf'
}

/** The same few names and words are written for every pod. */
const spelled = new Map<string, string>()
const mostSpelled = 200

function blockScalar(text: string): string {
  const known = spelled.get(text)
  if (known !== undefined) return known
  const spelling = spell(text)
  if (spelled.size < mostSpelled) spelled.set(text, spelling)
  return spelling
}

/**
 * Plain only where every YAML reader sees the same string: words, paths and commands, and quantities such as `128Mi`.
 * What some schema takes for a number, a date or base 60 is quoted, although Kubernetes' own schema might not mind.
 */
function spell(text: string): string {
  const plain = (/^[A-Za-z_/][\x20-\x7e]*$/.test(text) && !/: | #|[: ]$/.test(text)) || isQuantity(text)
  return plain && isString(text) ? text : quotedText(text)
}

function flowScalar(text: string, { json }: FlowStyle): string {
  const plain = !json && (/^[A-Za-z_/][\w./-]*$/.test(text) || isQuantity(text))
  if (plain && isString(text)) return text
  return json ? visibleQuoted(JSON.stringify(text), 'both') : quotedText(text)
}

function isQuantity(text: string): boolean {
  return /^[1-9]\d*(?:m|k|M|G|T|Ki|Mi|Gi|Ti)$/.test(text)
}

function isString(text: string): boolean {
  return typeof resolvePlain(text) === 'string'
}

/** `text` in double quotes. JSON strings are YAML strings, save for what YAML cannot print, or takes for line breaks. */
export function quotedText(text: string): string {
  return visibleQuoted(JSON.stringify(text), 'yaml')
}
