import type { FieldPath } from '../manifest/path.ts'
import { sameValue } from '../manifest/same-value.ts'
import { isList, isMap, ownAt, type Value, type ValueMap } from '../manifest/value.ts'
import { listDifference, namedItems } from './list-difference.ts'
import { mergeKeys } from './merge-lists.ts'

/**
 * The JSON patch (RFC 6902) that makes `after` of `before`. It counts items, so that a chart that gets one more container
 * would have another one patched: before it touches an item it tests its name, and fails where that is another.
 */
export function jsonPatch(before: ValueMap, after: ValueMap): readonly ValueMap[] {
  return mapOperations(before, after, [])
}

function mapOperations(before: ValueMap, after: ValueMap, path: FieldPath): readonly ValueMap[] {
  const gone = Object.keys(before).filter(key => !Object.hasOwn(after, key))
  return [
    ...Object.entries(after).flatMap(([key, now]) => fieldOperations(key, ownAt(before, key), now, [...path, key])),
    ...gone.map(key => ({ op: 'remove', path: pointer([...path, key]) })),
  ]
}

function fieldOperations(key: string, was: Value | undefined, now: Value, path: FieldPath): readonly ValueMap[] {
  if (sameValue(was, now)) return []
  if (isMap(was) && isMap(now)) return mapOperations(was, now, path)
  const found = isList(was) && isList(now) ? listOperations(key, was, now, path) : undefined
  return found ?? [{ op: was === undefined ? 'add' : 'replace', path: pointer(path), value: now }]
}

/** Changes first, where the items still are; then what goes, from the end; then what comes, from the start. */
function listOperations(
  key: string,
  was: readonly Value[],
  now: readonly Value[],
  path: FieldPath,
): readonly ValueMap[] | undefined {
  const mergeKey = mergeKeys.get(key)
  const [before, after] = mergeKey === undefined ? [] : [namedItems(was, mergeKey), namedItems(now, mergeKey)]
  if (mergeKey === undefined || before === undefined || after === undefined) return itemsInPlace(was, now, path)
  const difference = listDifference(before, after)
  if (difference === undefined) return undefined
  const pathOfItem = (name: string) => [...path, before.findIndex(item => item.name === name)]
  const test = (name: string) => ({ op: 'test', path: pointer([...pathOfItem(name), mergeKey]), value: name })
  const changed = difference.changed.flatMap(item => {
    const operations = mapOperations(item.before, item.after, pathOfItem(item.name))
    return operations.length === 0 ? [] : [test(item.name), ...operations]
  })
  const removed = difference.removed
    .toReversed()
    .flatMap(({ name }) => [test(name), { op: 'remove', path: pointer(pathOfItem(name)) }])
  const inserted = difference.inserted.map(({ index, value }) => {
    return { op: 'add', path: pointer([...path, index]), value }
  })
  return [...changed, ...removed, ...inserted]
}

/** Items without names can only be told apart by where they are. */
function itemsInPlace(was: readonly Value[], now: readonly Value[], path: FieldPath): readonly ValueMap[] | undefined {
  if (was.length !== now.length || ![...was, ...now].every(isMap)) return undefined
  return now.flatMap((item, index) => fieldOperations('', was[index], item, [...path, index]))
}

/** A place as a JSON pointer (RFC 6901). */
export function pointer(path: FieldPath): string {
  return path.map(step => `/${pointerStep(step)}`).join('')
}

/** One step of a JSON pointer. */
export function pointerStep(step: string | number): string {
  return String(step).replaceAll('~', '~0').replaceAll('/', '~1')
}
