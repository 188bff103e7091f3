import type { FieldPath } from '../manifest/path.ts'
import { isList, isMap, type Value, type ValueMap } from '../manifest/value.ts'

/**
 * Fields that client-node 1.x spells with an underscore, because the name is a keyword somewhere: every `'_…'` in
 * `dist/gen/models/*.d.ts` of 1.4.0, with the paths that lead to the type it belongs to. `*` stands for any item or key.
 * Elsewhere the same words are plain names: a variable called `from` or `default` stays what it is.
 */
const spellings: readonly { readonly kind: string; readonly path: FieldPath; readonly client: string }[] = [
  { kind: 'NetworkPolicy', path: ['spec', 'ingress', '*', 'from'], client: '_from' },
  { kind: 'LimitRange', path: ['spec', 'limits', '*', 'default'], client: '_default' },
  { kind: 'ResourceSlice', path: ['spec', 'devices', '*', 'attributes', '*', 'int'], client: '_int' },
  { kind: 'ResourceSlice', path: ['spec', 'devices', '*', 'basic', 'attributes', '*', 'int'], client: '_int' },
  {
    kind: 'ResourceSlice',
    path: ['spec', 'devices', '*', 'capacity', '*', 'requestPolicy', 'default'],
    client: '_default',
  },
]

/** Kinds whose schemas nest without end; there `default` and `enum` are keywords at every depth. */
const schemaRoots: Readonly<Record<string, FieldPath>> = {
  CustomResourceDefinition: ['spec', 'versions', '*', 'schema', 'openAPIV3Schema'],
}
const schemaSpellings = { default: '_default', enum: '_enum' } as const
/** Fields of a schema that hold schemas, and how: one, a list of them, or a map of them. */
const schemaFields: Readonly<Record<string, 'one' | 'list' | 'map'>> = {
  items: 'one',
  additionalItems: 'one',
  additionalProperties: 'one',
  not: 'one',
  allOf: 'list',
  anyOf: 'list',
  oneOf: 'list',
  properties: 'map',
  patternProperties: 'map',
  definitions: 'map',
  dependencies: 'map',
}

/** An object as client-node spells it: give this to its API methods. */
export function toClient(object: ValueMap): ValueMap {
  return convert(object, 'client')
}

/** An object as the API spells it: this is what YAML holds. */
export function toApi(object: ValueMap): ValueMap {
  return convert(object, 'api')
}

type Spelling = 'client' | 'api'

/** Lists are converted item by item; `metadata.continue` is the list's own. */
function convert(object: ValueMap, to: Spelling): ValueMap {
  const kind = typeof object.kind === 'string' ? object.kind : ''
  if (kind.endsWith('List') && isList(object.items)) return convertList(object, object.items, to)
  const own = spellings.filter(spelling => spelling.kind === kind)
  const renamed = own.reduce<Value>((value, { path, client }) => renamedAt(value, path, client, to), object)
  const root = schemaRoots[kind]
  const converted = root === undefined ? renamed : changedAt(renamed, root, schema => convertSchema(schema, to))
  return isMap(converted) ? converted : object
}

function convertList(list: ValueMap, items: readonly Value[], to: Spelling): ValueMap {
  const itemKind = typeof list.kind === 'string' ? list.kind.replace(/List$/, '') : ''
  const converted = items.map(item => {
    if (!isMap(item)) return item
    const { kind, ...rest } = convert({ kind: itemKind, ...item }, to)
    return 'kind' in item ? { ...rest, kind: kind ?? null } : rest
  })
  const renamed = renamedAt({ ...list, items: converted }, ['metadata', 'continue'], '_continue', to)
  return isMap(renamed) ? renamed : list
}

/** Rename the last step of `path`, wherever the rest of it leads. */
function renamedAt(value: Value, path: FieldPath, client: string, to: Spelling): Value {
  const api = String(path.at(-1))
  const [from, into] = to === 'client' ? [api, client] : [client, api]
  return changedAt(value, path.slice(0, -1), parent => renameKey(parent, from, into))
}

/** The same entry at the same place under another key: order is part of what a reader sees. */
function renameKey(map: Value, from: string, into: string): Value {
  if (!isMap(map) || !Object.hasOwn(map, from)) return map
  return Object.fromEntries(Object.entries(map).map(([key, entry]) => [key === from ? into : key, entry]))
}

function changedAt(value: Value, path: FieldPath, change: (value: Value) => Value): Value {
  const [step, ...rest] = path
  if (step === undefined) return change(value)
  if (step === '*' && isList(value)) return value.map(item => changedAt(item, rest, change))
  if (!isMap(value)) return value
  const chosen = Object.entries(value).map(([key, entry]) => [
    key,
    step === '*' || step === key ? changedAt(entry, rest, change) : entry,
  ])
  return Object.fromEntries(chosen)
}

function convertSchema(schema: Value, to: Spelling): Value {
  if (!isMap(schema)) return schema
  const entries = Object.entries(schema).map(([key, entry]) => [spelled(key, to), inSchema(key, entry, to)])
  return Object.fromEntries(entries)
}

function inSchema(key: string, entry: Value, to: Spelling): Value {
  const holds = schemaFields[key]
  if (holds === 'one') return convertSchema(entry, to)
  if (holds === 'list' && isList(entry)) return entry.map(item => convertSchema(item, to))
  if (holds === 'map' && isMap(entry))
    return Object.fromEntries(Object.entries(entry).map(([name, schema]) => [name, convertSchema(schema, to)]))
  return entry
}

function spelled(key: string, to: Spelling): string {
  const pair = Object.entries(schemaSpellings).find(names => names[to === 'client' ? 0 : 1] === key)
  return pair?.[to === 'client' ? 1 : 0] ?? key
}
