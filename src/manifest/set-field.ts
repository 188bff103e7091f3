import { mergedMaps } from './assemble.ts'
import type { ChangeResult, FieldChange, Refusal, RefusalReason } from './change.ts'
import { type ChangeTree, changeTree, removes, valueAfter } from './change-tree.ts'
import type { ManifestDocument } from './document.ts'
import { addEntries, insertItems } from './insert.ts'
import type { ListNode, MapNode, YamlNode } from './node.ts'
import { inOrder, type PlacedEdit } from './place.ts'
import { removeParts } from './remove.ts'
import { replaceValue, type Slot } from './replace.ts'
import { sameValue } from './same-value.ts'
import { lineBreakOf, type Page } from './style.ts'
import { isList, isMap, ownAt, type Value } from './value.ts'
import { needsLines } from './write-yaml.ts'

/**
 * The edits that make `changes` in the document's own style, and the changes that cannot be made without touching
 * more than their place. Changes that share a missing parent become one insertion; additions to one map keep the
 * order given. A field that has its value already gives no edit.
 */
export function changeDocument(document: ManifestDocument, changes: readonly FieldChange[]): ChangeResult {
  const { text, start, end, syntax } = document
  const tree = changeTree(changes)
  if (document.problems.length > 0) return refuse(tree, 'broken-document')
  if (changes.length === 0) return nothing
  if (syntax.root === undefined) return refuse(tree, 'wrong-type')
  const page = { text, start, end, lineBreak: lineBreakOf(text, start, end), root: syntax.root }
  const slot: Slot = { node: syntax.root, parents: [], depth: 0 }
  const { edits, refused } = changeSlot({ page, shared: syntax.shared }, slot, tree)
  return { edits: inOrder(edits), refused: changes.flatMap(change => refused.filter(one => one.change === change)) }
}

interface Task {
  readonly page: Page
  readonly shared: ReadonlySet<YamlNode>
}

interface Outcome {
  readonly edits: readonly PlacedEdit[]
  readonly refused: readonly Refusal[]
}

const nothing: Outcome = { edits: [], refused: [] }

function refuse({ changes }: ChangeTree, reason: RefusalReason): Outcome {
  return { edits: [], refused: changes.map(change => ({ change, reason })) }
}

function join(outcomes: readonly Outcome[]): Outcome {
  return { edits: outcomes.flatMap(({ edits }) => edits), refused: outcomes.flatMap(({ refused }) => refused) }
}

/** Change the value at a slot as a whole, or what lies in it. Its removal is its holder's business. */
function changeSlot(task: Task, slot: Slot, tree: ChangeTree): Outcome {
  const { node } = slot
  if (tree.fate !== undefined) {
    return tree.fate.op === 'set' ? replaceWith(task, slot, tree, tree.fate.value) : refuse(tree, 'wrong-type')
  }
  const reason = closedBy(task, node)
  if (reason !== undefined) return refuse(tree, reason)
  if (isVoid(slot)) return fill(task, slot, tree)
  if (node.kind === 'scalar' || node.kind === 'alias') return refuse(tree, 'wrong-type')
  if (leavesNothing(node, tree)) return replaceWith(task, slot, tree, valueAfter(tree, node.value))
  return node.kind === 'map' ? changeMap(task, slot, node, tree) : changeList(task, slot, node, tree)
}

/** Why nothing inside a node may be edited. */
function closedBy({ shared }: Task, node: YamlNode): RefusalReason | undefined {
  if (node.kind === 'alias' || shared.has(node)) return 'alias'
  return node.tag === undefined || /^tag:yaml\.org,2002:(?:map|seq)$/.test(node.tag) ? undefined : 'tag'
}

/** Whether a place is there but holds nothing: null, or `{}` and `[]` where block style is written around them. */
function isVoid({ node, holder }: Slot): boolean {
  if (node.kind === 'scalar') return node.value === null
  if (holder?.style !== 'block') return false
  return (node.kind === 'map' && node.entries.length === 0) || (node.kind === 'list' && node.items.length === 0)
}

function fill(task: Task, slot: Slot, tree: ChangeTree): Outcome {
  if (onlyRemoves(tree)) return nothing
  const wanted = isList(slot.node.value)
    ? tree.children.size === 0
    : slot.node.value === null || tree.inserts.length === 0
  return wanted && isBuildable(tree)
    ? replaceWith(task, slot, tree, valueAfter(tree, slot.node.value))
    : refuse(tree, 'wrong-type')
}

function onlyRemoves({ changes }: ChangeTree): boolean {
  return changes.every(({ op }) => op === 'remove')
}

/** Whether the changes can make their missing parents. An item that is not there has no place of its own. */
function isBuildable({ children, inserts }: ChangeTree): boolean {
  if (inserts.length > 0 && (children.size > 0 || !inserts.every(({ step }) => isIndex(step)))) return false
  return [...children].every(([step, child]) => typeof step === 'string' && isBuildable(child))
}

function isIndex(step: string | number): step is number {
  return typeof step === 'number' && Number.isInteger(step) && step >= 0
}

/** Whether everything that a collection holds goes, so that its text does too. */
function leavesNothing(node: MapNode | ListNode, tree: ChangeTree): boolean {
  if (!removes(tree)) return false
  if (node.kind === 'list') {
    return [...tree.children.values()].filter(({ fate }) => fate?.op === 'remove').length === node.items.length
  }
  const after = valueAfter(tree, node.value)
  return node.entries.length > 0 && node.entries.every(({ name, merge }) => !merge && ownAt(after, name) === undefined)
}

function replaceWith({ page, shared }: Task, slot: Slot, tree: ChangeTree, value: Value): Outcome {
  const { node } = slot
  if (sameValue(node.value, value)) return nothing
  if (holdsShared(shared, node)) return refuse(tree, 'alias')
  if (node.tag !== undefined) return refuse(tree, 'tag')
  if (node.anchored === true && (node.kind !== 'scalar' || needsLines(value))) return refuse(tree, 'alias')
  const edits = replaceValue(page, slot, value)
  return edits === undefined ? refuse(tree, 'wrong-type') : { edits, refused: [] }
}

/** Whether an alias elsewhere refers to the node or to something in it. */
function holdsShared(shared: ReadonlySet<YamlNode>, node: YamlNode): boolean {
  if (shared.size === 0) return false
  if (shared.has(node)) return true
  if (node.kind === 'list') return node.items.some(item => holdsShared(shared, item))
  if (node.kind !== 'map') return false
  return node.entries.some(({ key, value }) => holdsShared(shared, key) || holdsShared(shared, value))
}

/** What the changes at one child of a collection come to. */
interface Verdict extends Outcome {
  readonly remove?: number
  readonly add?: readonly [string, Value]
}

function changeMap(task: Task, slot: Slot, map: MapNode, tree: ChangeTree): Outcome {
  const parents = [...slot.parents, map]
  const verdicts = [...tree.children].map(([step, child]) => fieldVerdict(task, map, parents, step, child))
  const removed = removedBy(verdicts)
  const additions = verdicts.flatMap(({ add }) => (add === undefined ? [] : [add]))
  const kept = { ...map, entries: map.entries.filter((_, index) => !removed.has(index)) }
  const added = additions.length === 0 ? [] : addEntries(task.page, kept, additions, parents, tree.depth)
  const misplaced = tree.inserts.map(({ change }): Refusal => ({ change, reason: 'wrong-type' }))
  const made = added === undefined ? refuse(tree, 'wrong-type') : { edits: added, refused: misplaced }
  return join([...verdicts, removal(task, map, removed, tree), made])
}

function fieldVerdict(
  task: Task,
  map: MapNode,
  parents: readonly YamlNode[],
  step: string | number,
  child: ChangeTree,
): Verdict {
  if (typeof step !== 'string') return refuse(child, 'wrong-type')
  const indexes = map.entries.flatMap(({ name, merge }, index) => (name === step && !merge ? [index] : []))
  const [index] = indexes
  const entry = index === undefined ? undefined : map.entries[index]
  const gone = entry !== undefined && isGone(task, entry.value, child)
  if (indexes.length > 1) return refuse(child, 'duplicate-key')
  if (isMerged(map, step, gone ? undefined : index)) return refuse(child, 'merge-key')
  if (entry === undefined) return newField(step, child)
  if (!gone) return changeSlot(task, { node: entry.value, holder: map, entry, parents, depth: child.depth }, child)
  return holdsShared(task.shared, entry.value) ? refuse(child, 'alias') : { ...nothing, remove: index ?? -1 }
}

/** Whether `<<` brings the field, unless the map's own entry stands behind it and stays. */
function isMerged({ entries }: MapNode, name: string, own = -1): boolean {
  return entries.some(
    ({ merge, value }, index) =>
      merge && index > own && mergedMaps(value.value).some(from => Object.hasOwn(from, name)),
  )
}

function newField(name: string, child: ChangeTree): Verdict {
  if (child.fate?.op === 'set') return { ...nothing, add: [name, child.fate.value] }
  if (child.fate !== undefined || onlyRemoves(child)) return nothing
  return isBuildable(child) ? { ...nothing, add: [name, valueAfter(child, null)] } : refuse(child, 'wrong-type')
}

/** Whether an entry goes: it is removed, or it holds a map that the removals below leave empty. */
function isGone(task: Task, node: YamlNode, child: ChangeTree): boolean {
  if (child.fate !== undefined) return child.fate.op === 'remove'
  if (!removes(child) || node.kind !== 'map' || closedBy(task, node) !== undefined) return false
  const after = valueAfter(child, node.value)
  return node.entries.length > 0 && isMap(after) && Object.keys(after).length === 0
}

function removedBy(verdicts: readonly Verdict[]): ReadonlySet<number> {
  return new Set(verdicts.flatMap(({ remove }) => (remove === undefined ? [] : [remove])))
}

function removal(task: Task, node: MapNode | ListNode, removed: ReadonlySet<number>, tree: ChangeTree): Outcome {
  if (removed.size === 0) return nothing
  const edits = removeParts(task.page, node, removed, tree.depth)
  return edits === undefined ? refuse(tree, 'wrong-type') : { edits, refused: [] }
}

function changeList(task: Task, slot: Slot, list: ListNode, tree: ChangeTree): Outcome {
  const parents = [...slot.parents, list]
  const verdicts = [...tree.children].map(([step, child]) => itemVerdict(task, list, parents, step, child))
  const removed = removedBy(verdicts)
  const kept = { ...list, items: list.items.filter((_, index) => !removed.has(index)) }
  const edits = insertItems(task.page, kept, insertsByIndex(list, removed, tree), parents, tree.depth)
  const misplaced = tree.inserts.filter(({ step }) => !isIndex(step))
  const refused = misplaced.map(({ change }): Refusal => ({ change, reason: 'wrong-type' }))
  return join([...verdicts, removal(task, list, removed, tree), { edits, refused }])
}

function itemVerdict(
  task: Task,
  list: ListNode,
  parents: readonly YamlNode[],
  step: string | number,
  child: ChangeTree,
): Verdict {
  const node = isIndex(step) ? list.items[step] : undefined
  if (!isIndex(step) || node === undefined) return onlyRemoves(child) ? nothing : refuse(child, 'wrong-type')
  if (child.fate?.op !== 'remove') return changeSlot(task, { node, holder: list, parents, depth: child.depth }, child)
  return holdsShared(task.shared, node) ? refuse(child, 'alias') : { ...nothing, remove: step }
}

/** Items to insert, by the index they get among the items that stay; those beyond the end come last, in index order. */
function insertsByIndex(
  { items }: ListNode,
  removed: ReadonlySet<number>,
  { inserts }: ChangeTree,
): ReadonlyMap<number, readonly Value[]> {
  const groups = new Map<number, readonly Value[]>()
  for (const { step, value } of inserts.toSorted((a, b) => Number(a.step) - Number(b.step))) {
    if (!isIndex(step)) continue
    const index = items.slice(0, step).filter((_, at) => !removed.has(at)).length
    groups.set(index, [...(groups.get(index) ?? []), value])
  }
  return groups
}
