import type { Cluster } from '../cluster/cluster.ts'
import type { LogBounds } from '../cluster/worker/log/log-bounds.ts'
import { runTask } from '../cluster/worker/run-task.ts'
import type { TaskObjects } from '../cluster/worker/task-objects.ts'
import { systemTime, type Time } from '../cluster/worker/time.ts'
import { InputError } from '../error.ts'
import { readDocument } from '../manifest/document.ts'
import { splitStream } from '../manifest/stream.ts'
import { isMap, mapAt, textAt, type ValueMap } from '../manifest/value.ts'
import type { Policy } from '../policy/policy-of.ts'
import { sha256 } from '../render/checksum.ts'
import type { TaskInput } from '../render/values/task.ts'
import type { ValuesInput } from '../render/values/values.ts'
import { defaultSettings } from '../workload/settings/settings.ts'
import { type RenderLibraryOptions, renderWorkerJob, type ValidValues } from './render/render-library.ts'
import { type RunEvent, worded } from './run-event.ts'

/** How a worker Job is run. Times are milliseconds. */
export interface RunWorkerJobOptions extends RenderLibraryOptions {
  /** Of `connectCluster`. Many tasks may share one; it is not closed. */
  readonly cluster: Cluster
  /** Interrupts the task: its Job is deleted, unless `keep` is set, and the last event says so. */
  readonly signal?: AbortSignal
  /** End as soon as the task was started. */
  readonly detach?: boolean
  /** Leave the Job where it would be deleted: when it is done, or interrupted. */
  readonly keep?: boolean
  /** For the whole task. Kubernetes keeps it, too (`activeDeadlineSeconds`). */
  readonly timeout?: number
  /** For which a pod may be without a node, an image or a volume before the task is given up: 10 minutes; 0 is for ever. */
  readonly startTimeout?: number
  /** For which an API server that does not answer is waited for: 10 minutes. */
  readonly outage?: number
  /** Bytes of a container's log: 64 MiB from its start, and of what follows the last 64 KiB. */
  readonly logs?: LogBounds
  /** The clock; the machine's own where nothing is said. */
  readonly time?: Time
}

const minutes = 60_000

const usual = {
  detach: false,
  keep: false,
  startTimeout: 10 * minutes,
  outage: 10 * minutes,
  logs: { head: 64 * 1024 * 1024, tail: 64 * 1024 },
  time: systemTime,
} as const

/**
 * Run one task on a cluster to its end: create its Job and what belongs to it, or find the Job of an earlier call; tell how
 * far it is and what its containers log; clean up. Nothing is lost when watches break off or the API server restarts. While
 * the Job is there, a task runs once, however often this is called: its name comes from the task's `id` and `executionId`.
 * One that is done is deleted unless `keep` is set, and a later call runs the task again.
 *
 *     for await (const event of runWorkerJob(values, { id: 'fix-42', prompt: 'Fix it' }, { cluster, signal }))
 *       if (event.type === 'log') process.stdout.write(`${event.text}\n`)
 *
 * The last event is `end`. Throws `InputError` for wrong values and what the API server refuses, and `ClusterError` where it
 * does not answer, both only while no Job was made. A consumer that stops listening leaves the Job as it is: a later call goes on.
 */
export async function* runWorkerJob(
  values: ValuesInput | ValidValues,
  task: TaskInput,
  options: RunWorkerJobOptions,
): AsyncGenerator<RunEvent, void> {
  refuseNoTimes(options)
  const objects = taskObjects(values, task, options)
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const signal = options.signal ?? new AbortController().signal
  const events = runTask(objects, { ...usual, ...given, cluster: options.cluster, signal })
  for await (const event of events) yield worded(event)
}

/** Times, and the least of each. */
const leastTimes = { timeout: 1, startTimeout: 0, outage: 0 } as const

/** A sum that went wrong is no number: compared with one, nothing would end by it, or everything at once. */
function refuseNoTimes(options: RunWorkerJobOptions): void {
  for (const [name, least] of Object.entries(leastTimes)) {
    const found: unknown = Reflect.get(options, name)
    if (found === undefined || (typeof found === 'number' && found >= least)) continue
    throw new InputError('BAD_VALUES', `${name}: found ${String(found)}, expected milliseconds, ${least} or more`)
  }
}

/** The policy for a Job whose values name no namespace: it goes to that of the cluster. */
export function placedPolicy(
  policy: RenderLibraryOptions['policy'],
  { namespace }: Pick<Cluster, 'namespace'>,
): Pick<Policy, 'settings'> {
  return { settings: { ...(policy?.settings ?? defaultSettings), namespace } }
}

function taskObjects(values: ValuesInput | ValidValues, task: TaskInput, options: RunWorkerJobOptions): TaskObjects {
  const rendered = renderWorkerJob(values, task, { policy: placedPolicy(options.policy, options.cluster) })
  const objects = objectsOf(rendered.text)
  const job = objects.find(object => textAt(object, 'kind') === 'Job')
  if (job === undefined) throw new Error('the template printed no Job')
  const namespace = textAt(mapAt(job, 'metadata'), 'namespace') ?? options.cluster.namespace
  return {
    namespace,
    name: rendered.name,
    job,
    container: rendered.container,
    companions: objects.filter(object => object !== job),
    digest: sha256(rendered.text).slice(0, 32),
  }
}

function objectsOf(text: string): readonly ValueMap[] {
  const stream = splitStream(text)
  return stream.documents.map(span => readDocument(stream, span).value ?? null).filter(isMap)
}
