import { isList, isMap, type Value, type ValueMap } from '../manifest/value.ts'
import { policyRules, type RuleName } from './rules.ts'

/** What a value of a policy may be: its JSON Schema, as far as policies use one, and the rule that it obeys besides. */
export interface PolicyShape {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  readonly properties?: Readonly<Record<string, PolicyShape>>
  readonly required?: readonly string[]
  readonly propertyNames?: PolicyShape
  readonly additionalProperties?: false | PolicyShape
  readonly items?: PolicyShape
  readonly minItems?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: readonly (string | number | boolean)[]
  readonly anyOf?: readonly PolicyShape[]
  readonly rule?: RuleName
}

/**
 * The value as the schema of policies gives it back, with the fields of a map in its order. Undefined where the schema may
 * find something wrong with it: then it decides, and it alone says what.
 */
export function shaped(value: Value, shape: PolicyShape): Value | undefined {
  const found = shape.anyOf === undefined ? typed(value, shape) : firstOf(shape.anyOf, value)
  return found === undefined || !obeys(found, shape.rule) ? undefined : found
}

function firstOf(shapes: readonly PolicyShape[], value: Value): Value | undefined {
  for (const shape of shapes) {
    const found = shaped(value, shape)
    if (found !== undefined) return found
  }
  return undefined
}

function obeys(value: Value, name: RuleName | undefined): boolean {
  if (name === undefined) return true
  const rule: (value: never) => readonly unknown[] = policyRules[name]
  return rule(value as never).length === 0
}

function typed(value: Value, shape: PolicyShape): Value | undefined {
  if (shape.type === 'object') return isMap(value) ? mapOf(value, shape) : undefined
  if (shape.type === 'array') return isList(value) ? listOf(value, shape) : undefined
  return isScalarOf(value, shape) ? value : undefined
}

function mapOf(
  map: ValueMap,
  { properties, required = [], propertyNames, additionalProperties }: PolicyShape,
): Value | undefined {
  const written = Object.keys(map)
  if (required.some(name => !Object.hasOwn(map, name))) return undefined
  if (!additionalProperties)
    return written.every(name => Object.hasOwn(properties ?? {}, name)) ? fieldsOf(map, properties ?? {}) : undefined
  if (propertyNames !== undefined && written.some(name => shaped(name, propertyNames) === undefined)) return undefined
  return fieldsOf(map, Object.fromEntries(written.map(name => [name, additionalProperties])))
}

function fieldsOf(map: ValueMap, shapes: Readonly<Record<string, PolicyShape>>): ValueMap | undefined {
  const fields: Record<string, Value> = {}
  for (const [name, shape] of Object.entries(shapes)) {
    const value = Object.hasOwn(map, name) ? map[name] : undefined
    if (value === undefined) continue
    const found = shaped(value, shape)
    if (found === undefined) return undefined
    fields[name] = found
  }
  return fields
}

function listOf(list: readonly Value[], { items = {}, minItems = 0 }: PolicyShape): Value | undefined {
  const found: Value[] = []
  for (const item of list) {
    const value = shaped(item, items)
    if (value !== undefined) found.push(value)
  }
  return found.length < Math.max(list.length, minItems) ? undefined : found
}

function isScalarOf(value: Value, shape: PolicyShape): boolean {
  if (shape.enum !== undefined) return shape.enum.some(one => one === value)
  switch (shape.type) {
    case 'string':
      return typeof value === 'string' && isTextOf(value, shape)
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value) && isWithin(value, shape)
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) && isWithin(value, shape)
    default:
      return typeof value === shape.type
  }
}

function isTextOf(text: string, { minLength = 0, pattern }: PolicyShape): boolean {
  return text.length >= minLength && (pattern === undefined || new RegExp(pattern).test(text))
}

function isWithin(value: number, { minimum = -Infinity, maximum = Infinity }: PolicyShape): boolean {
  return minimum <= value && value <= maximum
}
