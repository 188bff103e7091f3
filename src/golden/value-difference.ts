import type { FieldPath } from '../manifest/path.ts'
import { isList, isMap, textAt, type Value, type ValueMap } from '../manifest/value.ts'

/** One place where two values differ. A side that has nothing there is absent. */
export interface ValueDifference {
  readonly path: FieldPath
  readonly want?: Value
  readonly got?: Value
}

/** Where `got` differs from `want`: the deepest fields, in the order of `want`, then what only `got` has. */
export function valueDifferences(want: Value, got: Value, path: FieldPath = []): ValueDifference[] {
  if (isMap(want) && isMap(got)) return mapDifferences(want, got, path)
  if (isList(want) && isList(got)) return listDifferences(want, got, path)
  return want === got ? [] : [{ path, want, got }]
}

function mapDifferences(want: ValueMap, got: ValueMap, path: FieldPath): ValueDifference[] {
  const keys = [...new Set([...Object.keys(want), ...Object.keys(got)])]
  return keys.flatMap(key => pairDifferences(ownValue(want, key), ownValue(got, key), [...path, key]))
}

function ownValue(map: ValueMap, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

function pairDifferences(want: Value | undefined, got: Value | undefined, path: FieldPath): ValueDifference[] {
  if (want === undefined) return got === undefined ? [] : [{ path, got }]
  return got === undefined ? [{ path, want }] : valueDifferences(want, got, path)
}

type List = readonly Value[]

/** Items with names (containers, volumes, env) are matched by name, so that one added in front is one difference. */
function listDifferences(want: List, got: List, path: FieldPath): ValueDifference[] {
  const [wantNames, gotNames] = [namesOf(want), namesOf(got)]
  if (wantNames === undefined || gotNames === undefined) return itemDifferences(want, got, path)
  const common = {
    want: wantNames.filter(name => gotNames.includes(name)),
    got: gotNames.filter(name => wantNames.includes(name)),
  }
  if (common.want.join('\0') !== common.got.join('\0')) return [{ path, want: wantNames, got: gotNames }]
  const removed = want.flatMap((item, index) =>
    gotNames.includes(wantNames[index] ?? '') ? [] : [{ path: [...path, index], want: item }],
  )
  const kept = got.flatMap((item, index) =>
    pairDifferences(want[wantNames.indexOf(gotNames[index] ?? '')], item, [...path, index]),
  )
  return [...removed, ...kept]
}

function itemDifferences(want: List, got: List, path: FieldPath): ValueDifference[] {
  const length = Math.max(want.length, got.length)
  return Array.from({ length }, (_, index) => pairDifferences(want[index], got[index], [...path, index])).flat()
}

/** The names of the items, undefined unless every item has one of its own. */
function namesOf(list: List): readonly string[] | undefined {
  const names = list.flatMap(item => textAt(item, 'name') ?? [])
  return names.length === list.length && new Set(names).size === names.length ? names : undefined
}
