import * as z from 'zod'
import { branchIssues, type Described, type Problem, problemsOf } from '../../config/schema-problems.ts'
import { InputError } from '../../error.ts'
import { type FieldPath, formatPath, isWithin } from '../../manifest/path.ts'
import { agentRules } from '../rules/agent.ts'
import { apiServerRules, promptRules } from '../rules/api-server.ts'
import { claimRules } from '../rules/claims.ts'
import { identityRules } from '../rules/identity.ts'
import { podRules } from '../rules/pod.ts'
import { repairRules } from '../rules/repair.ts'
import type { Rule } from '../rules/rule.ts'
import { passedOnSchema, taskTypeRules, typeRules } from '../rules/types.ts'
import { taskRules, workerRules } from '../rules/worker.ts'
import { asValue, fromCode, protoKeysIn } from './from-code.ts'
import { type PartlyRead, readPartly, readWhole } from './partly.ts'
import { renamedValueKeys } from './renamed-keys.ts'
import { type Task, task as taskSchema } from './task.ts'
import { type Values, values as valuesSchema } from './values.ts'
import type { WorkerValues } from './worker.ts'

/** Says where a field was written: `values.yaml:3:5`. */
export type PlaceOf = (path: FieldPath) => string

const rules: readonly Rule[] = [
  identityRules,
  claimRules,
  repairRules,
  apiServerRules,
  agentRules,
  workerRules,
  podRules,
]

const described = { noun: 'the schema of values', jsonSchema: valuesJsonSchema, renamedKeys: renamedValueKeys }
const describedTask = { noun: 'a task', jsonSchema: () => z.toJSONSchema(taskSchema, { io: 'input' }) }

/** Validate values and fill in defaults. Throws `InputError('BAD_VALUES')` that lists everything that is wrong. */
export function validateValues(input: unknown, placeOf?: PlaceOf): Values {
  const find = ({ value = {}, refused }: PartlyRead<Values>) => {
    const told = rules.flatMap(rule => rule(value, refused))
    return [...typeRules(value).filter(found => !told.some(other => isSamePlace(other, found))), ...told]
  }
  return validated(valuesSchema, input, { described, find, placeOf })
}

/** Validate one task for a worker that is valid already. */
export function validateTask(input: unknown, worker: WorkerValues): Task {
  const find = ({ value }: PartlyRead<Task>) => [
    ...taskTypeRules(value ?? {}),
    ...taskRules(worker, value, []),
    ...promptRules(asValue(value ?? {}), ['prompt']),
  ]
  return validated(taskSchema, input, { described: describedTask, find })
}

/** JSON Schema of values, for editors and for charts. Draft 7 is what Helm 3 reads. */
export function valuesJsonSchema(): object {
  const schema = z.toJSONSchema(valuesSchema, { io: 'input', target: 'draft-7', override: withDefault })
  const passedOn = passedOnSchema()
  const definitions = Object.assign({}, schema.definitions, passedOn.definitions)
  return { ...schema, allOf: [passedOn.schema], definitions }
}

/** Editors show the description of a field, and few show its default. */
function withDefault({ jsonSchema: field }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const { description, default: value } = field
  const isPlain = typeof value !== 'object' || (Array.isArray(value) && value.length > 0)
  if (description === undefined || value === undefined || !isPlain) return
  const text = Array.isArray(value) ? value.join(', ') : String(value)
  field.description = `${description} Default: ${text}.`
}

interface Validation<Shape> {
  readonly described: Described
  /** What is wrong beyond types. */
  readonly find: (read: PartlyRead<Shape>) => readonly Problem[]
  readonly placeOf?: PlaceOf | undefined
}

/** One report of everything: what the schema refuses, and what rules find in all that it does not. */
function validated<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  { described, find, placeOf }: Validation<z.output<Schema>>,
): z.output<Schema> {
  const given = fromCode(input)
  const parsed = schema.safeParse(given)
  const issues = branchIssues(parsed.error?.issues ?? [])
  const refusals = parsed.success ? [] : problemsOf(issues, asValue(given), described)
  const lost = protoKeysIn(given).filter(path => !refusals.some(told => isWithin(told.path, path)))
  const mistyped = [...refusals, ...lost.map(protoKey)]
  const read = parsed.success ? readWhole(parsed.data) : readPartly(schema, given, issues)
  const problems = [...mistyped, ...find(read).filter(found => !isTold(found, mistyped, read.refused))]
  if (parsed.success && problems.length === 0) return parsed.data
  throw refusal(problems, placeOf)
}

/** What has a line already is not missing, and what lies inside a refused place was not read. */
function isTold({ path, isMissing }: Problem, mistyped: readonly Problem[], refused: readonly FieldPath[]): boolean {
  return (
    (isMissing === true && mistyped.some(told => isWithin(told.path, path))) ||
    refused.some(place => isWithin(path, place))
  )
}

function protoKey(path: FieldPath): Problem {
  return { path, message: 'found a key __proto__, expected another name: JavaScript would lose it' }
}

function isSamePlace(one: Problem, other: Problem): boolean {
  return formatPath(one.path) === formatPath(other.path)
}

/** The refusal of values: a line for each problem, once, though two rules or sections may find it. */
export function refusal(problems: readonly Problem[], placeOf?: PlaceOf): InputError {
  const lines = problems.map(({ path, message }) => {
    const place = placeOf === undefined ? [] : [placeOf(path)]
    return [...place, ...(path.length === 0 ? [] : [formatPath(path)]), message].join(': ')
  })
  return new InputError('BAD_VALUES', [...new Set(lines)].join('\n'))
}
