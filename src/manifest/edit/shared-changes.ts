import type { MapEntry, MapNode, YamlNode } from '../node.ts'
import type { FieldPath } from '../path.ts'
import { mergedMaps } from '../read/assemble.ts'
import { sameValue } from '../same-value.ts'
import { isMap, ownAt } from '../value.ts'
import type { FieldChange, Refusal, RefusalReason } from './change.ts'

/** Changes of a document with aliases: those to make in its text, and what comes with them. */
export interface SharedChanges {
  readonly made: readonly FieldChange[]
  /** Changes that are made at the anchor, by the one that is in `made`. */
  readonly coveredBy: ReadonlyMap<FieldChange, FieldChange>
  readonly refused: readonly Refusal[]
}

/**
 * A field of a node that aliases or merge keys use is set at its anchor if every place where the node shows wants the very
 * same; else the change is refused, because it would change who did not ask for it.
 */
export function shareChanges(
  root: YamlNode,
  shared: ReadonlySet<YamlNode>,
  changes: readonly FieldChange[],
): SharedChanges {
  if (shared.size === 0) return { made: changes, coveredBy: new Map(), refused: [] }
  const trails = changes.map(change => ({ change, use: useAt(root, shared, change.path) }))
  if (trails.every(({ use }) => use === undefined)) return { made: changes, coveredBy: new Map(), refused: [] }
  const places = placesOf(root, shared)
  const wanted = new Map(changes.map(change => [JSON.stringify(change.path), change]))
  const coveredBy = new Map<FieldChange, FieldChange>()
  const refused: Refusal[] = []
  for (const { change, use } of trails) {
    if (use === undefined || coveredBy.has(change)) continue
    const group = groupOf(change, use, places.get(use.node) ?? [], wanted)
    if (group === undefined) refused.push({ change, reason: use.by })
    else for (const member of group.members) coveredBy.set(member, group.home)
  }
  const left = new Set(refused.map(({ change }) => change))
  const isMade = (change: FieldChange) => !left.has(change) && (coveredBy.get(change) ?? change) === change
  return { made: changes.filter(isMade), coveredBy, refused }
}

/** The innermost shared node that a path leads through, and the path from there. */
interface Use {
  readonly node: YamlNode
  readonly rest: FieldPath
  /** How the path came there, for the sentence. */
  readonly by: RefusalReason
}

function useAt(root: YamlNode, shared: ReadonlySet<YamlNode>, path: FieldPath): Use | undefined {
  let use: Use | undefined
  let node: YamlNode | undefined = root
  let by: RefusalReason = 'alias'
  for (const [index, step] of path.entries()) {
    for (;;) {
      if (node?.kind === 'alias') node = node.target
      if (node === undefined) return use
      if (shared.has(node)) use = { node, rest: path.slice(index), by }
      const entry: MapEntry | undefined = node.kind === 'map' ? winner(node, String(step)) : undefined
      if (entry?.merge !== true) {
        node = node.kind === 'list' ? (typeof step === 'number' ? node.items[step] : undefined) : entry?.value
        break
      }
      by = 'merge-key'
      node = sourcesOf(entry).find(({ value }) => ownAt(value, String(step)) !== undefined)
    }
  }
  return use
}

/** The entry that a field of a map comes from: the last one that has it or brings it (goyaml.v2). */
function winner({ entries }: MapNode, name: string): MapEntry | undefined {
  return entries.findLast(entry => (entry.merge ? brings(entry, name) : entry.name === name))
}

function brings({ value }: MapEntry, name: string): boolean {
  return mergedMaps(value.value).some(from => Object.hasOwn(from, name))
}

/** The maps that `<<` brings, in the order in which the first one wins. */
function sourcesOf({ value }: MapEntry): readonly MapNode[] {
  const target = resolved(value)
  const nodes = target.kind === 'list' ? target.items.map(resolved) : [target]
  return nodes.filter(node => node.kind === 'map')
}

function resolved(node: YamlNode): YamlNode {
  return node.kind === 'alias' ? resolved(node.target) : node
}

/** Where a shared node shows in the value of the document. */
interface Place {
  readonly path: FieldPath
  /** `own`: at its anchor. */
  readonly by: 'own' | 'alias' | 'merge'
  /** Fields that the node has no say in at this place: the map that merges it has them from elsewhere. */
  readonly hidden: ReadonlySet<string>
  /** Fields of the merging map that the node would take over if it had them: they stand before the `<<`. */
  readonly open: ReadonlySet<string>
}

const none: ReadonlySet<string> = new Set()

type Places = ReadonlyMap<YamlNode, readonly Place[]>

/** Every place at which each shared node shows. */
function placesOf(root: YamlNode, shared: ReadonlySet<YamlNode>): Places {
  const places = new Map<YamlNode, Place[]>()
  const uses = usesWithin(shared)
  const walk = (node: YamlNode, place: Place): void => {
    if (shared.has(node)) places.set(node, [...(places.get(node) ?? []), place])
    if (node.kind === 'alias' || uses(node)) for (const { child, at } of shownIn(node, place)) walk(child, at)
  }
  walk(root, { path: [], by: 'own', hidden: none, open: none })
  return places
}

/** A node that shows in another one, and where. */
interface Shown {
  readonly child: YamlNode
  readonly at: Place
}

function shownIn(node: YamlNode, place: Place): readonly Shown[] {
  const by = place.by === 'own' ? 'own' : 'alias'
  const below = (child: YamlNode, step: string | number): Shown => ({
    child,
    at: { path: [...place.path, step], by, hidden: none, open: none },
  })
  if (node.kind === 'alias') return [{ child: node.target, at: { ...place, by: by === 'own' ? 'alias' : place.by } }]
  if (node.kind === 'list') return node.items.map((item, index) => below(item, index))
  if (node.kind === 'scalar') return []
  return node.entries.flatMap((entry, index) => {
    if (entry.merge) return mergedAt(node, index, place)
    const isShown = winner(node, entry.name) === entry && !place.hidden.has(entry.name)
    return isShown ? [below(entry.value, entry.name)] : []
  })
}

/** Whether a node holds an alias or a shared node: what does not cannot lead to one, and is not looked at again. */
function usesWithin(shared: ReadonlySet<YamlNode>): (node: YamlNode) => boolean {
  const known = new Map<YamlNode, boolean>()
  const uses = (node: YamlNode): boolean => {
    const before = known.get(node)
    if (before !== undefined) return before
    const children =
      node.kind === 'map' ? node.entries.map(({ value }) => value) : node.kind === 'list' ? node.items : []
    const found = children.some(child => child.kind === 'alias' || shared.has(child) || uses(child))
    known.set(node, found)
    return found
  }
  return uses
}

/** Where the maps of a `<<` show: in the map that merges them, but for the fields that it has from elsewhere. */
function mergedAt({ entries }: MapNode, index: number, { path, hidden, open }: Place): readonly Shown[] {
  const entry = entries[index]
  if (entry === undefined) return []
  const later = entries.slice(index + 1).flatMap(namesOf)
  const earlier = entries.slice(0, index).flatMap(namesOf)
  return sourcesOf(entry).map((child, at, sources) => ({
    child,
    at: {
      path,
      by: 'merge',
      hidden: new Set([...hidden, ...later, ...sources.slice(0, at).flatMap(fieldsOf)]),
      open: new Set([...open, ...earlier, ...sources.slice(at + 1).flatMap(fieldsOf)]),
    },
  }))
}

function fieldsOf({ value }: MapNode): readonly string[] {
  return isMap(value) ? Object.keys(value) : []
}

function namesOf(entry: MapEntry): readonly string[] {
  return entry.merge ? mergedMaps(entry.value.value).flatMap(from => Object.keys(from)) : [entry.name]
}

interface Group {
  readonly home: FieldChange
  readonly members: readonly FieldChange[]
}

/** The changes that come to the same edit at the anchor, if nobody else would see it. */
function groupOf(
  change: FieldChange,
  { node, rest }: Use,
  places: readonly Place[],
  wanted: ReadonlyMap<string, FieldChange>,
): Group | undefined {
  const name = String(rest[0])
  const has = ownAt(node.value, name) !== undefined
  const seen = places.filter(({ hidden }) => !hidden.has(name))
  if (change.op !== 'set' || seen.some(({ open }) => open.has(name) && !has)) return undefined
  const members = seen.flatMap(({ path }) => wanted.get(JSON.stringify([...path, ...rest])) ?? [])
  const own = seen.findIndex(({ by }) => by === 'own')
  const home = members[own]
  const isSame =
    members.length === seen.length && members.every(one => one.op === 'set' && sameValue(one.value, change.value))
  return home !== undefined && isSame ? { home, members } : undefined
}
