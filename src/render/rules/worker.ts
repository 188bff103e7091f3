import type { FieldPath } from '../../manifest/path.ts'
import { listAt, textAt } from '../../manifest/value.ts'
import type { Problem } from '../../workload/schema-problems.ts'
import type { Task } from '../values/task.ts'
import type { Values } from '../values/values.ts'
import type { WorkerValues } from '../values/worker.ts'
import { jobName } from '../worker/name.ts'
import { attachableRules } from './attachable.ts'
import { problem, repeated } from './rule.ts'
import { inlineSecrets, secretRules } from './secrets.ts'

/** What the schema cannot say of a worker and its tasks: fields that need or exclude each other, and names that collide. */
export function workerRules(values: Values): Problem[] {
  const { worker, tasks } = values
  if (worker === undefined)
    return tasks.length > 0 ? [problem(['worker'], 'nothing', 'the worker that the tasks are for')] : []
  const jobs = tasks.map((task, index) => ({ name: jobName(worker.job, task), path: ['tasks', index, 'id'] }))
  return [
    ...shapeRules(worker),
    ...toolRules(values, worker),
    ...reservedRules(worker),
    ...stepRules(worker),
    ...failurePolicyRules(worker),
    ...(worker.allowInlineSecrets ? [] : secretRules(worker)),
    ...attachableRules(worker.attachable, worker.command, 'worker'),
    ...repeated(jobs, 'Job'),
    ...tasks.flatMap((task, index) => taskRules(worker, task, ['tasks', index])),
  ]
}

/** Rules for one task alone: a controller brings them one at a time. */
export function taskRules(worker: WorkerValues, task: Task, path: FieldPath): Problem[] {
  const given = Object.entries(task.env ?? {}).map(([name, value]) => ({ name, value, path: [...path, 'env', name] }))
  const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
  const verbatim = worker.job.nameForm === 'verbatim' && !label.test(task.id)
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
    ...(worker.allowInlineSecrets ? [] : inlineSecrets(given)),
  ]
}

function shapeRules({ podTemplate, podOverrides, environmentFile, command }: WorkerValues): Problem[] {
  return [
    ...(podTemplate !== undefined && podOverrides !== undefined
      ? [problem(['worker', 'podOverrides'], 'podOverrides beside podTemplate', 'only one of them')]
      : []),
    ...(environmentFile !== undefined && command === undefined
      ? [problem(['worker', 'command'], 'nothing', 'the command that starts with environmentFile')]
      : []),
  ]
}

function toolRules({ level }: Values, { tools, workspace }: WorkerValues): Problem[] {
  const asRoot = tools.mode === 'copy' && tools.copyAs === 'root' && level === 'restricted'
  return [
    ...(asRoot
      ? [problem(['worker', 'tools', 'copyAs'], 'root', 'workload: restricted admits no container that runs as root')]
      : []),
    ...tools.images.flatMap(({ mountPath, readWrite }, index) => {
      const path = ['worker', 'tools', 'images', index]
      const inside =
        workspace.enabled && `${workspace.mountPath}/`.startsWith(`${mountPath}/`) && mountPath !== workspace.mountPath
      return [
        ...(readWrite && tools.mode === 'imageVolume'
          ? [problem([...path, 'readWrite'], 'true', 'false: image volumes are read-only')]
          : []),
        ...(inside ? [problem([...path, 'mountPath'], mountPath, 'a place that does not hold the workspace')] : []),
      ]
    }),
  ]
}

/** Overrides come from whoever dispatches tasks, and must not stand in for the platform's own containers and volumes. */
function reservedRules({ reserved, podOverrides }: WorkerValues): Problem[] {
  const lists = {
    volumes: podOverrides?.volumes,
    extraContainers: podOverrides?.extraContainers,
    extraInitContainers: podOverrides?.extraInitContainers,
  }
  return Object.entries(lists).flatMap(([list, items = []]) =>
    items.flatMap(({ name }, index) => {
      const prefix = reserved.prefixes.find(start => name.startsWith(start))
      const path = ['worker', 'podOverrides', list, index, 'name']
      return prefix === undefined
        ? []
        : [
            problem(
              path,
              JSON.stringify(name),
              `a name that does not begin with the reserved ${JSON.stringify(prefix)}`,
            ),
          ]
    }),
  )
}

function stepRules({ steps, workspace }: WorkerValues): Problem[] {
  const suffixes = steps.flatMap((step, index) =>
    step.type === 'files' ? [{ name: step.suffix, path: ['worker', 'steps', index, 'suffix'] }] : [],
  )
  const homeless = steps.flatMap((step, index) => {
    const needs =
      step.type === 'clone' ||
      step.type === 'remotes' ||
      step.type === 'branch' ||
      (step.type === 'files' && step.volume === undefined)
    return needs && !workspace.enabled
      ? [problem(['worker', 'steps', index, 'type'], step.type, 'a workspace for it (worker.workspace.enabled)')]
      : []
  })
  const placeless = steps.flatMap((step, index) =>
    step.type === 'files' && step.volume !== undefined && step.mountPath === undefined
      ? [problem(['worker', 'steps', index, 'mountPath'], 'nothing', `where volume ${step.volume} is mounted`)]
      : [],
  )
  return [...repeated(suffixes, 'ConfigMap suffix'), ...homeless, ...placeless]
}

/** `FailIndex` needs an Indexed Job, which has more than one pod (`batch/v1` validation). */
function failurePolicyRules({ job }: WorkerValues): Problem[] {
  return listAt(job.podFailurePolicy, 'rules').flatMap((rule, index) =>
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
