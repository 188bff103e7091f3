import { isMap, listAt, type ValueMap } from '../../manifest/value.ts'

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
