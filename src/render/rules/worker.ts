import type { Problem } from '../../config/schema-problems.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { listAt, textAt } from '../../manifest/value.ts'
import type { Partly } from '../values/partly.ts'
import { wholeValue } from '../values/partly.ts'
import { type Task, task as taskSchema } from '../values/task.ts'
import type { Values } from '../values/values.ts'
import { job as jobSchema, type WorkerValues } from '../values/worker.ts'
import { jobName } from '../worker/name.ts'
import { lacking, problem, repeated } from './rule.ts'
import { inlineSecrets } from './secrets.ts'

type Worker = Partly<WorkerValues>

/** What the schema cannot say of a worker and its tasks: fields that need or exclude each other, and names that collide. */
export function workerRules(values: Partly<Values>): Problem[] {
  const { worker, tasks = [] } = values
  if (worker === undefined) return tasks.length > 0 ? [lacking(['worker'], 'the worker that the tasks are for')] : []
  return [
    ...shapeRules(worker),
    ...toolRules(worker),
    ...stepRules(worker),
    ...failurePolicyRules(worker),
    ...jobRules(worker, tasks),
    ...tasks.flatMap((task, index) => taskRules(worker, task, ['tasks', index])),
  ]
}

/** Rules for one task alone: a controller brings them one at a time. */
export function taskRules(worker: Worker, task: Partly<Task> = {}, path: FieldPath): Problem[] {
  const given = Object.entries(task.env ?? {}).map(([name, value]) => ({ name, value, path: [...path, 'env', name] }))
  const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
  const verbatim = worker.job?.nameForm === 'verbatim' && task.id !== undefined && !label.test(task.id)
  return [
    ...(verbatim
      ? [
          problem(
            [...path, 'id'],
            JSON.stringify(task.id),
            'a DNS label of at most 63 characters, because worker.job.nameForm is verbatim',
          ),
        ]
      : []),
    ...(worker.allowInlineSecrets === false ? inlineSecrets(given, 'worker') : []),
  ]
}

/** Two tasks whose Jobs would have one name. */
function jobRules({ job }: Worker, tasks: readonly (Partly<Task> | undefined)[]): Problem[] {
  const known = wholeValue(jobSchema, job)
  if (known === undefined) return []
  const names = tasks.map((task, index) => {
    const read = wholeValue(taskSchema, task)
    return { name: read && jobName(known, read), path: ['tasks', index, 'id'] }
  })
  return repeated(names, 'Job')
}

function shapeRules({ environmentFile, command }: Worker): Problem[] {
  return environmentFile !== undefined && command === undefined
    ? [lacking(['worker', 'command'], 'the command that starts with environmentFile')]
    : []
}

function toolRules({ tools = {}, workspace }: Worker): Problem[] {
  const { mode, images = [] } = tools
  const work = workspace?.enabled === true ? workspace.mountPath : undefined
  return images.flatMap(({ mountPath, readWrite } = {}, index) => {
    const path = ['worker', 'tools', 'images', index]
    const inside = mountPath !== undefined && mountPath !== work && `${work ?? ''}/`.startsWith(`${mountPath}/`)
    return [
      ...(readWrite === true && mode === 'imageVolume'
        ? [problem([...path, 'readWrite'], 'true', 'false: image volumes are read-only')]
        : []),
      ...(inside
        ? [problem([...path, 'mountPath'], JSON.stringify(mountPath), 'a path that does not contain the workspace')]
        : []),
    ]
  })
}

function stepRules({ steps = [], workspace }: Worker): Problem[] {
  const suffixes = steps.flatMap((step, index) =>
    step?.type === 'files' ? [{ name: step.suffix, path: ['worker', 'steps', index, 'suffix'] }] : [],
  )
  const homeless = steps.flatMap((step, index) => {
    const needs =
      step?.type === 'clone' ||
      step?.type === 'remotes' ||
      step?.type === 'branch' ||
      (step?.type === 'files' && step.volume === undefined)
    return needs && workspace?.enabled === false
      ? [
          problem(
            ['worker', 'steps', index, 'type'],
            step.type ?? 'a step',
            'a workspace for it (worker.workspace.enabled)',
          ),
        ]
      : []
  })
  const placeless = steps.flatMap((step, index) =>
    step?.type === 'files' && step.volume !== undefined && step.mountPath === undefined
      ? [lacking(['worker', 'steps', index, 'mountPath'], `where volume ${step.volume} is mounted`)]
      : [],
  )
  return [...repeated(suffixes, 'ConfigMap suffix'), ...homeless, ...placeless]
}

/** `FailIndex` needs an Indexed Job, which has more than one pod (`batch/v1` validation). */
function failurePolicyRules({ job }: Worker): Problem[] {
  const rules = wholeValue(jobSchema.shape.podFailurePolicy, job?.podFailurePolicy)
  return listAt(rules, 'rules').flatMap((rule, index) =>
    textAt(rule, 'action') === 'FailIndex'
      ? [
          problem(
            ['worker', 'job', 'podFailurePolicy', 'rules', index, 'action'],
            'FailIndex',
            'FailJob, Ignore or Count: a Job of one pod has no index',
          ),
        ]
      : [],
  )
}
