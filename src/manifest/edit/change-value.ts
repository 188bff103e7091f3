import type { FieldPath } from '../path.ts'
import { isList, isMap, type Value, type ValueMap } from '../value.ts'
import type { FieldChange } from './change.ts'

/**
 * What a document's value is after `changes`, without its text. Paths are those of the value before any change, as in
 * `changeDocument`, so insertions into one sequence are made from its end. Nothing is mutated; what does not change is shared.
 */
export function changeValue(value: Value, changes: readonly FieldChange[]): Value {
  return byDescendingIndex(changes).reduce((result, change) => changeAt(result, change.path, change), value)
}

/**
 * Stable, except that what moves items waits for every change that uses the indexes from before it: those of other
 * kinds, those further in, and those at or after its index.
 */
function byDescendingIndex(changes: readonly FieldChange[]): readonly FieldChange[] {
  const shifts = changes.filter(change => shiftsIndexes(change))
  const rest = changes.filter(change => !shiftsIndexes(change))
  return [...rest, ...shifts.toReversed().toSorted(innermostLastFirst)]
}

function innermostLastFirst(a: FieldChange, b: FieldChange): number {
  const removalsFirst = Number(a.op === 'insert') - Number(b.op === 'insert')
  return b.path.length - a.path.length || lastIndex(b) - lastIndex(a) || removalsFirst
}

function shiftsIndexes(change: FieldChange): boolean {
  return change.op !== 'set' && typeof change.path.at(-1) === 'number'
}

function lastIndex(change: FieldChange): number {
  return Number(change.path.at(-1))
}

function changeAt(value: Value | undefined, path: FieldPath, change: FieldChange): Value {
  const [step, ...rest] = path
  if (step === undefined) return change.op === 'remove' ? null : change.value
  return typeof step === 'number' ? changeItem(value, step, rest, change) : changeField(value, step, rest, change)
}

function changeItem(value: Value | undefined, index: number, rest: FieldPath, change: FieldChange): Value {
  const items = isList(value) ? value : []
  if (rest.length > 0) return items.toSpliced(index, 1, changeAt(items[index], rest, change))
  if (change.op === 'remove') return items.toSpliced(index, 1)
  return items.toSpliced(index, change.op === 'insert' ? 0 : 1, change.value)
}

function changeField(value: Value | undefined, key: string, rest: FieldPath, change: FieldChange): Value {
  const fields: ValueMap = isMap(value) ? value : {}
  if (rest.length > 0) return withField(fields, key, changeAt(fields[key], rest, change), change)
  if (change.op === 'remove') return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key))
  return { ...fields, [key]: change.value }
}

/** A removal takes the parent map along when it leaves it empty. */
function withField(fields: ValueMap, key: string, value: Value, change: FieldChange): ValueMap {
  const emptied = change.op === 'remove' && isMap(value) && Object.keys(value).length === 0
  if (!emptied) return { ...fields, [key]: value }
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key))
}
