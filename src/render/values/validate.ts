import { z } from 'zod'
import { InputError } from '../../error.ts'
import { type FieldPath, formatPath } from '../../manifest/path.ts'
import type { Value } from '../../manifest/value.ts'
import { type Problem, problemsOf } from '../../workload/schema-problems.ts'
import { withoutUndefined } from '../pod/plain.ts'
import { agentRules } from '../rules/agent.ts'
import { podRules } from '../rules/pod.ts'
import { storageRules } from '../rules/storage.ts'
import { taskRules, workerRules } from '../rules/worker.ts'
import { type Task, task as taskSchema } from './task.ts'
import { type Values, values as valuesSchema } from './values.ts'
import type { WorkerValues } from './worker.ts'

/** Says where a field was written: `values.yaml:3:5`. */
export type PlaceOf = (path: FieldPath) => string

/** Rules that a schema cannot hold, because they look at two fields at once. They see values whose types are right. */
const rules: readonly ((values: Values) => Problem[])[] = [storageRules, agentRules, workerRules, podRules]

const described = { noun: 'the schema of values', jsonSchema: valuesJsonSchema }
const describedTask = { noun: 'a task', jsonSchema: () => z.toJSONSchema(taskSchema, { io: 'input' }) }

/** Validate values and fill in defaults. Throws `InputError('BAD_VALUES')` that lists everything that is wrong. */
export function validateValues(input: unknown, placeOf?: PlaceOf): Values {
  const given = withoutUndefined(input)
  const parsed = valuesSchema.safeParse(given)
  const problems = parsed.success
    ? rules.flatMap(rule => rule(parsed.data))
    : problemsOf(parsed.error.issues, given as Value, described)
  if (parsed.success && problems.length === 0) return parsed.data
  throw refusal(problems, placeOf)
}

/** Validate one task for a worker that is valid already. */
export function validateTask(input: unknown, worker: WorkerValues): Task {
  const given = withoutUndefined(input)
  const parsed = taskSchema.safeParse(given)
  const problems = parsed.success
    ? taskRules(worker, parsed.data, [])
    : problemsOf(parsed.error.issues, given as Value, describedTask)
  if (parsed.success && problems.length === 0) return parsed.data
  throw refusal(problems)
}

/** JSON Schema of values, for editors and for charts. Draft 7 is what Helm 3 reads. */
export function valuesJsonSchema(): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(valuesSchema, { io: 'input', target: 'draft-7' })
}

function refusal(problems: readonly Problem[], placeOf?: PlaceOf): InputError {
  const lines = problems.map(({ path, message }) => {
    const place = placeOf === undefined ? [] : [placeOf(path)]
    return [...place, ...(path.length === 0 ? [] : [formatPath(path)]), message].join(': ')
  })
  return new InputError('BAD_VALUES', lines.join('\n'))
}
