import type { ManifestDocument } from '../document.ts'
import type { ListNode, MapEntry, MapNode, YamlNode } from '../node.ts'
import { mergedMaps } from '../read/assemble.ts'
import { sameValue } from '../same-value.ts'
import { isList, isMap, ownAt, type Value } from '../value.ts'
import type { ChangeResult, FieldChange, Refusal, RefusalReason } from './change.ts'
import {
  type ChangeTree,
  changeTree,
  isBuildable,
  isIndex,
  onlyRemoves,
  removes,
  valueAfter,
  valueMade,
} from './change-tree.ts'
import { addEntries, insertItems } from './insert.ts'
import { editsInOrder, type PlacedEdit } from './place.ts'
import { removeParts } from './remove.ts'
import { replaceValue, type Slot } from './replace.ts'
import { shareChanges } from './shared-changes.ts'
import { lineBreakOf, type Page } from './style.ts'
import { needsLines } from './write-yaml.ts'

/**
 * The edits that make `changes` in the document's own style, and the changes that cannot be made without touching
 * more than their place. Changes that share a missing parent become one insertion; additions to one map keep the
 * order given. A field that has its value already gives no edit.
 */
export function changeDocument(document: ManifestDocument, changes: readonly FieldChange[]): ChangeResult {
  const { text, start, end, syntax } = document
  if (document.problems.length > 0) return refusedAll(changes, 'broken-document')
  if (changes.length === 0) return { edits: [], refused: [] }
  if (syntax.root === undefined) return refusedAll(changes, 'wrong-type')
  const page = { text, start, end, lineBreak: lineBreakOf(text, start, end), root: syntax.root }
  const { made, coveredBy, refused } = shareChanges(syntax.root, syntax.shared, changes)
  const draft: Draft = { page, shared: syntax.shared, edits: [], refused: [...refused] }
  changeSlot(draft, { node: syntax.root, parents: [], depth: 0 }, changeTree(made))
  return { edits: editsInOrder(draft.edits), refused: inGivenOrder(withCovered(draft.refused, coveredBy), changes) }
}

/** What was to come with a change that is refused is refused, too. */
function withCovered(
  refused: readonly Refusal[],
  coveredBy: ReadonlyMap<FieldChange, FieldChange>,
): readonly Refusal[] {
  if (coveredBy.size === 0) return refused
  const reasons = new Map(refused.map(({ change, reason }) => [change, reason]))
  const covered = [...coveredBy].flatMap(([change, home]) => {
    const reason = reasons.get(home)
    return change === home || reason === undefined ? [] : [{ change, reason }]
  })
  return [...refused, ...covered]
}

function refusedAll(changes: readonly FieldChange[], reason: RefusalReason): ChangeResult {
  return { edits: [], refused: changes.map(change => ({ change, reason })) }
}

function inGivenOrder(refused: readonly Refusal[], changes: readonly FieldChange[]): readonly Refusal[] {
  return refused.length === 0 ? [] : changes.flatMap(change => refused.filter(one => one.change === change))
}

/** What changing one document gathers. It lives for one call of `changeDocument`. */
interface Draft {
  readonly page: Page
  readonly shared: ReadonlySet<YamlNode>
  readonly edits: PlacedEdit[]
  readonly refused: Refusal[]
}

function refuse(draft: Draft, { changes }: ChangeTree, reason: RefusalReason): void {
  for (const change of changes) draft.refused.push({ change, reason })
}

/** Keep the edits that were found. None: there is no place for them in the text. */
function make(draft: Draft, trees: readonly ChangeTree[], edits: readonly PlacedEdit[] | undefined): boolean {
  if (edits === undefined) for (const tree of trees) refuse(draft, tree, 'wrong-type')
  else draft.edits.push(...edits)
  return edits !== undefined
}

/** Change the value at a slot as a whole, or what lies in it. Its removal is its holder's business. */
function changeSlot(draft: Draft, slot: Slot, tree: ChangeTree): void {
  const { node } = slot
  const reason = tree.fate === undefined ? closedBy(node) : undefined
  if (tree.fate?.op === 'set') replaceWith(draft, slot, tree, tree.fate.value)
  else if (reason !== undefined) refuse(draft, tree, reason)
  else if (tree.fate !== undefined) refuse(draft, tree, 'wrong-type')
  else if (isVoid(slot)) fill(draft, slot, tree)
  else if (node.kind === 'scalar' || node.kind === 'alias') refuse(draft, tree, 'wrong-type')
  else if (leavesNothing(node, tree)) replaceWith(draft, slot, tree, valueAfter(tree, node.value))
  else if (node.kind === 'map') changeMap(draft, slot, node, tree)
  else changeList(draft, slot, node, tree)
}

/** Why nothing inside a node may be edited. What is left of the changes inside a shared one is wanted wherever it shows. */
function closedBy(node: YamlNode): RefusalReason | undefined {
  if (node.kind === 'alias') return 'alias'
  return node.tag === undefined || /^tag:yaml\.org,2002:(?:map|seq)$/.test(node.tag) ? undefined : 'tag'
}

/** Whether a place is there but holds nothing: null, or `{}` and `[]` where block style is written around them. */
function isVoid({ node, holder }: Slot): boolean {
  if (node.kind === 'scalar') return node.value === null
  if (holder?.style !== 'block') return false
  return (node.kind === 'map' && node.entries.length === 0) || (node.kind === 'list' && node.items.length === 0)
}

function fill(draft: Draft, slot: Slot, tree: ChangeTree): void {
  const { value } = slot.node
  if (onlyRemoves(tree)) return
  const fits = value === null || (isList(value) ? tree.children.size === 0 : tree.inserts.length === 0)
  if (fits && isBuildable(tree)) replaceWith(draft, slot, tree, valueAfter(tree, value))
  else refuse(draft, tree, 'wrong-type')
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

function replaceWith(draft: Draft, slot: Slot, tree: ChangeTree, value: Value): void {
  const { node } = slot
  if (sameValue(node.value, value)) return
  if (isHeld(draft, slot, value)) refuse(draft, tree, 'alias')
  else if (node.tag !== undefined) refuse(draft, tree, 'tag')
  else make(draft, [tree], replaceValue(draft.page, slot, value))
}

/**
 * Whether the text of a value cannot be replaced, because it has an anchor. A map or list in place of nothing stays under
 * the anchor on the line of its key, so that whoever refers to it gets the same.
 */
function isHeld({ page, shared }: Draft, slot: Slot, value: Value): boolean {
  const { node, entry } = slot
  const onKeyLine = entry !== undefined && !page.text.slice(entry.key.end, node.start).includes('\n')
  if (isEmpty(node) && needsLines(value) && onKeyLine) return false
  return holdsShared(shared, node) || (node.anchored === true && (node.kind !== 'scalar' || needsLines(value)))
}

function isEmpty(node: YamlNode): boolean {
  if (node.kind === 'map') return node.entries.length === 0
  return node.kind === 'list' ? node.items.length === 0 : node.kind === 'scalar' && node.style === 'absent'
}

/** Whether an alias elsewhere refers to the node or to something in it. */
function holdsShared(shared: ReadonlySet<YamlNode>, node: YamlNode): boolean {
  if (shared.size === 0) return false
  if (shared.has(node)) return true
  if (node.kind === 'list') return node.items.some(item => holdsShared(shared, item))
  if (node.kind !== 'map') return false
  return node.entries.some(({ key, value }) => holdsShared(shared, key) || holdsShared(shared, value))
}

function changeMap(draft: Draft, slot: Slot, map: MapNode, tree: ChangeTree): void {
  const parents = [...slot.parents, map]
  const removed = new Map<number, ChangeTree>()
  const added: Addition[] = []
  for (const { change } of tree.inserts) draft.refused.push({ change, reason: 'wrong-type' })
  for (const [step, child] of tree.children) {
    const found = typeof step === 'string' ? fieldOf(map, step) : 'wrong-type'
    if (typeof found === 'string') refuse(draft, child, found)
    else if (found.entry === undefined) addField(draft, added, String(step), child)
    else if (!isGone(found.entry.value, child)) {
      const { entry } = found
      changeSlot(draft, { node: entry.value, holder: map, entry, parents, depth: child.depth }, child)
    } else if (found.merged) refuse(draft, child, 'merge-key')
    else if (holdsShared(draft.shared, found.entry.key)) refuse(draft, child, 'alias')
    else removeChild(draft, removed, found.index, found.entry.value, child)
  }
  const gone = removeFrom(draft, map, removed, tree)
  if (added.length === 0) return
  const fields = added.map(({ name, value }) => [name, value] as const)
  const trees = added.map(addition => addition.tree)
  const left = { ...map, entries: map.entries.filter((_, index) => !gone.has(index)) }
  make(draft, trees, addEntries(draft.page, left, fields, parents, tree.depth))
}

/** A field that a map gets, and the changes that it comes from. */
interface Addition {
  readonly name: string
  readonly value: Value
  readonly tree: ChangeTree
}

/** Take parts out of a collection. The indexes of those that went: none where one of them cannot. */
function removeFrom(
  draft: Draft,
  node: MapNode | ListNode,
  removed: ReadonlyMap<number, ChangeTree>,
  { depth }: ChangeTree,
): ReadonlySet<number> {
  const gone = new Set(removed.keys())
  const done = gone.size > 0 && make(draft, [...removed.values()], removeParts(draft.page, node, gone, depth))
  return done ? gone : new Set()
}

interface Field {
  readonly index: number
  readonly entry: MapEntry | undefined
  /** `<<` brings it too, so that it would still be there without its entry. */
  readonly merged: boolean
}

/** The entry of a field, or why the field has no place of its own. */
function fieldOf({ entries }: MapNode, name: string): Field | RefusalReason {
  let index = -1
  let merge = -1
  for (const [at, entry] of entries.entries()) {
    if (entry.merge) merge = brings(entry, name) ? at : merge
    else if (entry.name === name) {
      if (index !== -1) return 'duplicate-key'
      index = at
    }
  }
  return merge > index ? 'merge-key' : { index, entry: entries[index], merged: merge !== -1 }
}

function brings({ value }: MapEntry, name: string): boolean {
  return mergedMaps(value.value).some(from => Object.hasOwn(from, name))
}

function addField(draft: Draft, added: Addition[], name: string, child: ChangeTree): void {
  if (child.fate?.op === 'set') added.push({ name, value: child.fate.value, tree: child })
  else if (onlyRemoves(child)) return
  else if (isBuildable(child)) added.push({ name, value: valueMade(child), tree: child })
  else refuse(draft, child, 'wrong-type')
}

/** Whether an entry goes: it is removed, or it holds a map that the removals below leave empty. */
function isGone(node: YamlNode, child: ChangeTree): boolean {
  if (child.fate !== undefined) return child.fate.op === 'remove'
  if (!removes(child) || node.kind !== 'map' || closedBy(node) !== undefined) return false
  const after = valueAfter(child, node.value)
  return node.entries.length > 0 && isMap(after) && Object.keys(after).length === 0
}

function removeChild(
  draft: Draft,
  removed: Map<number, ChangeTree>,
  index: number,
  node: YamlNode,
  child: ChangeTree,
): void {
  if (holdsShared(draft.shared, node)) refuse(draft, child, 'alias')
  else removed.set(index, child)
}

function changeList(draft: Draft, slot: Slot, list: ListNode, tree: ChangeTree): void {
  const parents = [...slot.parents, list]
  const removed = new Map<number, ChangeTree>()
  for (const { step, change } of tree.inserts) {
    if (!isIndex(step)) draft.refused.push({ change, reason: 'wrong-type' })
  }
  for (const [step, child] of tree.children) {
    const node = isIndex(step) ? list.items[step] : undefined
    if (isIndex(step) && node !== undefined && child.fate?.op === 'remove')
      removeChild(draft, removed, step, node, child)
    else if (node !== undefined) changeSlot(draft, { node, holder: list, parents, depth: child.depth }, child)
    else if (!onlyRemoves(child)) refuse(draft, child, 'wrong-type')
  }
  const gone = removeFrom(draft, list, removed, tree)
  if (tree.inserts.length === 0) return
  const left = { ...list, items: list.items.filter((_, index) => !gone.has(index)) }
  draft.edits.push(...insertItems(draft.page, left, insertsByIndex(list, gone, tree), parents, tree.depth))
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
