import { describe } from '../../manifest/describe.ts'
import type { ManifestDocument } from '../../manifest/document.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { isList, isMap, ownAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { Observation } from '../finding/finding.ts'
import { type Inherited, inheritedFrom } from './object.ts'

/** What is wrong where an object belongs and there is none, or half of one. */
export type NonObject = { readonly path: FieldPath } & Extract<
  Observation,
  { readonly code: 'bad-type' | 'missing-field' | 'invalid-value' }
>

/**
 * What kubectl and Helm refuse in a document before any API server sees it: a value that is neither null nor a map, a map
 * without `kind` or `apiVersion`, a List without `items`, and the same among the items. An object of another kind that has
 * `items` is a problem, too, though they do not refuse it: they create the items and drop the rest, which no author wants.
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

/** An item of a typed list takes from the list what it does not say itself. */
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
  const kind = String(map.kind ?? inherited.kind)
  const at = [...path, 'items']
  const own = kind.endsWith('List') ? [] : [notAList(kind, at)]
  if (isList(items)) {
    const below = inheritedFrom(kind, String(map.apiVersion ?? inherited.apiVersion))
    return [...own, ...items.flatMap((item, index) => problemsIn(item, [...at, index], below))]
  }
  if (items === null || own.length > 0) return own
  return [{ code: 'bad-type', want: 'a list', got: describe(items), path: at }]
}

function notAList(kind: string, path: FieldPath): NonObject {
  const want = 'them in a …List: kubectl and Helm create the items and drop the rest'
  return { code: 'invalid-value', got: `items of a ${kind}`, want, path }
}
