import { isMap, type Value, type ValueMap } from '../../manifest/value.ts'

/** Anything JSON-like. Validated values and the objects of `security/` are. */
export type Plain = undefined | Value | readonly Plain[] | { readonly [key: string]: Plain }

/** The map without entries that are `undefined`, at any depth: what a manifest can hold. */
export function plain(shape: { readonly [key: string]: Plain }): ValueMap {
  const entries = Object.entries(shape).flatMap(([key, value]) => (value === undefined ? [] : [[key, plainValue(value)]]))
  return Object.fromEntries(entries)
}

/** Lay `over` onto `under`: maps merge, everything else is replaced. */
export function laidOver(under: ValueMap, over: ValueMap): ValueMap {
  const merged: Record<string, Value> = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const below = under[key]
    merged[key] = isMap(below) && isMap(value) ? laidOver(below, value) : value
  }
  return merged
}

/** A list, or nothing where it would be empty. */
export function filled<Item>(items: readonly Item[] | undefined): readonly Item[] | undefined {
  return items === undefined || items.length === 0 ? undefined : items
}

function plainValue(value: Exclude<Plain, undefined>): Value {
  if (Array.isArray(value)) return value.flatMap(item => (item === undefined ? [] : [plainValue(item)]))
  return typeof value === 'object' && value !== null ? plain(value as { readonly [key: string]: Plain }) : (value as Value)
}
