import { isMap, textAt, type Value, type ValueMap } from '../manifest/value.ts'

/** An item of a list that has a name in it. */
export interface NamedItem {
  readonly name: string
  readonly value: ValueMap
}

/** The items by the field that names them; undefined where one has no such name, or two have the same. */
export function namedItems(items: readonly Value[], key: string): readonly NamedItem[] | undefined {
  const named = items.flatMap(value => {
    const name = textAt(value, key)
    return name !== undefined && isMap(value) ? [{ name, value }] : []
  })
  return new Set(named.map(({ name }) => name)).size === items.length ? named : undefined
}

/** How a list becomes another one whose items have names. */
export interface ListDifference {
  readonly removed: readonly NamedItem[]
  readonly changed: readonly { readonly name: string; readonly before: ValueMap; readonly after: ValueMap }[]
  /** Each with its place in the list that comes out, and the item before it. */
  readonly inserted: readonly (NamedItem & { readonly index: number; readonly behind: string | undefined })[]
}

/** Undefined where items changed places: nothing that hardening does, and an insertion could not say it. */
export function listDifference(before: readonly NamedItem[], after: readonly NamedItem[]): ListDifference | undefined {
  const [old, now] = [byName(before), byName(after)]
  const stayed = before.filter(({ name }) => now.has(name)).map(({ name }) => name)
  const kept = after.filter(({ name }) => old.has(name)).map(({ name }) => name)
  if (stayed.some((name, index) => name !== kept[index])) return undefined
  return {
    removed: before.filter(({ name }) => !now.has(name)),
    changed: after.flatMap(({ name, value }) => {
      const was = old.get(name)
      return was === undefined ? [] : [{ name, before: was, after: value }]
    }),
    inserted: after
      .map((item, index) => ({ ...item, index, behind: after[index - 1]?.name }))
      .filter(({ name }) => !old.has(name)),
  }
}

function byName(items: readonly NamedItem[]): ReadonlyMap<string, ValueMap> {
  return new Map(items.map(({ name, value }) => [name, value]))
}
