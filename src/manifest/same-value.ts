import { isList, isMap, type Value } from './value.ts'

/** Whether two values are the same to Kubernetes: the order of a map's keys does not matter. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]))
  if (!isMap(a)) return Object.is(a, b)
  if (!isMap(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
}
