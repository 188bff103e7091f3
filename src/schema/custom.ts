import type { Outline } from '../manifest/outline.ts'
import { isList, type Value } from '../manifest/value.ts'
import { nounOf } from './noun.ts'
import type { Field, ListType, ObjectType, SchemaType } from './type.ts'

/** What a definition makes of the objects of a kind. */
export interface CustomKind {
  readonly kind: string
  /** The type of its objects of an `apiVersion`. */
  readonly typeAt: (apiVersion: string) => ObjectType | undefined
}

/**
 * The kind that a CustomResourceDefinition (apiextensions.k8s.io/v1) makes. Versions without a schema have no type. Of a
 * definition, which may be a megabyte, nothing is read but what its objects use.
 */
export function customKindOf(definition: Outline): CustomKind | undefined {
  const spec = definition.mapAt('spec')
  const kind = textAt(spec?.mapAt('names'), 'kind')
  if (spec === undefined || kind === undefined) return undefined
  let types: ReadonlyMap<string, ObjectType> | undefined
  const typeAt = (apiVersion: string) => {
    types ??= typesOf(spec, kind)
    return types.get(apiVersion)
  }
  return { kind, typeAt }
}

function typesOf(spec: Outline, kind: string): ReadonlyMap<string, ObjectType> {
  const group = textAt(spec, 'group')
  if (group === undefined || spec.at('preserveUnknownFields') === true) return new Map()
  return new Map(
    spec.mapsAt('versions').flatMap(version => {
      const name = textAt(version, 'name')
      const schema = version.mapAt('schema')?.mapAt('openAPIV3Schema')
      return name === undefined || schema === undefined ? [] : [[`${group}/${name}`, rootOf(schema, kind)]]
    }),
  )
}

function textAt(outline: Outline | undefined, key: string): string | undefined {
  const found = outline?.at(key)
  return typeof found === 'string' ? found : undefined
}

function textsAt(outline: Outline, key: string): readonly string[] {
  const found = outline.at(key)
  return isList(found) ? found.filter(value => typeof value === 'string') : []
}

/** What every object has, whatever its schema says of it. */
const objectFields: readonly (readonly [string, Field])[] = [
  ['apiVersion', { type: { is: 'scalar', scalar: 'string' } }],
  ['kind', { type: { is: 'scalar', scalar: 'string' } }],
  ['metadata', { type: { is: 'named', name: 'meta.v1.ObjectMeta' } }],
]

function rootOf(schema: Outline, kind: string): ObjectType {
  const type = mapType(schema, { kind, steps: [] })
  const own = type.is === 'object' ? type : undefined
  const fields = new Map([...(own?.fields ?? []), ...objectFields])
  const required = own?.required.filter(name => !always.has(name)) ?? []
  const others: SchemaType | undefined = own === undefined ? { is: 'anything' } : own.others
  return { is: 'object', name: kind, fields, required, ...(others !== undefined && { others }) }
}

const always = new Set(objectFields.map(([name]) => name))

/** Where a part of a schema is, for its noun. */
interface Where {
  readonly kind: string
  readonly steps: readonly string[]
}

/** A field whose type is made when somebody asks for it. */
class LaterField implements Field {
  readonly #make: () => SchemaType
  #type: SchemaType | undefined

  constructor(make: () => SchemaType) {
    this.#make = make
  }

  get type(): SchemaType {
    this.#type ??= this.#make()
    return this.#type
  }
}

/**
 * What a structural schema demands, as far as types, fields and choices go; patterns, limits and rules are the API
 * server's business. What says nothing of its type takes anything.
 */
function typeOf(schema: Outline | undefined, where: Where): SchemaType {
  if (schema === undefined) return { is: 'anything' }
  if (schema.at('x-kubernetes-int-or-string') === true) return { is: 'scalar', scalar: 'int-or-string' }
  switch (schema.at('type')) {
    case 'object':
      return mapType(schema, where)
    case 'array':
      return listType(schema, where)
    case 'string':
      return { is: 'scalar', scalar: 'string', ...choices(schema) }
    case 'integer':
      return { is: 'scalar', scalar: schema.at('format') === 'int32' ? 'int32' : 'int64' }
    case 'number':
      return { is: 'scalar', scalar: 'double' }
    case 'boolean':
      return { is: 'scalar', scalar: 'boolean' }
  }
  return { is: 'anything' }
}

function choices(schema: Outline): { readonly values?: readonly string[] } {
  const values = textsAt(schema, 'enum')
  return values.length === 0 ? {} : { values }
}

function listType(schema: Outline, where: Where): ListType {
  const steps = [...where.steps.slice(0, -1), `${where.steps.at(-1)}[*]`]
  const items = typeOf(schema.mapAt('items'), { ...where, steps })
  const kind = schema.at('x-kubernetes-list-type')
  if (kind === 'set') return { is: 'list', items, unique: [{ fields: [] }] }
  if (kind !== 'map') return { is: 'list', items }
  const fields = textsAt(schema, 'x-kubernetes-list-map-keys')
  return { is: 'list', items, unique: [{ fields, defaults: defaultsOf(fields, schema) }] }
}

function defaultsOf(fields: readonly string[], schema: Outline): Readonly<Record<string, string>> {
  const properties = schema.mapAt('items')?.mapAt('properties')
  return Object.fromEntries(
    fields.flatMap(field => {
      const value = properties?.mapAt(field)?.at('default')
      return value === undefined ? [] : [[field, String(value)]]
    }),
  )
}

function mapType(schema: Outline, where: Where): SchemaType {
  const properties = schema.mapAt('properties')
  const isOpen = schema.at('x-kubernetes-preserve-unknown-fields') === true
  const isEmbedded = schema.at('x-kubernetes-embedded-resource') === true
  const additional = schema.mapAt('additionalProperties')
  if (properties === undefined && (additional !== undefined || takesOthers(schema.at('additionalProperties'))))
    return { is: 'map', values: typeOf(additional, where) }
  if (properties === undefined && isOpen && !isEmbedded) return { is: 'embedded' }
  const fields = new Map<string, Field>(isEmbedded ? objectFields : [])
  const names = properties?.keys() ?? []
  for (const name of names) {
    const steps = [...where.steps, name]
    fields.set(name, new LaterField(() => typeOf(properties?.mapAt(name), { ...where, steps })))
  }
  const wanted = new Set(textsAt(schema, 'required'))
  const required = names.filter(name => wanted.has(name) && properties?.mapAt(name)?.has('default') !== true)
  const { kind, steps } = where
  const noun = `${steps.join('.')} of ${nounOf(kind)}`
  return { is: 'object', name: kind, noun, fields, required, ...(isOpen && { others: { is: 'anything' } as const }) }
}

function takesOthers(additional: Value | undefined): boolean {
  return additional !== undefined && additional !== false
}
