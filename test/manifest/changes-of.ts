import fc from 'fast-check'
import type { FieldChange } from '../../src/manifest/edit/change.ts'
import type { FieldPath } from '../../src/manifest/path.ts'
import { isList, isMap, type Value } from '../../src/manifest/value.ts'

const scalars = fc.oneof(
  fc.constantFrom<Value>(null, true, false, 0, -1, 65532, 0.5, 1e21, 2n ** 63n - 1n),
  fc.constantFrom(
    'ALL',
    'RuntimeDefault',
    '0644',
    'yes',
    '',
    ' a',
    'a ',
    'a: b',
    'a #b',
    '- a',
    '128Mi',
    '1e3',
    '/data',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
)

/** Values of every shape that an edit may write. */
export const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: scalars },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.string({ maxLength: 3 }), tie('value'), { maxKeys: 3, noNullPrototype: true }),
    },
  ),
})).value

interface Wish {
  readonly kind: 'set' | 'add' | 'deep' | 'insert' | 'remove'
  readonly place: number
  readonly key: string
  readonly value: Value
}

/** What to change, before the document is known. */
export const wishes: fc.Arbitrary<readonly Wish[]> = fc.array(
  fc.record<Wish>({
    kind: fc.constantFrom('set', 'add', 'add', 'deep', 'insert', 'remove'),
    place: fc.nat(),
    key: fc.constantFrom('new', 'securityContext', 'on', '1', '__proto__', 'a b'),
    value: values,
  }),
  { minLength: 1, maxLength: 5 },
)

/** Changes of a value that do not contradict each other: no change is about a place that another one replaces. */
export function changesOf(value: Value, wanted: readonly Wish[]): readonly FieldChange[] {
  const changes: FieldChange[] = []
  for (const wish of wanted) {
    const change = changeFor(value, wish)
    if (change !== undefined && changes.every(other => !collide(change, other))) changes.push(change)
  }
  return changes
}

function changeFor(value: Value, { kind, place, key, value: wanted }: Wish): FieldChange | undefined {
  const paths = pathsOf(value).filter(({ at }) =>
    kind === 'insert' ? isList(at) : kind === 'add' || kind === 'deep' ? isMap(at) || at === null : true,
  )
  const chosen = paths[place % paths.length]
  if (chosen === undefined) return undefined
  const { path, at } = chosen
  if (kind === 'insert')
    return { op: 'insert', path: [...path, place % ((isList(at) ? at.length : 0) + 1)], value: wanted }
  if (kind === 'add') return { op: 'set', path: [...path, key], value: wanted }
  if (kind === 'deep') return { op: 'set', path: [...path, key, 'inner'], value: wanted }
  if (path.length === 0) return undefined
  return kind === 'remove' ? { op: 'remove', path } : { op: 'set', path, value: wanted }
}

interface Place {
  readonly path: FieldPath
  readonly at: Value
}

function pathsOf(at: Value, path: FieldPath = []): readonly Place[] {
  const children = isList(at) ? at.map((item, index) => [index, item] as const) : isMap(at) ? Object.entries(at) : []
  return [{ path, at }, ...children.flatMap(([step, child]) => pathsOf(child, [...path, step]))]
}

function collide(a: FieldChange, b: FieldChange): boolean {
  const [one, other] = [extent(a), extent(b)]
  if (a.op === 'insert' && b.op === 'insert') return false
  const shared = Math.min(one.length, other.length)
  return one.slice(0, shared).every((step, index) => step === other[index])
}

/** What a change replaces. An insertion replaces nothing, but its sequence must stay one. */
function extent({ op, path }: FieldChange): FieldPath {
  return op === 'insert' ? [...path.slice(0, -1), 'insertion'] : path
}
