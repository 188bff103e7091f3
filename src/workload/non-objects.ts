import type { ManifestDocument } from '../manifest/document.ts'
import type { FieldPath } from '../manifest/path.ts'
import { isList, isMap, ownAt, type Value, type ValueMap } from '../manifest/value.ts'
import type { Observation } from './finding.ts'
import { type Inherited, inheritedFrom } from './object.ts'
import { describe } from './types.ts'

/** Why something that stands where an object belongs is none. */
export type NonObject = { readonly path: FieldPath } & Extract<
  Observation,
  { readonly code: 'bad-type' | 'missing-field' | 'invalid-value' }
>

/**
 * What kubectl and Helm refuse in a document before any API server sees it: everything but null that is no map, a map
 * without kind or apiVersion, a list without items, and among the items the same again. Something that is no list but has
 * `items` they do not refuse: they create the items and forget the rest, which its author cannot want.
 */
export function nonObjects({ value, problems }: ManifestDocument): readonly NonObject[] {
  return value === null || problems.length > 0 ? [] : problemsIn(value, [], {})
}

function problemsIn(value: Value, path: FieldPath, inherited: Inherited): readonly NonObject[] {
  if (!isMap(value)) return [{ code: 'bad-type', want: 'an object', got: describe(value), path }]
  const unnamed = unnamedIn(value, path, inherited)
  if (unnamed !== undefined) return [unnamed]
  if (Object.hasOwn(value, 'items')) return itemProblems(value, path, inherited)
  return value.kind === 'List' ? [{ code: 'missing-field', owner: 'a List', fields: ['items'], path }] : []
}

/** What kind of object it is must be said. */
function unnamedIn(map: ValueMap, path: FieldPath, inherited: Inherited): NonObject | undefined {
  for (const field of ['kind', 'apiVersion'] as const) {
    const own = ownAt(map, field) ?? inherited[field] ?? ''
    if (own === '') return { code: 'missing-field', owner: 'an object', fields: [field], path }
    if (typeof own !== 'string')
      return { code: 'bad-type', want: 'a string', got: describe(own), path: [...path, field] }
  }
  return undefined
}

function itemProblems(map: ValueMap, path: FieldPath, inherited: Inherited): readonly NonObject[] {
  const items = ownAt(map, 'items') ?? null
  const [kind, apiVersion] = [map.kind ?? inherited.kind, map.apiVersion ?? inherited.apiVersion].map(String)
  const isListKind = kind?.endsWith('List') === true
  const at = [...path, 'items']
  if (!isList(items)) {
    if (items === null && isListKind) return []
    return isListKind ? [{ code: 'bad-type', want: 'a list', got: describe(items), path: at }] : [notAList(kind, at)]
  }
  const below = inheritedFrom(kind ?? '', apiVersion ?? '')
  const own = isListKind ? [] : [notAList(kind, at)]
  return [...own, ...items.flatMap((item, index) => problemsIn(item, [...at, index], below))]
}

function notAList(kind: string | undefined, path: FieldPath): NonObject {
  const want = 'the items of a …List, which kubectl and Helm create, and nothing of what stands beside them'
  return { code: 'invalid-value', got: `items of a ${kind}`, want, path }
}
