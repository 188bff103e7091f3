import type { Beginning } from './begin.ts'
import type { LogItem } from './log/container-log.ts'
import type { TaskFailure } from './state/failure-codes.ts'
import type { JobState } from './state/job-state.ts'
import type { Phase } from './state/phase.ts'
import type { ContainerState, PodState } from './state/pod-state.ts'
import type { TaskView } from './state/task-view.ts'
import type { WarningEvent } from './state/warning-event.ts'
import type { TaskEvent } from './task-event.ts'
import type { TaskObjects } from './task-objects.ts'
import type { TaskOptions } from './task-options.ts'
import type { Channel } from './watch/channel.ts'
import type { Sight } from './watch/follow.ts'

/** How a task ended that was followed. */
export type Verdict =
  | { readonly verdict: 'done' }
  | {
      /** `failed`: the Job has ended. `deleted`: it is gone. `given-up`: it could still run, and must not. */
      readonly verdict: 'failed' | 'deleted' | 'given-up'
      readonly failure: TaskFailure
      readonly warnings: readonly WarningEvent[]
    }

/** A task to follow. */
export interface FollowedTask {
  readonly task: TaskObjects
  readonly job: JobState
  readonly running: Beginning & { readonly notices: TaskEvent[] }
  readonly options: TaskOptions
  /** Gives the start; called once its Job and pods are watched, so that no end is missed. */
  readonly start: () => Promise<'started' | 'gone'>
}

/** How long what is waited for, in milliseconds. */
export const followTimes = {
  tick: 500,
  /** Before warnings are asked for while nothing goes on, and between two askings. */
  quiet: 5_000,
  askWarnings: 10_000,
  /** Beyond a Job's deadline, before we take it for a controller that does not act. */
  controller: 15_000,
  /** For the logs of a task that has ended. */
  logs: 30_000,
} as const

/** What happens while a task is followed, from whatever watches it. */
export type Message =
  | { readonly from: 'jobs' | 'pods'; readonly sight: Sight }
  | { readonly from: 'log'; readonly reader: LogReader; readonly item: LogItem }
  | { readonly from: 'reader'; readonly reader: LogReader }
  | { readonly from: 'warnings'; readonly events: readonly WarningEvent[] }
  | { readonly from: 'tick' }
  | { readonly from: 'start'; readonly started: 'started' | 'gone' }
  | { readonly from: 'error'; readonly error: unknown }

/** One start of one container, whose log is read. */
export interface LogReader {
  readonly pod: PodState
  readonly container: ContainerState
  readonly end: () => void
  isDone: boolean
}

/** Everything that changes while a task is followed. */
export interface FollowState {
  readonly channel: Channel<Message>
  readonly stop: AbortController
  readonly readers: Map<string, LogReader>
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
