import { isMap, listAt, textAt } from '../../manifest/value.ts'
import { type FollowedTask, type FollowState, followTimes, type Verdict } from './follow-state.ts'
import { readLogs } from './log/read-logs.ts'
import { failureOf } from './state/failure.ts'
import type { TaskFailure } from './state/failure-codes.ts'
import { factsOf, type Phase, phaseOf } from './state/phase.ts'
import { jobOutcome, type TaskView, withPods } from './state/task-view.ts'
import { type WarningEvent, warningsIn } from './state/warning-event.ts'
import type { TaskEvent } from './task-event.ts'
import { pathOf, taskAnnotations } from './task-objects.ts'
import type { Sight } from './watch/follow.ts'

/** Tell of a new phase, and say how it ended when it did. */
export async function* judged(
  followed: FollowedTask,
  following: FollowState,
): AsyncGenerator<TaskEvent, Verdict | undefined> {
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
  // Each reader ends in its own time, and a slow consumer keeps it from that: nothing else may end it.
  if (!isRead) return undefined
  if (outcome === 'done') return { verdict: 'done' }
  const warnings = await warningsAbout(followed, following.view, running.signal)
  const found = outcome === 'failed' ? failureOf(following.view.job, following.view.pods) : undefined
  return found === undefined
    ? { verdict: 'deleted', failure: { code: 'job-deleted', job: view.job.name }, warnings }
    : { verdict: 'failed', failure: found, warnings }
}

/** The pods of a Job as they are; undefined where nobody may look. */
async function podsNow({ task, running }: FollowedTask, { job }: TaskView): Promise<Sight | undefined> {
  const query = { labelSelector: `batch.kubernetes.io/controller-uid=${job.uid}` }
  const request = { method: 'GET', path: pathOf('Pod', task.namespace), query, signal: running.signal } as const
  const { status, body } = await running.cluster.ask(request)
  return status === 200 ? { objects: listAt(body, 'items').filter(isMap), gone: [] } : undefined
}

function* told(phase: Phase, following: FollowState, now: number): Generator<TaskEvent, void> {
  const { stuck: _, ...plain } = phase
  const { stuck: __, ...before } = following.phase ?? {}
  // A message may count seconds or nodes: what a task is stuck in goes on although its words change.
  if (following.phase?.stuck?.code !== phase.stuck?.code || following.phase?.phase !== phase.phase)
    following.since = now
  following.phase = phase
  if (JSON.stringify(plain) !== JSON.stringify(before)) yield { type: 'phase', ...plain }
}

/** What no status tells is asked for where nothing goes on, and seldom. */
function askWarnings(followed: FollowedTask, following: FollowState, now: number): void {
  const { phase, since, askedWarnings, channel, view } = following
  const isQuiet = phase?.phase === 'waiting' || phase?.phase === 'starting'
  if (!isQuiet || now - since < followTimes.quiet || now - askedWarnings < followTimes.askWarnings) return
  // Not again before the answer: a server that is overloaded would collect a request of each task every ten seconds.
  following.askedWarnings = Number.POSITIVE_INFINITY
  void warningsAbout(followed, view, following.stop.signal)
    .then(
      events => channel.put({ from: 'warnings', events }),
      () => undefined,
    )
    .finally(() => {
      following.askedWarnings = now
    })
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
async function givenUp(followed: FollowedTask, following: FollowState, now: number): Promise<Verdict | undefined> {
  const { options, task } = followed
  const { phase, since, begun, view } = following
  const give = async (found: TaskFailure): Promise<Verdict> => {
    const warnings = await warningsAbout(followed, view, followed.running.signal)
    return { verdict: 'given-up', failure: found, warnings }
  }
  if (options.timeout !== undefined && now - begun > options.timeout + followTimes.controller)
    return give({ code: 'timeout', job: task.name })
  if (phase?.stuck === undefined) return undefined
  const { code, forGood } = phase.stuck
  const isOverdue = options.startTimeout > 0 && now - since >= options.startTimeout
  return forGood || isOverdue ? give({ code, ...factsOf(phase, task.name) }) : undefined
}
