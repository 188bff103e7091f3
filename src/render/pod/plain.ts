import { isMap, listAt, type Value, type ValueMap } from '../../manifest/value.ts'

/**
 * The map without the entries that are `undefined`. What lies deeper is validated values or made here, and holds none:
 * looking again at every level is what would cost time with ten thousand Jobs.
 */
export function compact(shape: object): ValueMap {
  const map: Record<string, Value> = {}
  for (const [key, value] of Object.entries(shape)) if (value !== undefined) map[key] = value
  return map
}

/** A copy without `undefined` at any depth: values that come from code may hold it. */
export function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(item => item !== undefined).map(withoutUndefined)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (entry === undefined ? [] : [[key, withoutUndefined(entry)]])),
  )
}

/** The maps in the list at `key`. Lists of a pod spec hold nothing else. */
export function mapsAt(value: ValueMap, key: string): ValueMap[] {
  return listAt(value, key).filter(isMap)
}

/** A list, or nothing where it would be empty. */
export function filled<Item>(items: readonly Item[] | undefined): readonly Item[] | undefined {
  return items === undefined || items.length === 0 ? undefined : items
}

/** The fields of a section that a table of fields names. */
export function picked(section: object, fields: object): object {
  return Object.fromEntries(Object.entries(section).filter(([key]) => key in fields))
}
