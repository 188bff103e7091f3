import { isList, isMap, type Value } from '../value.ts'
import { visibleJson } from './visible.ts'

/** `value` as JSON on one line. Unlike `JSON.stringify` it writes integers beyond 2^53 with every digit. */
export function jsonLine(value: Value): string {
  if (isList(value)) return `[${value.map(jsonLine).join(',')}]`
  if (isMap(value)) return `{${entriesOf(value, jsonLine, ':').join(',')}}`
  return scalarText(value)
}

/** `value` as JSON with two spaces of indentation and a final newline, for people to look at too. */
export function jsonText(value: Value): string {
  return `${visibleJson(indented(value, '\n'))}\n`
}

function indented(value: Value, newline: string): string {
  const inner = `${newline}  `
  if (isList(value))
    return block(
      '[',
      ']',
      value.map(item => indented(item, inner)),
      newline,
    )
  if (isMap(value))
    return block(
      '{',
      '}',
      entriesOf(value, item => indented(item, inner), ': '),
      newline,
    )
  return scalarText(value)
}

function block(open: string, close: string, items: readonly string[], newline: string): string {
  return items.length === 0 ? open + close : `${open}${newline}  ${items.join(`,${newline}  `)}${newline}${close}`
}

function entriesOf(map: Readonly<Record<string, Value>>, write: (value: Value) => string, colon: string): string[] {
  return Object.entries(map).map(([key, value]) => `${JSON.stringify(key)}${colon}${write(value)}`)
}

function scalarText(value: Value): string {
  if (typeof value === 'bigint') return String(value)
  return Object.is(value, -0) ? '-0' : JSON.stringify(value)
}
