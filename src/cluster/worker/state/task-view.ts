import type { Sight } from '../watch/follow.ts'
import { type JobState, jobState } from './job-state.ts'
import { type PodState, podState } from './pod-state.ts'
import type { WarningEvent } from './warning-event.ts'

/** What is known of a task on its cluster. Pods that went are kept: they tell why. */
export interface TaskView {
  readonly job: JobState
  readonly isJobGone: boolean
  readonly pods: readonly PodState[]
  /** The uids of pods that are gone. */
  readonly gonePods: ReadonlySet<string>
  readonly events: readonly WarningEvent[]
}

/** With what was seen of Jobs: its own, by uid; another of that name is none of ours. */
export function withJobs(view: TaskView, { objects, gone }: Sight): TaskView {
  const isOwn = (job: JobState) => job.uid === view.job.uid
  const now = objects.map(jobState).find(isOwn)
  if (now !== undefined) return { ...view, job: now, isJobGone: false }
  return { ...view, job: gone.map(jobState).find(isOwn) ?? view.job, isJobGone: true }
}

/** With what was seen of the Job's pods. */
export function withPods(view: TaskView, { objects, gone }: Sight): TaskView {
  const [now, went] = [objects.map(podState), gone.map(podState)]
  const news = new Map([...went, ...now].map(pod => [pod.uid, pod]))
  const kept = view.pods.filter(({ uid }) => !news.has(uid))
  const present = new Set(now.map(({ uid }) => uid))
  const pods = [...kept, ...news.values()]
  return { ...view, pods, gonePods: new Set(pods.map(({ uid }) => uid).filter(uid => !present.has(uid))) }
}

/** How the Job ended, when it did. One that went before its end was seen is done where its pod is. */
export function jobOutcome({ job, isJobGone, pods }: TaskView): 'done' | 'failed' | 'deleted' | undefined {
  if (job.end !== undefined) return job.end.how === 'complete' ? 'done' : 'failed'
  if (!isJobGone) return undefined
  return pods.some(({ phase }) => phase === 'Succeeded') ? 'done' : 'deleted'
}
