import type { FieldPath } from '../../manifest/path.ts'
import { listAt, textAt, type Value } from '../../manifest/value.ts'
import type { Problem } from '../../workload/schema-problems.ts'
import type { WorkerValues } from '../values/worker.ts'
import { problem } from './rule.ts'

/** A variable with a literal value, and the field that holds it. */
export interface Literal {
  readonly name: string
  readonly value?: string | undefined
  readonly path: FieldPath
}

/** Variables that are called like a secret. `…_FILE` and `…_PATH` say where one is, which is no secret. */
const secretName = /(TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)$/i

/** Literals of secrets: whoever may read Jobs or pods reads them, too. */
export function inlineSecrets(env: readonly Literal[]): Problem[] {
  return env
    .filter(({ name, value }) => value !== undefined && secretName.test(name))
    .map(({ name, path }) =>
      problem(path, `a literal for ${name}`, 'valueFrom.secretKeyRef or task.secrets (or worker.allowInlineSecrets)'),
    )
}

/** Every list of variables that ends up in a Job. */
export function secretRules(worker: WorkerValues): Problem[] {
  const { podOverrides: overrides } = worker
  const containers = [
    ...inContainers(worker.initContainers, ['worker', 'initContainers']),
    ...inContainers(worker.extraContainers, ['worker', 'extraContainers']),
    ...inContainers(worker.steps, ['worker', 'steps']),
    ...inContainers(overrides?.extraInitContainers, ['worker', 'podOverrides', 'extraInitContainers']),
    ...inContainers(overrides?.extraContainers, ['worker', 'podOverrides', 'extraContainers']),
    ...inTemplate(worker.podTemplate, 'initContainers'),
    ...inTemplate(worker.podTemplate, 'containers'),
  ]
  return inlineSecrets([
    ...inList(worker.env, ['worker', 'env']),
    ...inList(worker.ownedEnv, ['worker', 'ownedEnv']),
    ...inList(overrides?.env, ['worker', 'podOverrides', 'env']),
    ...containers,
  ])
}

type Env = readonly { readonly name: string; readonly value?: string | undefined }[]

function inContainers(containers: readonly object[] = [], path: FieldPath): Literal[] {
  return containers.flatMap((container, index) =>
    'env' in container ? inList(container.env as Env, [...path, index, 'env']) : [],
  )
}

function inList(env: Env = [], path: FieldPath): Literal[] {
  return env.map(({ name, value }, index) => ({ name, value, path: [...path, index] }))
}

function inTemplate(template: Value | undefined, list: 'initContainers' | 'containers'): Literal[] {
  return listAt(template, list).flatMap((container, place) =>
    listAt(container, 'env').map((entry, index) => ({
      name: textAt(entry, 'name') ?? '',
      value: textAt(entry, 'value'),
      path: ['worker', 'podTemplate', list, place, 'env', index],
    })),
  )
}
