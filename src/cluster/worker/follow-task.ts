import { isMap, listAt, textAt } from '../../manifest/value.ts'
import type { Beginning } from './begin.ts'
import { type Channel, channelOf } from './channel.ts'
import { containerLog, type LogItem, type LogReading } from './container-log.ts'
import { type Failure, failure, failureOf } from './failure.ts'
import { follow, type Sight } from './follow.ts'
import type { JobState } from './job-state.ts'
import { factsOf, type Phase, phaseOf } from './phase.ts'
import type { ContainerPart, ContainerState, PodState } from './pod-state.ts'
import type { RunEvent } from './run-event.ts'
import type { TaskOptions } from './run-task.ts'
import { pathOf, type TaskObjects, taskAnnotations } from './task-objects.ts'
import { jobOutcome, type TaskView, withJobs, withPods } from './task-view.ts'
import { type WarningEvent, warningsIn } from './warning-event.ts'

/** How a task ended that was followed. */
export type Verdict =
  | { readonly verdict: 'done' }
  | {
      /** `failed`: the Job has ended. `deleted`: it is gone. `given-up`: it could still run, and must not. */
      readonly verdict: 'failed' | 'deleted' | 'given-up'
      readonly failure: Failure
      readonly warnings: readonly WarningEvent[]
    }

/** A task to follow. */
export interface FollowedTask {
  readonly task: TaskObjects
  readonly job: JobState
  readonly running: Beginning & { readonly notices: RunEvent[] }
  readonly options: TaskOptions
  /** Gives the start; called once its Job and pods are watched, so that no end is missed. */
  readonly start: () => Promise<'started' | 'gone'>
}

/** Milliseconds. */
const times = {
  tick: 500,
  /** Before warnings are asked for while nothing goes on, and between two askings. */
  quiet: 5_000,
  askWarnings: 10_000,
  /** Beyond a Job's deadline, before we take it for a controller that does not act. */
  controller: 15_000,
  /** For the logs of a task that has ended. */
  logs: 30_000,
} as const

type Message =
  | { readonly from: 'jobs' | 'pods'; readonly sight: Sight }
  | { readonly from: 'log'; readonly reader: Reader; readonly item: LogItem }
  | { readonly from: 'reader'; readonly reader: Reader }
  | { readonly from: 'warnings'; readonly events: readonly WarningEvent[] }
  | { readonly from: 'tick' }
  | { readonly from: 'start'; readonly started: 'started' | 'gone' }
  | { readonly from: 'error'; readonly error: unknown }

/** One start of one container, whose log is read. */
interface Reader {
  readonly pod: PodState
  readonly container: ContainerState
  readonly end: () => void
  isDone: boolean
}

/** Everything that changes while a task is followed. */
interface Following {
  readonly channel: Channel<Message>
  readonly stop: AbortController
  readonly readers: Map<string, Reader>
  readonly begun: number
  view: TaskView
  /** Phase as it was told last, and since when it is so. */
  phase: Phase | undefined
  since: number
  askedWarnings: number
  seen: Set<'jobs' | 'pods'>
  isStarted: boolean
  endedAt: number | undefined
}

/** Follow a task until it ends, or must be given up. Rejects as its watches do. */
export async function* followTask(followed: FollowedTask): AsyncGenerator<RunEvent, Verdict> {
  const { options, running } = followed
  const stop = new AbortController()
  const interrupt = () => stop.abort(options.signal.reason)
  options.signal.addEventListener('abort', interrupt, { once: true })
  if (options.signal.aborted) interrupt()
  const now = options.time.now()
  const following: Following = {
    channel: channelOf(256),
    stop,
    readers: new Map(),
    begun: now,
    view: { job: followed.job, isJobGone: false, pods: [], gonePods: new Set(), events: [] },
    phase: undefined,
    since: now,
    askedWarnings: 0,
    seen: new Set(),
    isStarted: false,
    endedAt: undefined,
  }
  try {
    produce(followed, following)
    for (;;) {
      const message = await following.channel.take()
      options.signal.throwIfAborted()
      yield* running.notices.splice(0)
      if (message === undefined) continue
      yield* take(message, followed, following)
      const verdict = yield* judged(followed, following)
      if (verdict === undefined) continue
      yield* running.notices.splice(0)
      return verdict
    }
  } finally {
    options.signal.removeEventListener('abort', interrupt)
    stop.abort(new Error('followed to the end'))
    following.channel.close()
  }
}

/** Watches and the clock; each runs until the task is over, and what ends one ends all. */
function produce({ task, job, running, options }: FollowedTask, { channel, stop }: Following): void {
  const { signal } = stop
  const watching = { cluster: running.cluster, time: options.time, signal }
  const jobs = { path: pathOf('Job', task.namespace), selector: { fieldSelector: `metadata.name=${task.name}` } }
  const pods = {
    path: pathOf('Pod', task.namespace),
    selector: { labelSelector: `batch.kubernetes.io/controller-uid=${job.uid}` },
  }
  const watch = async (from: 'jobs' | 'pods', collection: Parameters<typeof follow>[0]) => {
    for await (const sight of follow(collection, watching)) await channel.put({ from, sight })
  }
  const tick = async () => {
    for (;;) {
      await options.time.wait(times.tick, signal)
      await channel.put({ from: 'tick' })
    }
  }
  for (const work of [watch('jobs', jobs), watch('pods', pods), tick()])
    work.catch((error: unknown) => channel.put({ from: 'error', error }))
}

async function* take(message: Message, followed: FollowedTask, following: Following): AsyncGenerator<RunEvent, void> {
  switch (message.from) {
    case 'jobs':
      following.view = withJobs(following.view, message.sight)
      return see('jobs', followed, following)
    case 'pods':
      following.view = withPods(following.view, message.sight)
      see('pods', followed, following)
      return readLogs(followed, following)
    case 'log':
      yield logEvent(message.reader, message.item)
      return
    case 'reader':
      message.reader.isDone = true
      return
    case 'warnings':
      following.view = { ...following.view, events: message.events }
      return
    case 'start':
      following.isStarted = true
      if (message.started === 'gone') following.view = { ...following.view, isJobGone: true }
      return
    case 'tick':
      return
    case 'error':
      throw message.error
  }
}

/** The start is given once both are watched. */
function see(what: 'jobs' | 'pods', { start }: FollowedTask, following: Following): void {
  const { seen, channel } = following
  if (seen.size < 2 && seen.add(what).size === 2)
    start().then(
      started => channel.put({ from: 'start', started }),
      (error: unknown) => channel.put({ from: 'error', error }),
    )
}

/** Begin to read the log of every container that has started. */
function readLogs(followed: FollowedTask, following: Following): void {
  for (const pod of following.view.pods)
    for (const container of pod.containers) {
      const key = `${pod.uid}/${container.name}/${container.starts}`
      const hasBegun = container.runs || container.end !== undefined
      if (hasBegun && !following.readers.has(key) && following.endedAt === undefined)
        following.readers.set(key, readerOf(pod, container, followed, following))
    }
  for (const reader of following.readers.values()) if (stateOf(reader, following) !== 'runs') reader.end()
}

function readerOf(pod: PodState, container: ContainerState, followed: FollowedTask, following: Following): Reader {
  const { task, options } = followed
  const { channel, stop } = following
  let end = () => {}
  const ended = new Promise<void>(settle => {
    end = settle
  })
  const reader: Reader = { pod, container, end, isDone: false }
  const source = {
    namespace: task.namespace,
    pod: pod.name,
    container: container.name,
    state: () => stateOf(reader, following),
    isPrevious: () => (current(reader, following)?.starts ?? 0) > container.starts,
    ended,
  }
  const { time, cluster, logs: bounds } = options
  const reading: LogReading = { cluster, time, signal: stop.signal, bounds, patience: times.logs }
  const read = async () => {
    for await (const item of containerLog(source, reading)) await channel.put({ from: 'log', reader, item })
    await channel.put({ from: 'reader', reader })
  }
  read().catch((error: unknown) => channel.put({ from: 'error', error }))
  return reader
}

function current({ pod, container }: Reader, { view }: Following): ContainerState | undefined {
  const found = view.pods.find(({ uid }) => uid === pod.uid)
  return found?.containers.find(({ name }) => name === container.name)
}

function stateOf(reader: Reader, following: Following): 'runs' | 'ended' | 'gone' {
  if (following.view.gonePods.has(reader.pod.uid)) return 'gone'
  const now = current(reader, following)
  const isOver = now?.end !== undefined || (now?.starts ?? 0) > reader.container.starts
  return isOver || following.endedAt !== undefined ? 'ended' : 'runs'
}

function logEvent({ pod, container }: Reader, item: LogItem): RunEvent {
  const at = { pod: pod.name, container: container.name }
  switch (item.item) {
    case 'line': {
      const part: ContainerPart = container.part
      const { stamp, text, cut } = item
      return { type: 'log', ...at, part, time: stamp, text, ...(cut > 0 && { cut }) }
    }
    case 'left-out':
      return { type: 'log-left-out', ...at, lines: item.lines, bytes: item.bytes }
    case 'incomplete':
      return { type: 'log-incomplete', ...at, message: item.why }
  }
}

/** Tell of a new phase, and say how it ended when it did. */
async function* judged(followed: FollowedTask, following: Following): AsyncGenerator<RunEvent, Verdict | undefined> {
  const { options, running } = followed
  const { view } = following
  const now = options.time.now()
  const outcome = jobOutcome(view)
  if (outcome === undefined) {
    // What was seen may be from before the start.
    if (!following.isStarted || textAt(view.job.annotations, taskAnnotations.start) !== 'given') return undefined
    yield* told(phaseOf(view.job, view.pods, view.events), following, now)
    askWarnings(followed, following, now)
    return givenUp(followed, following, now)
  }
  if (following.endedAt === undefined) {
    // The pods as they are at the end: their watch may be behind.
    const pods = await podsNow(followed, view)
    if (pods !== undefined) following.view = withPods(view, pods)
    readLogs(followed, following)
    following.endedAt = now
    for (const reader of following.readers.values()) reader.end()
  }
  const isRead = [...following.readers.values()].every(({ isDone }) => isDone)
  if (!isRead && now - following.endedAt < 2 * times.logs && outcome !== 'deleted') return undefined
  if (outcome === 'done') return { verdict: 'done' }
  const warnings = await warningsAbout(followed, following.view, running.signal)
  const found = outcome === 'failed' ? failureOf(following.view.job, following.view.pods) : undefined
  return found === undefined
    ? { verdict: 'deleted', failure: failure('job-deleted', { job: view.job.name }), warnings }
    : { verdict: 'failed', failure: found, warnings }
}

/** The pods of a Job as they are; undefined where nobody may look. */
async function podsNow({ task, running }: FollowedTask, { job }: TaskView): Promise<Sight | undefined> {
  const query = { labelSelector: `batch.kubernetes.io/controller-uid=${job.uid}` }
  const request = { method: 'GET', path: pathOf('Pod', task.namespace), query, signal: running.signal } as const
  const { status, body } = await running.cluster.ask(request)
  return status === 200 ? { objects: listAt(body, 'items').filter(isMap), gone: [] } : undefined
}

function* told(phase: Phase, following: Following, now: number): Generator<RunEvent, void> {
  const { stuck: _, ...plain } = phase
  const { stuck: __, ...before } = following.phase ?? {}
  // A message may count seconds or nodes: what a task is stuck in goes on although its words change.
  if (following.phase?.stuck?.code !== phase.stuck?.code || following.phase?.phase !== phase.phase)
    following.since = now
  following.phase = phase
  if (JSON.stringify(plain) !== JSON.stringify(before)) yield { type: 'phase', ...plain }
}

/** What no status tells is asked for where nothing goes on, and seldom. */
function askWarnings(followed: FollowedTask, following: Following, now: number): void {
  const { phase, since, askedWarnings, channel, view } = following
  const isQuiet = phase?.phase === 'waiting' || phase?.phase === 'starting'
  if (!isQuiet || now - since < times.quiet || now - askedWarnings < times.askWarnings) return
  following.askedWarnings = now
  void warningsAbout(followed, view, following.stop.signal).then(
    events => channel.put({ from: 'warnings', events }),
    () => undefined,
  )
}

/** The warnings about a Job and its pods; none where nobody may read them. */
async function warningsAbout(
  { task, running }: FollowedTask,
  { job, pods }: TaskView,
  signal: AbortSignal,
): Promise<readonly WarningEvent[]> {
  const found: WarningEvent[] = []
  for (const uid of [job.uid, ...pods.map(pod => pod.uid)].slice(0, 5)) {
    const path = `/api/v1/namespaces/${encodeURIComponent(task.namespace)}/events`
    const query = { fieldSelector: `involvedObject.uid=${uid}`, limit: '100' }
    const { status, body } = await running.cluster.ask({ method: 'GET', path, query, signal })
    if (status === 200) found.push(...warningsIn(body))
  }
  return found
}

/** A task that has not ended, and that is not waited for any longer. */
async function givenUp(followed: FollowedTask, following: Following, now: number): Promise<Verdict | undefined> {
  const { options, task } = followed
  const { phase, since, begun, view } = following
  const give = async (found: Failure): Promise<Verdict> => {
    const warnings = await warningsAbout(followed, view, followed.running.signal)
    return { verdict: 'given-up', failure: found, warnings }
  }
  if (options.timeout !== undefined && now - begun > options.timeout + times.controller)
    return give(failure('timeout', { job: task.name }))
  if (phase?.stuck === undefined) return undefined
  const { code, forGood } = phase.stuck
  const isOverdue = options.startTimeout > 0 && now - since >= options.startTimeout
  return forGood || isOverdue ? give(failure(code, factsOf(phase, task.name))) : undefined
}
