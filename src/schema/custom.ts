import { isMap, listAt, mapAt, ownAt, textAt, type Value, type ValueMap } from '../manifest/value.ts'
import { nounOf } from './noun.ts'
import type { Field, ListType, ObjectType, SchemaType } from './type.ts'

/** The type of the objects of a custom resource, one for each of its versions. */
export interface CustomType {
  readonly apiVersion: string
  readonly kind: string
  readonly type: () => ObjectType
}

/** The types that a CustomResourceDefinition (apiextensions.k8s.io/v1) makes. Versions without a schema have none. */
export function customTypesOf(definition: ValueMap): readonly CustomType[] {
  const spec = mapAt(definition, 'spec')
  const [group, kind] = [textAt(spec, 'group'), textAt(mapAt(spec, 'names'), 'kind')]
  if (group === undefined || kind === undefined || ownAt(spec, 'preserveUnknownFields') === true) return []
  return listAt(spec, 'versions').flatMap(version => {
    const name = textAt(version, 'name')
    const schema = mapAt(mapAt(version, 'schema'), 'openAPIV3Schema')
    if (name === undefined || schema === undefined) return []
    return [{ apiVersion: `${group}/${name}`, kind, type: () => rootOf(schema, kind) }]
  })
}

/** What every object has, whatever its schema says of it. */
const objectFields: readonly (readonly [string, Field])[] = [
  ['apiVersion', { type: { is: 'scalar', scalar: 'string' }, required: false }],
  ['kind', { type: { is: 'scalar', scalar: 'string' }, required: false }],
  ['metadata', { type: { is: 'named', name: 'meta.v1.ObjectMeta' }, required: false }],
]

function rootOf(schema: ValueMap, kind: string): ObjectType {
  const type = mapType(schema, { kind, steps: [] })
  const others: SchemaType = type.is === 'object' ? { ...type } : { is: 'anything' }
  const own = others.is === 'object' ? others : undefined
  const fields = new Map([...(own?.fields ?? []), ...objectFields])
  const rest = own === undefined ? others : own.others
  return { is: 'object', name: kind, fields, ...(rest !== undefined && { others: rest }) }
}

/** Where a part of a schema is, for its noun. */
interface Where {
  readonly kind: string
  readonly steps: readonly string[]
}

/**
 * What a structural schema demands, as far as types, fields and choices go; patterns, limits and rules are the API
 * server's business. What says nothing of its type takes anything.
 */
function typeOf(schema: Value | undefined, where: Where): SchemaType {
  if (!isMap(schema)) return { is: 'anything' }
  if (schema['x-kubernetes-int-or-string'] === true) return { is: 'scalar', scalar: 'int-or-string' }
  switch (schema.type) {
    case 'object':
      return mapType(schema, where)
    case 'array':
      return listType(schema, where)
    case 'string':
      return { is: 'scalar', scalar: 'string', ...choices(schema) }
    case 'integer':
      return { is: 'scalar', scalar: schema.format === 'int32' ? 'int32' : 'int64' }
    case 'number':
      return { is: 'scalar', scalar: 'double' }
    case 'boolean':
      return { is: 'scalar', scalar: 'boolean' }
  }
  return { is: 'anything' }
}

function choices(schema: ValueMap): { readonly values?: readonly string[] } {
  const values = listAt(schema, 'enum').filter(value => typeof value === 'string')
  return values.length === 0 ? {} : { values }
}

function listType(schema: ValueMap, where: Where): ListType {
  const items = typeOf(schema.items, { ...where, steps: [...where.steps.slice(0, -1), `${where.steps.at(-1)}[*]`] })
  const kind = textAt(schema, 'x-kubernetes-list-type')
  if (kind === 'set') return { is: 'list', items, unique: [{ fields: [] }] }
  if (kind !== 'map') return { is: 'list', items }
  const fields = listAt(schema, 'x-kubernetes-list-map-keys').filter(key => typeof key === 'string')
  return { is: 'list', items, unique: [{ fields, defaults: defaultsOf(fields, schema) }] }
}

function defaultsOf(fields: readonly string[], schema: ValueMap): Readonly<Record<string, string>> {
  const properties = mapAt(mapAt(schema, 'items'), 'properties')
  return Object.fromEntries(
    fields.flatMap(field => {
      const value = ownAt(mapAt(properties, field), 'default')
      return value === undefined ? [] : [[field, String(value)]]
    }),
  )
}

function mapType(schema: ValueMap, where: Where): SchemaType {
  const properties = mapAt(schema, 'properties')
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true
  const additional = schema.additionalProperties
  if (properties === undefined && additional !== undefined && additional !== false)
    return { is: 'map', values: typeOf(additional, where) }
  if (properties === undefined && isOpen && !isEmbedded) return { is: 'embedded' }
  const fields = new Map<string, Field>(isEmbedded ? objectFields : [])
  const required = new Set(listAt(schema, 'required'))
  for (const [name, below] of Object.entries(properties ?? {})) {
    const type = typeOf(below, { ...where, steps: [...where.steps, name] })
    fields.set(name, { type, required: required.has(name) && ownAt(below, 'default') === undefined })
  }
  const { kind, steps } = where
  const noun = `${steps.join('.')} of ${nounOf(kind)}`
  return { is: 'object', name: kind, noun, fields, ...(isOpen && { others: { is: 'anything' } as const }) }
}
