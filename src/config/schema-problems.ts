import type * as z from 'zod'
import { describe } from '../manifest/describe.ts'
import type { FieldPath } from '../manifest/path.ts'
import { nearest } from '../manifest/text/nearest.ts'
import { isMap, listAt, mapAt, type Value, valueAt } from '../manifest/value.ts'

/** Something wrong with a file that people write: where, and a sentence that says what was found and what was expected. */
export interface Problem {
  readonly path: FieldPath
  readonly message: string
  /** The field is not there. */
  readonly isMissing?: true
}

/** What a schema describes, in words and as JSON Schema, which knows the keys that a map may have. */
export interface Described {
  /** With its article: `a policy`. */
  readonly noun: string
  readonly jsonSchema: () => object
  /** Keys that it had once, by their whole path, and what became of them. */
  readonly renamedKeys?: readonly (readonly [RegExp, string])[]
}

type Issue = z.core.$ZodIssue

/** Everything wrong with a value in words: a line for each field, and one for each key that there is no use for. */
export function problemsOf(issues: readonly Issue[], value: Value, described: Described): readonly Problem[] {
  const isAboutKeys = issues.some(({ code }) => code === 'unrecognized_keys')
  const schema: Value = isAboutKeys ? JSON.parse(JSON.stringify(described.jsonSchema())) : null
  return issues.flatMap(issue => {
    const path = pathOf(issue.path)
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, path)
      return issue.keys.map(key => unknownKey([...path, key], known, described))
    }
    // What fields mean together is said in full.
    if (issue.code === 'custom' && own(issue) === undefined) return [{ path, message: issue.message }]
    const found = issue.code === 'invalid_key' ? String(path.at(-1)) : valueAt(value, path)
    return [mismatch(path, found, expectedBy(issue), choicesOf(issue))]
  })
}

/** The issues of the one branch of a union that a value was meant for: a map that is none of the words is the map. */
export function branchIssues(issues: readonly Issue[]): readonly Issue[] {
  return issues.flatMap(issue => {
    if (issue.code !== 'invalid_union' || issue.discriminator !== undefined) return [issue]
    const meant = issue.errors.filter(branch => branch.every(isInside))
    const [only, other] = meant
    if (only === undefined || other !== undefined) return [issue]
    return branchIssues(only.map(inner => ({ ...inner, path: [...issue.path, ...inner.path] })))
  })
}

function isInside({ path, code }: Issue): boolean {
  return path.length > 0 || code === 'unrecognized_keys'
}

function mismatch(path: FieldPath, found: Value | undefined, expected: string, choices: readonly string[]): Problem {
  const meant = typeof found === 'string' ? nearest(found, choices) : undefined
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`
  return { path, message: `found ${found === undefined ? 'nothing' : describe(found)}, expected ${expected}${hint}` }
}

function unknownKey(path: FieldPath, known: readonly string[], { noun, renamedKeys = [] }: Described): Problem {
  const renamed = renamedKeys.find(([old]) => old.test(path.join('.')))
  if (renamed !== undefined) return { path, message: renamed[1] }
  const meant = nearest(String(path.at(-1)), known)
  const hint = meant === undefined ? `expected ${known.join(', ')}` : `did you mean ${meant}?`
  return { path, message: `found a key that ${noun} does not have; ${hint}` }
}

const types: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
}

/** What a limit counts; a number is held against it as it is. */
const units: Readonly<Record<string, string>> = { string: 'character', array: 'item' }

/** The schema's own messages begin with "expected"; zod's are put in the words of a policy. */
function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return own(issue) ?? types[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${choicesOf(issue).join(', ')}`
    case 'invalid_union':
      return own(issue) ?? [...new Set(issue.errors.flatMap(branch => branch.slice(0, 1).map(expectedBy)))].join(' or ')
    case 'invalid_key':
      return issue.issues.slice(0, 1).map(expectedBy).join('')
    case 'too_small':
    case 'too_big':
      return own(issue) ?? limitOf(issue)
    case 'invalid_format':
      return own(issue) ?? ('pattern' in issue ? `text that matches ${issue.pattern}` : issue.format)
    case 'unrecognized_keys':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return own(issue) ?? issue.message
  }
}

type LimitIssue = Extract<Issue, { readonly code: 'too_small' | 'too_big' }>

function limitOf(issue: LimitIssue): string {
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum
  const unit = units[issue.origin]
  const counted = unit === undefined ? limit : `${limit} ${unit}${Number(limit) === 1 ? '' : 's'}`
  return `${issue.code === 'too_small' ? 'at least' : 'at most'} ${counted}`
}

function own({ message }: Issue): string | undefined {
  return message.startsWith('expected ') ? message.slice('expected '.length) : undefined
}

/** A value beside words is only another spelling of one of them: `off` is false to YAML 1.1. */
function choicesOf(issue: Issue): readonly string[] {
  if (issue.code !== 'invalid_value') return []
  const words = issue.values.filter(value => typeof value === 'string')
  return words.length === 0 ? issue.values.map(String) : words
}

function pathOf(path: readonly PropertyKey[]): FieldPath {
  return path.map(step => (typeof step === 'number' ? step : String(step)))
}

/** The keys that a map at `path` may have, of all forms that it may have; none where any key may stand. */
function keysAt(jsonSchema: Value, path: FieldPath): readonly string[] {
  const found = path.reduce<readonly Value[]>(
    (forms, step) => forms.flatMap(form => below(form, step)),
    formsOf(jsonSchema),
  )
  return [...new Set(found.flatMap(form => Object.keys(mapAt(form, 'properties') ?? {})))]
}

/** A schema, or those that it is one of. */
function formsOf(schema: Value | undefined): readonly Value[] {
  if (schema === undefined) return []
  const forms = [...listAt(schema, 'oneOf'), ...listAt(schema, 'anyOf')].filter(form => mapAt(form, 'properties'))
  return forms.length > 0 ? forms : [schema]
}

function below(schema: Value, step: string | number): readonly Value[] {
  if (!isMap(schema)) return []
  return formsOf(
    typeof step === 'number' ? schema.items : (mapAt(schema, 'properties')?.[step] ?? schema.additionalProperties),
  )
}
