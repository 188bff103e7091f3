/**
 * The types of values as text, from the schema that validates them: with the description of every field, and without
 * zod, which nobody who installs the package has.
 */
import * as z from 'zod'
import { task } from '../src/render/values/task.ts'
import { values } from '../src/render/values/values.ts'

type Schema = z.core.JSONSchema.BaseSchema
type Direction = 'input' | 'output'

/** By the declaration that each replaces. */
export function valuesTypes(): Readonly<Record<string, string>> {
  return {
    'render/values/values.d.ts': [
      typeText({ name: 'ValuesInput', doc: 'Values as people write them.', schema: values, direction: 'input' }),
      typeText({
        name: 'Values',
        doc: 'Validated values: every default is filled in.',
        schema: values,
        direction: 'output',
      }),
    ].join('\n'),
    'render/values/task.d.ts': typeText({
      name: 'TaskInput',
      doc: 'One unit of work: it becomes one Job.',
      schema: task,
      direction: 'input',
    }),
  }
}

interface Wanted {
  readonly name: string
  readonly doc: string
  readonly schema: z.ZodType
  readonly direction: Direction
}

function typeText({ name, doc, schema, direction }: Wanted): string {
  const whole: Schema = z.toJSONSchema(schema, { io: direction, target: 'draft-7' })
  const names = new Names(whole, name)
  const parts = [`${docText(doc, '')}export interface ${name} ${bodyOf(whole, names, '')}\n`]
  for (const [part, { schema: found }] of names.shared) parts.push(`interface ${part} ${bodyOf(found, names, '')}\n`)
  if (names.usesJson) parts.push(jsonType(names.json))
  return parts.join('\n')
}

function jsonType(name: string): string {
  return `type ${name} = string | number | boolean | null | ${name}[] | { [key: string]: ${name} }\n`
}

/** Parts that stand in several places get a name of their own, after the first field that they describe. */
class Names {
  readonly shared = new Map<string, { readonly key: string; readonly schema: Schema }>()
  readonly json: string
  usesJson = false
  readonly #byKey = new Map<string, string>()

  constructor(whole: Schema, prefix: string) {
    this.json = `${prefix}Json`
    const counts = new Map<string, number>()
    for (const { schema } of objectsIn(whole)) counts.set(keyOf(schema), (counts.get(keyOf(schema)) ?? 0) + 1)
    for (const { field, schema } of objectsIn(whole)) {
      const key = keyOf(schema)
      if (this.#byKey.has(key) || (counts.get(key) ?? 0) < 2 || key.length < 200) continue
      const name = this.#free(`${prefix}${field.charAt(0).toUpperCase()}${field.slice(1)}`)
      this.#byKey.set(key, name)
      this.shared.set(name, { key, schema })
    }
  }

  of(schema: Schema): string | undefined {
    return this.#byKey.get(keyOf(schema))
  }

  #free(wanted: string): string {
    let name = wanted
    for (let count = 2; this.shared.has(name); count++) name = `${wanted}${count}`
    return name
  }
}

/** Description and default belong to the place, and not to what stands there. */
function keyOf({ description: _, default: __, ...schema }: Schema): string {
  return JSON.stringify(schema)
}

interface Found {
  readonly field: string
  readonly schema: Schema
}

/** Every object with fields, below the whole, in the order of the schema. */
function objectsIn(schema: Schema, field = 'value'): readonly Found[] {
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => found(part, name))
  const others = [schema.items, schema.additionalProperties, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  return [...named, ...others.flat().flatMap(part => found(part, field))]
}

function found(part: unknown, field: string): readonly Found[] {
  if (!isSchema(part)) return []
  const own = part.properties === undefined ? [] : [{ field, schema: part }]
  return [...own, ...objectsIn(part, field)]
}

function isSchema(part: unknown): part is Schema {
  return typeof part === 'object' && part !== null
}

function typeOf(schema: Schema, names: Names, indent: string): string {
  const shared = names.of(schema)
  if (shared !== undefined) return shared
  // What else is said of an object with fields is which of them go together.
  if (schema.properties !== undefined) return bodyOf(schema, names, indent)
  const union = schema.anyOf ?? schema.oneOf
  if (union !== undefined)
    return union.map(part => (isSchema(part) ? typeOf(part, names, indent) : 'never')).join(' | ')
  if (schema.$ref !== undefined) return jsonOf(names)
  if (schema.not !== undefined && schema.type === undefined) return 'never'
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(value => JSON.stringify(value)).join(' | ')
  return namedType(schema, names, indent)
}

/** zod spells any JSON as a definition that refers to itself, and nothing else as a reference. */
function jsonOf(names: Names): string {
  names.usesJson = true
  return names.json
}

function namedType(schema: Schema, names: Names, indent: string): string {
  const { type, items } = schema
  if (type === undefined) return 'unknown'
  if (type === 'object') return bodyOf(schema, names, indent)
  if (type !== 'array') return type === 'integer' ? 'number' : `${type}`
  return `Array<${isSchema(items) && !Array.isArray(items) ? typeOf(items, names, indent) : 'unknown'}>`
}

function bodyOf({ properties, required = [], additionalProperties }: Schema, names: Names, indent: string): string {
  const inner = `${indent}  `
  const fields = Object.entries(properties ?? {}).map(([name, part]) => {
    const field: Schema = isSchema(part) ? part : {}
    const mark = required.includes(name) ? '' : '?'
    return `${docText(field.description, inner)}${inner}${JSON.stringify(name)}${mark}: ${typeOf(field, names, inner)};\n`
  })
  // An index signature holds for the fields beside it, too.
  const other =
    fields.length > 0 ? 'unknown' : isSchema(additionalProperties) && typeOf(additionalProperties, names, inner)
  const others = isSchema(additionalProperties) ? [`${inner}[key: string]: ${other};\n`] : []
  return `{\n${[...fields, ...others].join('')}${indent}}`
}

function docText(text: string | undefined, indent: string): string {
  return text === undefined ? '' : `${indent}/** ${text.replaceAll('*/', '*\\/')} */\n`
}
