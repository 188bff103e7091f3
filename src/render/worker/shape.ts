import type { Task } from '../values/task.ts'
import type { WorkerValues } from '../values/worker.ts'

/**
 * What a task decides about the pod of its Job beside texts: tasks of one shape get pods that differ in names, labels
 * and literals of variables and of the prompt alone. Undefined where those matter, too: a `subPathExpr` is made of variables.
 */
export function shapeOf(worker: WorkerValues, task: Task): string | undefined {
  if (expanding(worker)) return undefined
  const { prompt, env = {}, secrets = {}, fields = {}, image, args, resources, annotations, branch } = task
  return JSON.stringify([
    prompt === undefined,
    branch === undefined,
    ...[env, secrets, fields].map(texts => Object.keys(texts).toSorted()),
    image,
    args,
    resources,
    annotations,
  ])
}

const known = new WeakMap<WorkerValues, boolean>()

function expanding(worker: WorkerValues): boolean {
  const found = known.get(worker) ?? JSON.stringify(worker).includes('"subPathExpr"')
  known.set(worker, found)
  return found
}
