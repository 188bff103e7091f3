import { InputError } from '../../error.ts'
import { type FieldPath, formatPath } from '../../manifest/path.ts'
import { put } from '../../manifest/put.ts'
import { isList, isMap, type Value, type ValueMap } from '../../manifest/value.ts'

/** Lay values over others by Helm's rules: maps merge, everything else is replaced. A `null` stays, for `withoutNulls`. */
export function mergeValues(under: ValueMap, over: ValueMap): ValueMap {
  const merged: Record<string, Value> = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const below = Object.hasOwn(under, key) ? under[key] : undefined
    put(merged, key, isMap(below) && isMap(value) ? mergeValues(below, value) : value)
  }
  return merged
}

/** Values without the entries that are `null`: that is how a later file takes back what an earlier one said. */
export function withoutNulls(value: Value): Value {
  if (isList(value)) return value.map(withoutNulls)
  if (!isMap(value)) return value
  const kept: Record<string, Value> = {}
  for (const [key, entry] of Object.entries(value)) if (entry !== null) put(kept, key, withoutNulls(entry))
  return kept
}

/** `value` with one more field at `path`; missing maps and lists are made, and lists are filled up with `null`. */
export function assigned(value: Value | undefined, path: FieldPath, field: Value, whole: FieldPath = path): Value {
  const [step, ...rest] = path
  if (step === undefined) return field
  if (typeof step === 'number') return inList(value ?? [], step, rest, field, whole)
  const map = value ?? {}
  if (!isMap(map)) throw mismatch(whole, path.length, map)
  const below = Object.hasOwn(map, step) ? map[step] : undefined
  const copy: Record<string, Value> = { ...map }
  put(copy, step, assigned(below ?? undefined, rest, field, whole))
  return copy
}

function inList(list: Value, index: number, rest: FieldPath, field: Value, whole: FieldPath): Value {
  if (!isList(list)) throw mismatch(whole, rest.length + 1, list)
  const filled = Array.from({ length: Math.max(list.length, index + 1) }, (_, place) => list[place] ?? null)
  return filled.with(index, assigned(list[index] ?? undefined, rest, field, whole))
}

/** A value on the way to `path` has no fields or items: the one that `left` steps lead on from. */
function mismatch(path: FieldPath, left: number, found: Value): InputError {
  const got = isMap(found) ? 'a map' : isList(found) ? 'a list' : String(found)
  const parent = formatPath(path.slice(0, path.length - left))
  return new InputError('BAD_VALUES', `${parent} is ${got}, so ${formatPath(path)} cannot be set`)
}
