import { mapAt, ownAt, textAt, type ValueMap } from '../../../manifest/value.ts'
import { type Condition, conditionsOf } from './pod-state.ts'

/** A Job as far as a task's phase depends on it. */
export interface JobState {
  readonly name: string
  readonly uid: string
  readonly isSuspended: boolean
  readonly isDeleted: boolean
  /** How it ended; undefined while it has not. */
  readonly end?: { readonly how: 'complete' | 'failed'; readonly reason: string; readonly message: string }
  readonly annotations: ValueMap
}

/** A Job's state, out of the object. Its controller sets `Complete` and `Failed` when all pods have ended (KEP-3998). */
export function jobState(job: ValueMap): JobState {
  const [metadata, status] = [mapAt(job, 'metadata'), mapAt(job, 'status')]
  const found = conditionsOf(status).filter(condition => condition.status === 'True')
  const failed = found.find(condition => condition.type === 'Failed')
  const complete = found.find(condition => condition.type === 'Complete')
  return {
    name: textAt(metadata, 'name') ?? '',
    uid: textAt(metadata, 'uid') ?? '',
    isSuspended: ownAt(mapAt(job, 'spec'), 'suspend') === true,
    isDeleted: textAt(metadata, 'deletionTimestamp') !== undefined,
    annotations: mapAt(metadata, 'annotations') ?? {},
    ...endedAs(failed, complete),
  }
}

function endedAs(failed: Condition | undefined, complete: Condition | undefined): Pick<JobState, 'end'> {
  if (failed !== undefined) return { end: { how: 'failed', reason: failed.reason, message: failed.message } }
  return complete === undefined ? {} : { end: { how: 'complete', reason: complete.reason, message: complete.message } }
}
