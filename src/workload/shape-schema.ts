import type { Shape } from './pod-shape.ts'

/** A part of a JSON Schema: the types that a shape admits, and nothing else. */
export type TypeSchema =
  | { readonly $ref: string }
  | {
      readonly type: readonly string[]
      readonly items?: TypeSchema
      readonly properties?: Readonly<Record<string, TypeSchema>>
      readonly additionalProperties?: TypeSchema
    }

const scalars = {
  string: ['string'],
  boolean: ['boolean'],
  int32: ['integer'],
  int64: ['integer'],
  'int-or-string': ['integer', 'string'],
  quantity: ['string', 'number'],
  map: ['object'],
} as const

/**
 * The JSON Schema of the fields of a shape, which may also be absent or null, as for `fieldProblems`. Maps go to
 * `definitions`, each once, by the field or list that they are first found in.
 */
export function shapeSchema(shape: Shape, definitions: Map<string, TypeSchema>): TypeSchema {
  const names = new Map<Shape, string>()
  const nullable = (schema: TypeSchema): TypeSchema =>
    '$ref' in schema ? schema : { ...schema, type: [...schema.type, 'null'] }
  const schemaOf = (part: Shape, field: string): TypeSchema => {
    if (typeof part === 'string') return { type: scalars[part] }
    if ('items' in part) return { type: ['array'], items: schemaOf(part.items, field) }
    if ('values' in part) return { type: ['object'], additionalProperties: nullable(schemaOf(part.values, field)) }
    return { $ref: `#/definitions/${names.get(part) ?? define(part, field)}` }
  }
  const define = (part: Shape & { readonly fields: Readonly<Record<string, Shape>> }, field: string): string => {
    const name = freeName(`kubernetes.${field}`, definitions)
    names.set(part, name)
    definitions.set(name, { type: ['object', 'null'] })
    const fields = Object.entries(part.fields).map(([key, below]) => [key, nullable(schemaOf(below, key))] as const)
    definitions.set(name, { type: ['object', 'null'], properties: Object.fromEntries(fields) })
    return name
  }
  return schemaOf(shape, 'values')
}

function freeName(name: string, definitions: ReadonlyMap<string, TypeSchema>): string {
  let free = name
  for (let count = 2; definitions.has(free); count += 1) free = `${name}-${count}`
  return free
}
