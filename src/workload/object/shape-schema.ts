import type { Shape } from '../../knowledge/kinds/pod-shape.ts'
import { scalars } from './types.ts'

/** A part of a JSON Schema: the types that a shape admits, and nothing else. */
export type TypeSchema =
  | { readonly $ref: string }
  | {
      readonly type: readonly string[]
      readonly items?: TypeSchema
      readonly properties?: Readonly<Record<string, TypeSchema>>
      readonly additionalProperties?: TypeSchema
    }

/** A schema, and the maps that it refers to. */
export interface ShapeSchema {
  readonly schema: TypeSchema
  readonly definitions: Readonly<Record<string, TypeSchema>>
}

type MapShape = Extract<Shape, { readonly fields: unknown }>

/**
 * The JSON Schema of the fields of a shape, which may also be absent or null, as for `fieldProblems`. Maps are defined
 * once each, by the field or list that they are first found in.
 */
export function shapeSchema(shape: Shape): ShapeSchema {
  const definitions = new Map<string, TypeSchema>()
  const names = new Map<Shape, string>()
  const schemaOf = (part: Shape, field: string): TypeSchema => {
    if (typeof part === 'string') return { type: scalars[part].json }
    if ('items' in part) {
      const items = schemaOf(part.items, field)
      return { type: ['array'], items: part.holes === 'admitted' ? nullable(items) : items }
    }
    if ('values' in part) return { type: ['object'], additionalProperties: nullable(schemaOf(part.values, field)) }
    return { $ref: `#/definitions/${names.get(part) ?? define(part, field)}` }
  }
  const define = (part: MapShape, field: string): string => {
    const name = freeName(`kubernetes.${field}`, new Set(names.values()))
    names.set(part, name)
    const properties = Object.entries(part.fields).map(([key, below]) => [key, nullable(schemaOf(below, key))] as const)
    definitions.set(name, { type: ['object', 'null'], properties: Object.fromEntries(properties) })
    return name
  }
  return { schema: schemaOf(shape, 'values'), definitions: Object.fromEntries(definitions) }
}

function nullable(schema: TypeSchema): TypeSchema {
  return '$ref' in schema ? schema : { ...schema, type: [...schema.type, 'null'] }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let count = 2; taken.has(free); count += 1) free = `${name}-${count}`
  return free
}
