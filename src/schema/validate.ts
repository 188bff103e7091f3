import { describe } from '../manifest/describe.ts'
import type { Memory } from '../manifest/memory.ts'
import type { FieldPath } from '../manifest/path.ts'
import { nearest } from '../manifest/text/nearest.ts'
import { isList, isMap, ownAt, type Value, type ValueMap } from '../manifest/value.ts'
import { writtenOnce } from '../manifest/written.ts'
import { nounOf } from './noun.ts'
import type { SchemaProblem } from './problem.ts'
import { schemaScalars } from './scalars.ts'
import type { ListType, ObjectType, SchemaType, Union, UniqueKey } from './type.ts'

/** What a type is held against a value with. */
export interface Validation {
  /** The type of a name in the table. */
  readonly named: (name: string) => ObjectType | undefined
  /** A status is decoded and then thrown away: what it lacks, nobody misses. */
  readonly decides: 'everything' | 'decoding'
  /** Fields that nobody knows are passed over. */
  readonly unknown?: 'ignored'
  /** What was found in maps like these before: a stream repeats its pods, and little else that is large. */
  readonly podSpecs?: Memory<readonly SchemaProblem[]>
}

const none: readonly SchemaProblem[] = []

/**
 * Everything in a value that the API server would refuse for its type. Null is a field that is not there. Paths are
 * built on the way out: nearly every value is valid, and a large stream holds a million fields.
 */
export function schemaProblems(value: Value, type: SchemaType, validation: Validation): readonly SchemaProblem[] {
  if (value === null) return none
  switch (type.is) {
    case 'scalar':
      return inScalar(value, type, validation)
    case 'list':
      return isList(value) ? inList(value, type, validation) : [mismatch('a list', value)]
    case 'map':
      return isMap(value) ? inMap(value, type.values, validation) : [mismatch('a map', value)]
    case 'object':
      return isMap(value) ? inObject(value, type, validation) : [mismatch('a map', value)]
    case 'named':
      return inNamed(value, type.name, validation)
    case 'either':
      return inEither(value, type.forms, validation)
    case 'embedded':
      return isMap(value) ? none : [mismatch('a map', value)]
    case 'anything':
      return none
  }
}

function mismatch(want: string, value: Value): SchemaProblem {
  return { code: 'bad-type', path: [], want, got: describe(value) }
}

type Scalar = Extract<SchemaType, { readonly is: 'scalar' }>

function inScalar(value: Value, { scalar, values }: Scalar, { decides }: Validation): readonly SchemaProblem[] {
  const { accepts, want, form } = schemaScalars[scalar]
  if (!accepts(value)) return [mismatch(want, value)]
  if (typeof value !== 'string') return none
  if (form !== undefined && !form.pattern.test(value))
    return [{ code: 'invalid-value', path: [], want: form.want, got: describe(value) }]
  // An empty text counts as absent, and nearly every field with a choice has a default.
  if (values === undefined || decides === 'decoding' || value === '' || values.includes(value)) return none
  return [outsideChoice(value, values)]
}

const mostChoices = 8

function outsideChoice(value: string, values: readonly string[]): SchemaProblem {
  const meant = nearest(value, values)
  const more = values.length > mostChoices ? ' …' : ''
  const want = `one of ${values.slice(0, mostChoices).join(', ')}${more}`
  return { code: 'invalid-value', path: [], want, got: describe(value), ...(meant !== undefined && { meant }) }
}

/**
 * The decoders of such types pass over fields that they do not know, strict as the request may be
 * (`JSONSchemaPropsOrArray.UnmarshalJSON`, k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/marshal.go).
 */
function inEither(value: Value, forms: readonly SchemaType[], validation: Validation): readonly SchemaProblem[] {
  const form = forms.find(one => isOfForm(value, one))
  if (form === undefined) return [mismatch(forms.map(wordFor).join(' or '), value)]
  return schemaProblems(value, form, { ...validation, unknown: 'ignored' })
}

function isOfForm(value: Value, form: SchemaType): boolean {
  switch (form.is) {
    case 'scalar':
      return schemaScalars[form.scalar].accepts(value)
    case 'list':
      return isList(value)
    case 'map':
    case 'object':
    case 'named':
    case 'embedded':
      return isMap(value)
    case 'anything':
    case 'either':
      return true
  }
}

function wordFor(form: SchemaType): string {
  if (form.is === 'scalar') return schemaScalars[form.scalar].want
  return form.is === 'list' ? 'a list' : 'a map'
}

function inNamed(value: Value, name: string, validation: Validation): readonly SchemaProblem[] {
  if (!isMap(value)) return [mismatch('a map', value)]
  const type = validation.named(name)
  if (type === undefined) return none
  if (validation.podSpecs === undefined || name !== podSpec) return inObject(value, type, validation)
  return validation.podSpecs(writtenOnce(value), () => inObject(value, type, validation))
}

const podSpec = 'core.v1.PodSpec'

function inMap(map: ValueMap, values: SchemaType, validation: Validation): readonly SchemaProblem[] {
  let problems = none
  for (const key in map) problems = joined(problems, key, schemaProblems(map[key] ?? null, values, validation))
  return problems
}

/** A hole in a list is an empty map to Go, which has no use anywhere. */
function inList(list: readonly Value[], type: ListType, validation: Validation): readonly SchemaProblem[] {
  let problems = none
  for (const [index, item] of list.entries()) {
    const isHole = item === null && (type.items.is === 'object' || type.items.is === 'named')
    problems = joined(
      problems,
      index,
      isHole ? [mismatch('a map', item)] : schemaProblems(item, type.items, validation),
    )
  }
  if (type.unique === undefined || list.length < 2 || validation.decides === 'decoding') return problems
  return [...problems, ...type.unique.flatMap(key => duplicatesIn(list, key))]
}

function duplicatesIn(list: readonly Value[], key: UniqueKey): readonly SchemaProblem[] {
  const seen = new Set<string>()
  return list.flatMap((item, index) => {
    const values = keyOf(item, key)
    if (values === undefined) return []
    const id = JSON.stringify(values)
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    const [field] = key.fields
    return [
      {
        code: 'duplicate-item' as const,
        path: field === undefined ? [index] : [index, field],
        keys: key.fields,
        values,
      },
    ]
  })
}

function keyOf(item: Value, { fields, defaults }: UniqueKey): readonly string[] | undefined {
  if (fields.length === 0) return typeof item === 'object' ? undefined : [String(item)]
  const values = fields.map(field => textOf(ownAt(item, field)) ?? defaults?.[field])
  return values.every(value => value !== undefined) ? values : undefined
}

function textOf(value: Value | undefined): string | undefined {
  if (value === undefined || value === null || value === '' || typeof value === 'object') return undefined
  return String(value)
}

function inObject(map: ValueMap, type: ObjectType, validation: Validation): readonly SchemaProblem[] {
  let problems = none
  for (const key in map) {
    const value = map[key] ?? null
    const field = type.fields.get(key)
    if (field !== undefined) problems = joined(problems, key, schemaProblems(value, field.type, validation))
    else if (type.others !== undefined) problems = joined(problems, key, schemaProblems(value, type.others, validation))
    else if (validation.unknown === undefined) problems = [...problems, unknownField(key, type)]
  }
  return validation.decides === 'decoding' ? problems : [...problems, ...lacking(map, type), ...conflicts(map, type)]
}

function unknownField(key: string, type: ObjectType): SchemaProblem {
  const known = [...type.fields.keys()]
  const versions = type.elsewhen?.get(key)
  const meant = versions === undefined ? nearest(key, known) : undefined
  return {
    code: 'unknown-field',
    path: [key],
    owner: type.noun ?? nounOf(type.name),
    known,
    ...(meant !== undefined && { meant }),
    ...(versions !== undefined && { versions }),
  }
}

function lacking(map: ValueMap, type: ObjectType): readonly SchemaProblem[] {
  let problems = none
  for (const name of type.required)
    if ((ownAt(map, name) ?? null) === null)
      problems = [
        ...problems,
        { code: 'missing-field', path: [name], owner: type.noun ?? nounOf(type.name), fields: [name] },
      ]
  return problems
}

function conflicts(map: ValueMap, { name, noun, union, fields: known }: ObjectType): readonly SchemaProblem[] {
  if (union === undefined) return none
  const { groups, least } = union
  const present = presentGroups(map, union)
  const owner = noun ?? nounOf(name)
  if (present.size > 1) {
    const fields = groups.flatMap((group, index) => (present.has(index) ? group : []))
    const written = fields.filter(field => isPresent(ownAt(map, field)))
    return [{ code: 'conflicting-fields', path: [written.at(-1) ?? ''], owner, fields: written }]
  }
  if (present.size >= least) return none
  return [{ code: 'missing-field', path: [], owner, fields: groups.flat().filter(field => known.has(field)) }]
}

/** A map has few fields, and a volume could have thirty. */
function presentGroups(map: ValueMap, { groupOf }: Union): ReadonlySet<number> {
  const present = new Set<number>()
  for (const key in map) {
    const group = groupOf.get(key)
    if (group !== undefined && isPresent(map[key])) present.add(group)
  }
  return present
}

/** An empty text and the number 0 are what Go has in a field that nobody wrote. */
function isPresent(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && value !== 0
}

function joined(
  problems: readonly SchemaProblem[],
  step: string | number,
  more: readonly SchemaProblem[],
): readonly SchemaProblem[] {
  return more.length === 0 ? problems : [...problems, ...below([step], more)]
}

function below(path: FieldPath, problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  return problems.map(problem => ({ ...problem, path: [...path, ...problem.path] }))
}
