import type { ValueMap } from '../../manifest/value.ts'
import { mergedEnv } from '../pod/env.ts'
import type { Task } from '../values/task.ts'
import type { WorkerValues } from '../values/worker.ts'
import { literal, taskEnv } from './task-fact.ts'

/**
 * The worker's variables. Precedence, lowest first: the pod template's, the worker's, the task's, the task's secrets, the
 * prompt, the platform's own. A name keeps the place where it was first seen, and takes the last entry whole. What a task
 * brings as a map is sorted, so that the same task gives the same bytes.
 */
export function workerEnvironment(worker: WorkerValues, task: Task, secretName: string): ValueMap[] {
  const { prompt } = worker
  const given = Object.entries(task.env ?? {}).map(([name, value]) => ({ name, value }))
  const secrets = Object.keys(task.secrets ?? {}).map(name => ({
    name,
    valueFrom: { secretKeyRef: { name: secretName, key: name } },
  }))
  const prompted =
    prompt.as === 'env' && task.prompt !== undefined ? [{ name: prompt.env, value: literal(task.prompt) }] : []
  return mergedEnv([
    taskEnv(worker.env, task),
    given.toSorted(byName),
    secrets.toSorted(byName),
    prompted,
    taskEnv(worker.ownedEnv, task),
  ])
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
