import type { Value, ValueMap } from '../../manifest/value.ts'
import { componentLabels, type MetadataView, orNull } from '../metadata.ts'
import type { Planner } from '../pod/planned.ts'
import { podTemplateView } from '../pod/view.ts'
import { statementAnnotation } from '../values/statement.ts'
import type { Task } from '../values/task.ts'
import type { Values } from '../values/values.ts'
import type { WorkerValues } from '../values/worker.ts'
import { workloadOf } from '../workload.ts'
import { cleanLabel, jobName, shortHash } from './name.ts'
import { workerPod } from './pod.ts'
import { shapeOf } from './shape.ts'
import { taskLabels } from './task-fact.ts'

/** What `templates/worker-job` prints for one task. */
export interface WorkerView {
  readonly [part: string]: Value
}

/** What the templates of a worker Job print. */
export function workerView(values: Values, worker: WorkerValues, task: Task, planner: Planner): WorkerView {
  const name = jobName(worker.job, task)
  const metadata = metadataOf(values, worker, task)
  const { spec, configMaps } = workerPod(values, worker, task, name)
  const own = metadata(name, statementAnnotation(values, 'worker'))
  const podAnnotations = metadata(name).annotations
  const job = workloadOf('Job', own, { metadata: { labels: own.labels, annotations: podAnnotations }, spec })
  const { ttlSecondsAfterFinished, cleanup, backoffLimit, activeDeadlineSeconds, podFailurePolicy } = worker.job
  return {
    secret: task.secrets === undefined ? null : { metadata: metadata(`${name}-env`), stringData: task.secrets },
    configMaps: configMaps.map(({ name, data }) => ({ metadata: metadata(name), data })),
    job: {
      metadata: own,
      podAnnotations,
      backoffLimit,
      activeDeadlineSeconds: worker.podOverrides?.activeDeadlineSeconds ?? activeDeadlineSeconds ?? null,
      ttlSecondsAfterFinished: cleanup ? ttlSecondsAfterFinished : null,
      podFailurePolicy: podFailurePolicy ?? null,
      pod: podTemplateView(planner(job, shapeOf(worker, task))),
    },
  }
}

type Metadata = (name: string, stated?: ValueMap) => MetadataView

function metadataOf(values: Values, worker: WorkerValues, task: Task): Metadata {
  const labels = jobLabels(values, worker, task)
  const annotations = { ...values.annotations, ...worker.annotations, ...task.annotations }
  const namespace = worker.namespace ?? values.namespace ?? null
  return (name, stated) => ({ name, namespace, labels, annotations: orNull({ ...annotations, ...stated }) })
}

/** Labels of a Job and of its pods. The platform's own win: they are how a master finds its workers again. */
function jobLabels(values: Values, worker: WorkerValues, task: Task): ValueMap {
  const own = { ...worker.labels, ...task.labels, ...worker.podOverrides?.labels }
  return {
    ...componentLabels(values, 'worker', own),
    'seaworthy.dev/task': cleanLabel(task.id),
    'seaworthy.dev/task-hash': shortHash(task.id),
    ...taskLabels(worker.taskLabels, task),
  }
}
