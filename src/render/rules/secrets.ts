import type { Problem } from '../../config/schema-problems.ts'
import type { FieldPath } from '../../manifest/path.ts'
import type { Partly } from '../values/partly.ts'
import type { Values } from '../values/values.ts'
import type { WorkerValues } from '../values/worker.ts'
import { problem, type Section } from './rule.ts'

/** A variable with a literal value, and the field that holds it. */
export interface Literal {
  readonly name: string
  readonly value?: string | undefined
  /** A field of the task, which is written down just as a value is. */
  readonly fromTask?: string | undefined
  readonly path: FieldPath
}

/** Names of variables that hold a secret, at their end. `…_FILE` and `…_PATH` say where one is, which is no secret. */
const secretNames = 'TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?'

const secretName = new RegExp(`(${secretNames})$`, 'i')

/** What to write instead of a literal. */
const insteadOfLiteral: Readonly<Record<Section, string>> = {
  agent: 'valueFrom.secretKeyRef, with agent.secrets for the Secret (or agent.allowInlineSecrets)',
  worker: 'valueFrom.secretKeyRef or task.secrets (or worker.allowInlineSecrets)',
}

/** Literals of secrets: whoever may read pods, or what makes them, reads them, too. */
export function inlineSecrets(env: readonly Literal[], section: Section): Problem[] {
  return env
    .filter(({ name, value, fromTask }) => (value ?? fromTask) !== undefined && secretName.test(name))
    .map(({ name, path, fromTask }) =>
      problem(
        path,
        fromTask === undefined ? `a literal for ${name}` : `a field of the task for ${name}`,
        insteadOfLiteral[section],
      ),
    )
}

/** Every list of variables that ends up in a section's pod. */
export function secretRules(values: Partly<Values>, section: Section): Problem[] {
  const { podOverrides: overrides, podTemplate: template, ...said } = values[section] ?? {}
  // What was refused is not known to be false.
  if (said.allowInlineSecrets !== false) return []
  const { steps = [], ownedEnv }: Partly<Pick<WorkerValues, 'steps' | 'ownedEnv'>> = values.worker ?? {}
  const lists = {
    initContainers: said.initContainers,
    extraContainers: said.extraContainers,
    steps: section === 'worker' ? steps.map(step => (step !== undefined && 'env' in step ? step : undefined)) : [],
  }
  const overriding = {
    extraInitContainers: overrides?.extraInitContainers,
    extraContainers: overrides?.extraContainers,
  }
  const templated = { initContainers: template?.initContainers, containers: template?.containers }
  return inlineSecrets(
    [
      ...inList(said.env, [section, 'env']),
      ...(section === 'worker' ? inList(ownedEnv, [section, 'ownedEnv']) : []),
      ...inList(overrides?.env, [section, 'podOverrides', 'env']),
      ...inLists(lists, [section]),
      ...inLists(overriding, [section, 'podOverrides']),
      ...inLists(templated, [section, 'podTemplate']),
    ],
    section,
  )
}

type Env = readonly (Partial<Pick<Literal, 'name' | 'value' | 'fromTask'>> | undefined)[]
type Containers = readonly ({ readonly env?: Env | undefined } | undefined)[]

function inLists(lists: Readonly<Record<string, Containers | undefined>>, path: FieldPath): Literal[] {
  return Object.entries(lists).flatMap(([field, containers = []]) =>
    containers.flatMap((container, index) => inList(container?.env, [...path, field, index, 'env'])),
  )
}

function inList(env: Env = [], path: FieldPath): Literal[] {
  return env.map((entry, index) => ({
    name: entry?.name ?? '',
    value: entry?.value,
    fromTask: entry?.fromTask,
    path: [...path, index],
  }))
}
