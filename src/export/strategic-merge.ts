import { sameValue } from '../manifest/same-value.ts'
import { isList, isMap, ownAt, type Value, type ValueMap } from '../manifest/value.ts'
import { type NamedItem, namedItems } from './list-difference.ts'
import { mergeKeys, replacedLists } from './merge-lists.ts'

/**
 * The strategic merge patch that makes `after` of `before`; undefined where no such patch can. Lists are merged as
 * kustomize does (kyaml, `ListPrepend`): the items that the patch names come first, in its order, and then the others.
 */
export function strategicMerge(before: ValueMap, after: ValueMap): ValueMap | undefined {
  const patch: Record<string, Value> = {}
  for (const key of keysOf(before, after)) {
    const [was, now] = [ownAt(before, key), ownAt(after, key)]
    if (sameValue(was, now)) continue
    const field = now === undefined ? null : fieldPatch(key, was, now)
    if (field === undefined) return undefined
    patch[key] = field
  }
  return patch
}

function keysOf(before: ValueMap, after: ValueMap): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
}

function fieldPatch(key: string, was: Value | undefined, now: Value): Value | undefined {
  if (isMap(now) && isMap(was)) return strategicMerge(was, now)
  const mergeKey = mergeKeys.get(key)
  if (isList(now) && mergeKey !== undefined) return listPatch(mergeKey, isList(was) ? was : [], now)
  if (isList(now) && !replacedLists.has(key)) return undefined
  return holdsNull(now) ? undefined : now
}

/** All items up to the last one that changes are named, since naming is what decides the order. */
function listPatch(key: string, was: readonly Value[], now: readonly Value[]): readonly Value[] | undefined {
  const [before, after] = [namedItems(was, key), namedItems(now, key)]
  if (before === undefined || after === undefined) return undefined
  const old = new Map(before.map(({ name, value }) => [name, value]))
  const stayed = before.filter(({ name }) => after.some(item => item.name === name))
  const patches = after.map(item => itemPatch(key, old.get(item.name), item))
  if (patches.some(patch => patch === undefined)) return undefined
  const named = lengthNamed(after, stayed, old)
  const gone = before.filter(item => !stayed.includes(item))
  return [
    ...patches.slice(0, named).filter(patch => patch !== undefined),
    ...gone.map(({ name }) => ({ $patch: 'delete', [key]: name })),
  ]
}

/** How many items must be named, for the rest to be the end of the list as it was. */
function lengthNamed(
  after: readonly NamedItem[],
  stayed: readonly NamedItem[],
  old: ReadonlyMap<string, ValueMap>,
): number {
  let same = 0
  while (same < stayed.length && isUntouched(after.at(-1 - same), stayed.at(-1 - same), old)) same += 1
  return after.length - same
}

function isUntouched(
  item: NamedItem | undefined,
  was: NamedItem | undefined,
  old: ReadonlyMap<string, ValueMap>,
): boolean {
  return item !== undefined && item.name === was?.name && sameValue(item.value, old.get(item.name))
}

function itemPatch(key: string, was: ValueMap | undefined, { name, value }: NamedItem): ValueMap | undefined {
  if (was === undefined) return holdsNull(value) ? undefined : value
  const patch = strategicMerge(was, value)
  return patch === undefined ? undefined : { [key]: name, ...patch }
}

/** Null takes a field away in a patch, so that no patch can set one. */
function holdsNull(value: Value): boolean {
  if (value === null) return true
  return isList(value) ? value.some(holdsNull) : isMap(value) && Object.values(value).some(holdsNull)
}
