import { isList, isMap, type Value } from './value.ts'

/** A value for people: `string "abc"`, `number 5`, `a map`. */
export function describe(value: Value): string {
  if (value === null) return 'null'
  if (isList(value)) return 'a list'
  if (isMap(value)) return 'a map'
  if (typeof value === 'string') return `string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`
  return `${typeof value === 'boolean' ? 'boolean' : 'number'} ${value}`
}
