import type { FieldPath } from '../manifest/path.ts'
import type { Value } from '../manifest/value.ts'
import { nounOf } from './noun.ts'
import type { ObjectType, SchemaType } from './type.ts'
import type { KubernetesTypes } from './types.ts'
import { schemaProblems } from './validate.ts'

/** Where a field of the same object belongs, and to what. */
export interface Elsewhere {
  readonly place: string
  readonly owner: string
}

/** A map of an object: its type and the way to it. `[*]` stands for every item of a list. */
interface Site {
  readonly type: ObjectType
  readonly steps: readonly string[]
}

/** A field that some map does not have, and what it holds. */
export interface Misplaced {
  readonly field: string
  readonly value: Value
  /** Of the map that does not have it. */
  readonly path: FieldPath
}

/** A name that more types have tells nothing of where it belongs. */
const rare = 12
const deepest = 4

/**
 * Where in the object a field of this name belongs that can hold the value: in a map around it, else in the nearest one
 * within those, first where the map is called the same (securityContext), then in containers before init containers.
 */
export function elsewhere(misplaced: Misplaced, root: ObjectType, types: KubernetesTypes): Elsewhere | undefined {
  const around = sitesAlong(misplaced.path, root, types).toReversed()
  const [own, ...above] = around
  if (own === undefined) return undefined
  const holds = ({ type }: Site) => canHold(type, misplaced, types)
  const direct = above.find(holds)
  if (direct !== undefined) return described(direct, misplaced)
  if (types.frequency(misplaced.field) > rare) return undefined
  for (const site of around) {
    const found = sitesWithin(site, types).filter(holds)
    const [best] = found.toSorted((a, b) => rank(a, own) - rank(b, own))
    if (best !== undefined) return described(best, misplaced)
  }
  return undefined
}

function canHold(type: ObjectType, { field, value }: Misplaced, types: KubernetesTypes): boolean {
  const own = type.fields.get(spelled(type, field))
  return own !== undefined && schemaProblems(value, own.type, { named: types.named, decides: 'decoding' }).length === 0
}

/** As the type spells it: `fsgroup` is fsGroup. */
function spelled({ fields }: ObjectType, field: string): string {
  if (fields.has(field)) return field
  const lower = field.toLowerCase()
  return [...fields.keys()].find(name => name.toLowerCase() === lower) ?? field
}

function rank({ steps }: Site, own: Site): number {
  const alike = steps.at(-1) === own.steps.at(-1) ? 0 : 100
  const list = steps.some(step => /^(init|ephemeral)Containers/.test(step)) ? 1 : 0
  return alike + steps.length * 2 + list
}

/** Every map on the way from the object to the one at `path`, that one included. */
function sitesAlong(path: FieldPath, root: ObjectType, types: KubernetesTypes): readonly Site[] {
  const sites: Site[] = [{ type: root, steps: [] }]
  let type: SchemaType | undefined = root
  let steps: readonly string[] = []
  for (const step of path) {
    type = type === undefined ? undefined : partOf(type, step, types)
    steps = typeof step === 'number' ? within(steps) : [...steps, step]
    const object: ObjectType | undefined = type === undefined ? undefined : objectOf(type, types)
    if (object !== undefined) sites.push({ type: object, steps })
  }
  return sites
}

function partOf(type: SchemaType, step: string | number, types: KubernetesTypes): SchemaType | undefined {
  if (type.is === 'list') return type.items
  if (type.is === 'map') return type.values
  return typeof step === 'string' ? objectOf(type, types)?.fields.get(step)?.type : undefined
}

function objectOf(type: SchemaType, types: KubernetesTypes): ObjectType | undefined {
  if (type.is === 'object') return type
  return type.is === 'named' ? types.named(type.name) : undefined
}

/** The maps within a map, nearest first; each type once for each name that it is found under. */
function sitesWithin(from: Site, types: KubernetesTypes): readonly Site[] {
  const seen = new Set<string>()
  const found: Site[] = []
  let level: readonly Site[] = [from]
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    level = level
      .flatMap(site => childrenOf(site, types))
      .filter(({ type, steps }) => isNew(`${type.name} ${steps.at(-1)}`, seen))
    found.push(...level)
  }
  return found
}

function isNew(key: string, seen: Set<string>): boolean {
  if (seen.has(key)) return false
  seen.add(key)
  return true
}

function childrenOf({ type, steps }: Site, types: KubernetesTypes): readonly Site[] {
  return [...type.fields].flatMap(([field, { type: below }]) => {
    if (steps.length === 0 && field === 'status') return []
    const isList = below.is === 'list'
    const object = objectOf(isList ? below.items : below, types)
    const here = [...steps, field]
    return object === undefined ? [] : [{ type: object, steps: isList ? within(here) : here }]
  })
}

function within(steps: readonly string[]): readonly string[] {
  return [...steps.slice(0, -1), `${steps.at(-1) ?? ''}[*]`]
}

function described({ type, steps }: Site, { field }: Misplaced): Elsewhere {
  return { place: [...steps, spelled(type, field)].join('.'), owner: type.noun ?? nounOf(type.name) }
}
