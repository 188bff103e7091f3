import type { TaskEnd, TaskEvent } from '../cluster/worker/task-event.ts'
import { type Failure, wordedFailure } from '../report/words/task-failure-words.ts'

/** How a task ended. */
export type RunEnd = Omit<TaskEnd, 'failure'> & {
  /** Of `failed`. */
  readonly failure?: Failure
}

/** What happens to a task while it is run, in order. The last one is `end`. */
export type RunEvent = Exclude<TaskEvent, TaskEnd> | RunEnd

/** An event with the words of the failure that it tells. */
export function worded(event: TaskEvent): RunEvent {
  if (event.type !== 'end') return event
  const { failure, ...end } = event
  return failure === undefined ? end : { ...end, failure: wordedFailure(failure) }
}
