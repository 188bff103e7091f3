import { ClusterError } from '../../error.ts'
import type { Cluster } from '../cluster.ts'
import { requireAdmission } from './admission.ts'
import { type Beginning, type Begun, isStarted, jobFor, start } from './begin.ts'
import { type CleanedUp, removeByName, removeJob, suspendJob, titlesOf } from './clean-up.ts'
import type { Verdict } from './follow-state.ts'
import { followTask } from './follow-task.ts'
import type { TaskEnd, TaskEvent } from './task-event.ts'
import type { TaskObjects } from './task-objects.ts'
import type { TaskOptions } from './task-options.ts'
import { limited } from './watch/follow.ts'
import { followerOf } from './watch/follower.ts'
import { nothingRemembered, type Remembered, type SteadyCluster, steady } from './watch/steady.ts'

/** Milliseconds for an API server that does not even answer the first time, and for cleaning up: a person who interrupts waits for it. */
const patience = { beginning: 60_000, interrupted: 15_000, cleanUp: 120_000 } as const

/**
 * Run a task to its end. Throws `InputError` and `ClusterError` where nothing was made; from then on all that happens is
 * told, and the last event is `end`. A consumer that stops listening leaves the Job as it is.
 */
export async function* runTask(task: TaskObjects, options: TaskOptions): AsyncGenerator<TaskEvent, void> {
  const { controller, release } = followerOf(options.signal)
  try {
    yield* runOwn(task, { ...options, signal: controller.signal, remembered: nothingRemembered() })
  } finally {
    // A consumer that stops listening may do so while something is asked for.
    controller.abort()
    release()
  }
}

/** Run a task by a signal of its own. */
async function* runOwn(task: TaskObjects, options: Options): AsyncGenerator<TaskEvent, void> {
  const notices: TaskEvent[] = []
  let wake = () => {}
  const noticed = () =>
    new Promise<void>(settle => {
      if (notices.length > 0) settle()
      else wake = settle
    })
  const tell = (message: string) => {
    notices.push({ type: 'notice', message })
    wake()
  }
  const state = { isMade: false }
  const persistence = {
    time: options.time,
    patience: () => (state.isMade ? options.outage : Math.min(patience.beginning, options.outage)),
    tell: troubleTeller(tell),
  }
  const cluster = steady(options.cluster, persistence, options.remembered)
  const deadline =
    options.timeout === undefined ? {} : { deadlineSeconds: Math.max(1, Math.ceil(options.timeout / 1000)) }
  const { signal, time } = options
  const preflight = () => requireAdmission(task, { cluster, signal, tell, ...deadline })
  const beginning = { cluster, time, signal, preflight, ...deadline }
  const begun = yield* begin(task, { ...beginning, notices, noticed }, options)
  if (begun === undefined) return
  state.isMade = true
  const { job, isAdopted } = begun
  yield* notices.splice(0)
  const { namespace, name, container } = task
  yield { type: 'created', namespace, job: name, uid: job.uid, container, adopted: isAdopted }
  yield* carryOut(task, begun, { ...beginning, notices }, options)
}

/** With what is remembered from the first request to the last. */
interface Options extends TaskOptions {
  readonly remembered: Remembered
}

/** The Job; undefined after an interruption, of which all was said. */
async function* begin(
  task: TaskObjects,
  beginning: Running & { readonly noticed: () => Promise<void> },
  options: Options,
): AsyncGenerator<TaskEvent, Begun | undefined> {
  const job = jobFor(task, beginning)
  try {
    yield* told(job, beginning)
    return await job
  } catch (error) {
    if (!options.signal.aborted) throw error
    const done = options.keep ? noneLeft : await cleaned(task, options, quiet => removeByName(task, quiet))
    yield endOf(task, { outcome: 'interrupted', ...done })
    return undefined
  }
}

/** What is noticed while something is waited for. */
async function* told(
  work: Promise<unknown>,
  { notices, noticed }: { readonly notices: TaskEvent[]; readonly noticed: () => Promise<void> },
): AsyncGenerator<TaskEvent, void> {
  const settled = work.then(
    () => 'settled',
    () => 'settled',
  )
  while ((await Promise.race([settled, noticed()])) !== 'settled') yield* notices.splice(0)
}

const noneLeft: CleanedUp = { removed: [], left: [] }

interface Running extends Beginning {
  readonly notices: TaskEvent[]
}

async function* carryOut(
  task: TaskObjects,
  { job, isAdopted }: Begun,
  running: Running,
  options: Options,
): AsyncGenerator<TaskEvent, void> {
  const { uid } = job
  // Whoever made a Job that was found may be about to start it.
  const made = { uid, mayRun: isAdopted || isStarted(job) }
  const begin = async () => {
    const started = await start(task, job, running)
    made.mayRun = true
    return started
  }
  try {
    if (options.detach) {
      const started = await begin()
      yield* running.notices.splice(0)
      yield started === 'gone' ? deleted(task) : endOf(task, { outcome: 'detached', removed: [], left: titlesOf(task) })
      return
    }
    const verdict = yield* followTask({ task, job, running, options, start: begin })
    yield endOf(task, await ended(task, uid, verdict, options))
  } catch (error) {
    yield endOf(task, await brokenOff(task, made, error, options))
  }
}

/** What a verdict leads to. */
async function ended(task: TaskObjects, uid: string, verdict: Verdict, options: Options): Promise<Ended> {
  const remove = () => cleaned(task, options, cluster => removeJob(task, uid, cluster))
  switch (verdict.verdict) {
    case 'done':
      return { outcome: 'done', ...(options.keep ? { removed: [], left: titlesOf(task) } : await remove()) }
    case 'failed':
      // It has ended: nothing runs, and whoever looks for the reason finds it. ttlSecondsAfterFinished removes it.
      return { ...failedAs(verdict), removed: [], left: titlesOf(task) }
    case 'deleted':
      return { ...failedAs(verdict), ...noneLeft }
    case 'given-up': {
      const suspend = () => cleaned(task, options, cluster => suspendJob(task, uid, cluster))
      return { ...failedAs(verdict), ...(options.keep ? await suspend() : await remove()) }
    }
  }
}

function failedAs({
  failure: found,
  warnings,
}: Exclude<Verdict, { readonly verdict: 'done' }>): Pick<Ended, 'outcome' | 'failure' | 'warnings'> {
  return { outcome: 'failed', failure: found, warnings }
}

type Ended = Omit<TaskEnd, 'type' | 'namespace' | 'job'>

function endOf({ namespace, name }: TaskObjects, ended: Ended): TaskEnd {
  return { type: 'end', namespace, job: name, ...ended }
}

function deleted(task: TaskObjects): TaskEnd {
  const failure = { code: 'job-deleted', job: task.name } as const
  return endOf(task, { outcome: 'failed', failure, warnings: [], ...noneLeft })
}

/** Interrupted, or without an answer for too long. What is refused before the start was given has not run. */
async function brokenOff(
  task: TaskObjects,
  { uid, mayRun }: { readonly uid: string; readonly mayRun: boolean },
  error: unknown,
  options: Options,
): Promise<Ended> {
  const remove = () => cleaned(task, options, cluster => removeJob(task, uid, cluster))
  if (options.signal.aborted)
    return { outcome: 'interrupted', ...(options.keep ? { removed: [], left: titlesOf(task) } : await remove()) }
  if (!(error instanceof ClusterError)) {
    await remove()
    throw error
  }
  const message = error.message
  if (error.code === 'refused' && !mayRun) return { outcome: 'unreachable', message, ...(await remove()) }
  return { outcome: 'unreachable', message, removed: [], left: titlesOf(task) }
}

/** Clean up in a time of its own, and in a short one where the signal that ends a run has been aborted by now. */
async function cleaned(
  task: TaskObjects,
  { cluster, time, signal, outage, remembered }: Options,
  work: (cluster: SteadyCluster) => Promise<CleanedUp>,
): Promise<CleanedUp> {
  const milliseconds = signal.aborted
    ? patience.interrupted
    : Math.max(patience.interrupted, Math.min(patience.cleanUp, outage))
  const limit = limited(milliseconds, { time, signal: signal.aborted ? new AbortController().signal : signal })
  const ask: Cluster['ask'] = request => cluster.ask({ ...request, signal: limit.signal })
  const persistence = { time, patience: () => milliseconds, tell: () => undefined }
  const short = steady({ ask, open: cluster.open }, persistence, remembered)
  try {
    return await work({ ...short, ask: request => short.ask({ ...request, signal: limit.signal }) })
  } catch {
    return { removed: [], left: titlesOf(task) }
  } finally {
    limit.release()
  }
}

/** Tells why an answer is waited for: each reason once, though watches, polls and logs all meet it. */
function troubleTeller(tell: (message: string) => void): (why: string | undefined) => void {
  let told: string | undefined
  return why => {
    if (why === told) return
    told = why
    tell(why === undefined ? 'the API server answers again' : `waiting for the API server: ${why}`)
  }
}
