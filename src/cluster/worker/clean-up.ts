import { mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { type TaskObjects, taskAnnotations, titleOf, urlPathOf } from './task-objects.ts'
import type { SteadyCluster } from './watch/steady.ts'

/** What became of a task's objects at its end. */
export interface CleanedUp {
  readonly removed: readonly string[]
  readonly left: readonly string[]
}

/** Delete a Job; its pods, Secret and ConfigMaps go after it, as it owns them. One that is gone is as good. */
export async function removeJob(task: TaskObjects, uid: string, cluster: SteadyCluster): Promise<CleanedUp> {
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', preconditions: { uid } }
  const answer = await cluster.ask({ method: 'DELETE', path: urlPathOf(task.job, task.namespace), body })
  // 409: another Job has that name by now.
  const isGone = answer.status < 300 || answer.status === 404 || answer.status === 409
  return isGone ? { removed: titlesOf(task), left: [] } : { removed: [], left: titlesOf(task) }
}

/** Delete the Job of a task by its name where it is this task's: a create was interrupted, and nobody knows its uid. */
export async function removeByName(task: TaskObjects, cluster: SteadyCluster): Promise<CleanedUp> {
  const { status, body } = await cluster.ask({ method: 'GET', path: urlPathOf(task.job, task.namespace) })
  if (status === 404) return { removed: [], left: [] }
  const uid = textAt(mapAt(body, 'metadata'), 'uid')
  const digest = textAt(mapAt(mapAt(body, 'metadata'), 'annotations'), taskAnnotations.digest)
  if (status !== 200 || uid === undefined || digest !== task.digest) return { removed: [], left: [] }
  return removeJob(task, uid, cluster)
}

/** Suspend a Job, so that a task that was called failed does not run later although it is kept. */
export async function suspendJob(task: TaskObjects, uid: string, cluster: SteadyCluster): Promise<CleanedUp> {
  const body: ValueMap = { metadata: { uid }, spec: { suspend: true } }
  await cluster.ask({ method: 'PATCH', path: urlPathOf(task.job, task.namespace), body })
  return { removed: [], left: titlesOf(task) }
}

/** The objects of a task, as people are told of them. */
export function titlesOf(task: TaskObjects): readonly string[] {
  return [task.job, ...task.companions].map(object => titleOf(object, task.namespace))
}
