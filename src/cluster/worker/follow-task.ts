import { type FollowedTask, type FollowState, followTimes, type Message, type Verdict } from './follow-state.ts'
import { judged } from './judge-task.ts'
import { logEvent, readLogs } from './log/read-logs.ts'
import { withJobs, withPods } from './state/task-view.ts'
import type { TaskEvent } from './task-event.ts'
import { pathOf } from './task-objects.ts'
import { channelOf } from './watch/channel.ts'
import { follow } from './watch/follow.ts'
import { followerOf } from './watch/follower.ts'

/** Follow a task until it ends, or must be given up. Rejects as its watches do. */
export async function* followTask(followed: FollowedTask): AsyncGenerator<TaskEvent, Verdict> {
  const { options, running } = followed
  const { controller: stop, release } = followerOf(options.signal)
  const now = options.time.now()
  const following: FollowState = {
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
    release()
    stop.abort()
    following.channel.close()
  }
}

/** Watches and the clock; each runs until the task is over, and what ends one ends all. */
function produce({ task, job, running, options }: FollowedTask, { channel, stop }: FollowState): void {
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
      await options.time.wait(followTimes.tick, signal)
      await channel.put({ from: 'tick' })
    }
  }
  for (const work of [watch('jobs', jobs), watch('pods', pods), tick()])
    work.catch((error: unknown) => channel.put({ from: 'error', error }))
}

async function* take(
  message: Message,
  followed: FollowedTask,
  following: FollowState,
): AsyncGenerator<TaskEvent, void> {
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
function see(what: 'jobs' | 'pods', { start }: FollowedTask, following: FollowState): void {
  const { seen, channel } = following
  if (seen.size < 2 && seen.add(what).size === 2)
    start().then(
      started => channel.put({ from: 'start', started }),
      (error: unknown) => channel.put({ from: 'error', error }),
    )
}
