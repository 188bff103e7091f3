import * as assert from 'uvu/assert'
import { readFleet } from '../../src/fleet/read-fleet.ts'
import { fleetJsonSchema } from '../../src/fleet/schema.ts'
import { type FieldPath, formatPath } from '../../src/manifest/path.ts'
import { isList, isMap, listAt, mapAt, type Value, type ValueMap } from '../../src/manifest/value.ts'
import { readPolicy } from '../../src/policy/policy.ts'
import { policyJsonSchema } from '../../src/policy/schema.ts'
import { passedOn } from '../../src/render/rules/passed-on.ts'
import { validateValues, valuesJsonSchema } from '../../src/render/values/validate.ts'
import { kubernetesAt } from '../../src/schema/types.ts'
import { refusal } from '../render/smallest.ts'
import { situation, table } from '../table.ts'

const unknown = 'nobodyKnowsThis'
const misspelt: ValueMap = { [unknown]: 1 }

/** For each map of a schema that has fields of its own: the unknown field in it, and as little as can be around it. */
function misspeltIn(schema: Value | undefined, root: ValueMap, above: readonly Value[] = []): readonly Value[] {
  if (!isMap(schema) || above.includes(schema)) return []
  const within = (below: Value | undefined) => misspeltIn(below, root, [...above, schema])
  if (typeof schema.$ref === 'string') return within(definition(schema.$ref, root))
  return [
    ...[...listAt(schema, 'anyOf'), ...listAt(schema, 'oneOf')].flatMap(within),
    ...misspeltFields(mapAt(schema, 'properties'), within),
    ...within(schema.items).map(item => [item]),
    ...within(schema.additionalProperties).map(entry => ({ 'a.io/b': entry })),
  ]
}

function definition(ref: string, root: ValueMap): Value | undefined {
  const definitions = mapAt(root, 'definitions') ?? mapAt(root, '$defs')
  return definitions?.[ref.split('/').at(-1) ?? '']
}

function misspeltFields(fields: ValueMap | undefined, within: (field: Value) => readonly Value[]): readonly Value[] {
  if (fields === undefined) return []
  // The words that tell the forms of a union apart.
  const words = Object.entries(fields).flatMap(([key, field]) =>
    isMap(field) && field.const !== undefined ? [[key, field.const] as const] : [],
  )
  const around = Object.fromEntries(words)
  const below = Object.entries(fields).flatMap(([key, field]) =>
    within(field).map(found => ({ ...around, [key]: found })),
  )
  return [{ ...around, ...misspelt }, ...below]
}

/** Two values as one that has the fields of both. Items become one where they are of one form. */
function together(one: Value | undefined, other: Value): Value {
  if (isList(one) && isList(other)) return other.reduce<readonly Value[]>(withItem, one)
  if (!isMap(one) || !isMap(other)) return other
  const merged: Record<string, Value> = { ...one }
  for (const [key, value] of Object.entries(other)) merged[key] = together(one[key], value)
  return merged
}

function withItem(items: readonly Value[], item: Value): readonly Value[] {
  const form = (of: Value) => (isMap(of) ? of.type : of)
  const at = items.findIndex(other => form(other) === form(item))
  return at < 0 ? [...items, item] : items.with(at, together(items[at], item))
}

/** Where a value has the unknown field. */
function unknownIn(value: Value, at: FieldPath = []): readonly FieldPath[] {
  if (isList(value)) return value.flatMap((item, index) => unknownIn(item, [...at, index]))
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, below]) =>
    key === unknown ? [[...at, key]] : unknownIn(below, [...at, key]),
  )
}

/** Where a value has the unknown field, and its refusal does not say so. */
function unsaid(value: Value, read: (value: Value) => unknown): readonly string[] {
  const lines = refusal(() => read(value)).message.split('\n')
  const isSaid = (path: string) => lines.some(line => `: ${line}`.includes(`: ${path}: found a key that `))
  return unknownIn(value)
    .map(formatPath)
    .filter(path => !isSaid(path))
}

function misspeltEverywhere(schema: object): Value {
  const root: Value = JSON.parse(JSON.stringify(schema))
  return isMap(root) ? misspeltIn(root, root).reduce(together) : {}
}

/** What people write, how many maps it has at the least, and who reads it. */
const readers = {
  values: { schema: valuesJsonSchema(), least: 100, read: validateValues },
  'a policy': {
    schema: policyJsonSchema(),
    least: 12,
    read: (value: Value) => readPolicy(JSON.stringify(value), 'p'),
  },
  'a fleet': {
    schema: fleetJsonSchema(),
    least: 2,
    read: (value: Value) => readFleet(JSON.stringify(value), 'f', path => path),
  },
}

table('a field that nobody knows is refused, in every map of', readers, ({ schema, least, read }) => {
  const value = misspeltEverywhere(schema)
  assert.ok(unknownIn(value).length >= least, String(unknownIn(value).length))
  assert.equal(unsaid(value, read), [])
})

situation('a field that Kubernetes does not know is refused wherever values are passed on', () => {
  const unsaidAt = (places: readonly FieldPath[]) => unsaid(places.map(holding).reduce(together, {}), validateValues)
  const lists = passedOn.filter(
    ({ type, field }) =>
      kubernetesAt()
        .named(type)
        ?.fields.get(field ?? '')?.type.is === 'list',
  )
  assert.ok(lists.length > 10)
  assert.equal(unsaidAt(passedOn.map(part => (lists.includes(part) ? [...part.at, '*'] : part.at))), [])
})

function holding([step, ...rest]: FieldPath): Value {
  if (step === undefined) return misspelt
  const below = holding(rest)
  if (step === '*') return [isMap(below) ? { type: 'run', ...below } : below]
  return { [step]: below }
}
