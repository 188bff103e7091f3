import type { Value } from '../value.ts'
import type { FieldChange } from './change.ts'
import { changeValue } from './change-value.ts'

/** The changes of a document, ordered by where they go, so that those with a common parent become one insertion. */
export interface ChangeTree {
  /** Every change at this place or below it, in the order given: what a refusal of this place refuses. */
  readonly changes: readonly FieldChange[]
  /** Steps from the root to here. */
  readonly depth: number
  /** What happens to this place as a whole. Absent: only something below it changes. */
  readonly fate?: Fate
  readonly children: ReadonlyMap<string | number, ChangeTree>
  /** Items to insert into the sequence at this place. */
  readonly inserts: readonly ItemInsertion[]
}

/** Replaced by a value, or removed. */
export type Fate = { readonly op: 'set'; readonly value: Value } | { readonly op: 'remove' }

/** An item to insert, before the one that `step` names. */
export interface ItemInsertion {
  readonly step: string | number
  readonly value: Value
  readonly change: FieldChange
}

/** Order changes by path. A change below a place that an earlier one sets is applied to the value it sets. */
export function changeTree(changes: readonly FieldChange[], depth = 0): ChangeTree {
  const whole = changes.findLastIndex(({ path }) => path.length === depth)
  if (whole !== -1)
    return { changes, depth, fate: fateOf(changes.slice(whole), depth), children: new Map(), inserts: [] }
  const groups = new Map<string | number, FieldChange[]>()
  const inserts: ItemInsertion[] = []
  for (const change of changes) {
    const step = change.path[depth] ?? ''
    if (change.op === 'insert' && change.path.length === depth + 1) inserts.push({ step, value: change.value, change })
    else {
      const group = groups.get(step)
      if (group === undefined) groups.set(step, [change])
      else group.push(change)
    }
  }
  const children = new Map<string | number, ChangeTree>()
  for (const [step, group] of groups) children.set(step, changeTree(group, depth + 1))
  return { changes, depth, children, inserts }
}

/** What the place comes to: the first change is about all of it, the others about its inside. */
function fateOf([whole, ...inside]: readonly FieldChange[], depth: number): Fate {
  const removed = whole === undefined || whole.op === 'remove'
  if (!removed && inside.length === 0) return { op: 'set', value: whole.value }
  if (removed && inside.every(({ op }) => op === 'remove')) return { op: 'remove' }
  return { op: 'set', value: changeValue(removed ? {} : whole.value, below(inside, depth)) }
}

/** The value that the place has after the changes, when it has `value` now. */
export function valueAfter(tree: ChangeTree, value: Value): Value {
  return changeValue(value, below(tree.changes, tree.depth))
}

/** The value that the changes make where nothing is. Most only set fields, which need not be set one after the other. */
export function valueMade(tree: ChangeTree): Value {
  if (tree.fate?.op === 'set') return tree.fate.value
  if (tree.changes.some(({ op }) => op !== 'set')) return valueAfter(tree, null)
  return Object.fromEntries([...tree.children].map(([step, child]) => [step, valueMade(child)]))
}

/** Whether some change takes something away, so that a collection may become empty. */
export function removes(tree: ChangeTree): boolean {
  return tree.changes.some(({ op }) => op === 'remove')
}

/** Whether the changes only take things away. */
export function onlyRemoves({ changes }: ChangeTree): boolean {
  return changes.every(({ op }) => op === 'remove')
}

/** Whether the changes can make their missing parents. An item that is not there has no place of its own. */
export function isBuildable({ children, inserts }: ChangeTree): boolean {
  if (inserts.length > 0 && (children.size > 0 || !inserts.every(({ step }) => isIndex(step)))) return false
  return [...children].every(([step, child]) => typeof step === 'string' && isBuildable(child))
}

/** Whether a step is the index of an item. */
export function isIndex(step: string | number): step is number {
  return typeof step === 'number' && Number.isInteger(step) && step >= 0
}

function below(changes: readonly FieldChange[], depth: number): readonly FieldChange[] {
  return changes.map(change => ({ ...change, path: change.path.slice(depth) }))
}
