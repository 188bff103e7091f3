import type { FieldPath } from '../manifest/path.ts'
import { isList, type Value, valueAt } from '../manifest/value.ts'
import type { Hardening } from '../workload/observation.ts'
import type { PodView } from '../workload/pod.ts'
import { grouped } from './grouped.ts'

/**
 * The same hardenings with one change for each list: several fixes may add to a list that the pod lacks, and whoever
 * edits the text should see one new list.
 */
export function foldInserts(pod: PodView, hardenings: readonly Hardening[]): readonly Hardening[] {
  return grouped(hardenings, listKey).flatMap(group => {
    const [first] = group
    if (first?.change.op !== 'insert') return group
    const list = valueAt(pod.spec, inSpec(pod, first.change.path.slice(0, -1)))
    return isList(list) ? group.map(hardening => within(list, hardening)) : [asOneList(group)]
  })
}

function listKey({ change }: Hardening): string {
  return JSON.stringify(change.op === 'insert' ? change.path.slice(0, -1) : change.path)
}

/** Paths are those of the pod as written, so an item behind one that another fix adds has that one's index. */
function within(list: readonly Value[], { change, because }: Hardening): Hardening {
  if (change.op !== 'insert') return { change, because }
  const index = Math.min(Number(change.path.at(-1)), list.length)
  return { change: { ...change, path: [...change.path.slice(0, -1), index] }, because }
}

function asOneList(group: readonly Hardening[]): Hardening {
  const value: readonly Value[] = group.flatMap(({ change }) => (change.op === 'insert' ? [change.value] : []))
  const path = group[0]?.change.path.slice(0, -1) ?? []
  return { change: { op: 'set', path, value }, because: [...new Set(group.map(({ because }) => because))].join('; ') }
}

/** A path of the document, as seen from the pod's spec. */
export function inSpec(pod: PodView, path: FieldPath): FieldPath {
  return path.slice(pod.path.length)
}
