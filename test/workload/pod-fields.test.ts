import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import type { Value } from '../../src/manifest/value.ts'
import type { SchemaType } from '../../src/schema/type.ts'
import { kubernetesAt } from '../../src/schema/types.ts'
import { typeProblems } from '../../src/workload/object/types.ts'
import { table } from '../table.ts'
import { podIn } from './read.ts'

const lines = readFileSync(join(import.meta.dirname, '../fixtures/pod-fields.txt'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
const fields = lines.map(line => line.split(' ') as [path: string, type: string])
const rows = Object.fromEntries(fields.map(([path, type]) => [`${path}, ${type}`, { steps: stepsOf(path), type }]))

/** `spec.volumes[].name` as `spec`, `volumes`, `[]`, `name`. */
function stepsOf(path: string): readonly string[] {
  return path.replaceAll('[]', '.[]').split('.')
}

/** What the API server decodes into no field of the type. */
const wrong: Readonly<Record<string, Value>> = {
  string: 5,
  boolean: 'true',
  int32: '5',
  int64: '5',
  'int-or-string': 1.5,
  quantity: true,
  map: 'text',
}

function holding(steps: readonly string[], value: Value): Value {
  const [step, ...rest] = steps
  if (step === undefined) return value
  return step === '[]' ? [holding(rest, value)] : { [step === '*' ? 'any' : step]: holding(rest, value) }
}

table('a value of the wrong type is found in', rows, ({ steps, type }) => {
  const pod = { apiVersion: 'v1', kind: 'Pod', spec: {}, ...(holding(steps, wrong[type] ?? null) as object) }
  const found = typeProblems(podIn(JSON.stringify(pod))).map(({ path }) => formatPath(path))
  assert.equal(found, [steps.join('.').replaceAll('.[]', '[0]').replaceAll('*', 'any')])
})

/** What our word is in Kubernetes' OpenAPI. */
const theirs: Readonly<Record<string, string>> = { map: 'object' }

function typeAt(type: SchemaType, [step, ...rest]: readonly string[]): string {
  const types = kubernetesAt()
  const here = type.is === 'named' ? types.named(type.name) : type
  if (here === undefined) return 'unknown'
  if (step === undefined) return here.is === 'scalar' ? here.scalar : here.is
  if (here.is === 'list') return typeAt(here.items, rest)
  if (here.is === 'map') return typeAt(here.values, rest)
  const field = here.is === 'object' ? here.fields.get(step) : undefined
  return field === undefined ? `no ${step}` : typeAt(field.type, rest)
}

table('Kubernetes has the type of', rows, ({ steps, type }) => {
  const pod = kubernetesAt().ofKind('v1', 'Pod')
  assert.is(pod === undefined ? undefined : typeAt(pod, steps), theirs[type] ?? type)
})
