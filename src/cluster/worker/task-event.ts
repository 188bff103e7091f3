import type { LeftOut } from './log/log-bounds.ts'
import type { TaskFailure } from './state/failure-codes.ts'
import type { PhaseName } from './state/phase.ts'
import type { ContainerPart } from './state/pod-state.ts'
import type { WarningEvent } from './state/warning-event.ts'

/** What happens to a task while it is run, in order. The last one is `end`. */
export type TaskEvent =
  | {
      /** The Job is there. */
      readonly type: 'created'
      readonly namespace: string
      readonly job: string
      readonly uid: string
      /** The container whose log is the task's. */
      readonly container: string
      /** Whether it was there before: an earlier run made it, and was interrupted or goes on elsewhere. */
      readonly adopted: boolean
    }
  | {
      /** How far it is, in Kubernetes' words; again whenever something of it changes. */
      readonly type: 'phase'
      readonly phase: PhaseName
      readonly pod?: string
      readonly container?: string
      readonly reason?: string
      readonly message?: string
    }
  | {
      /** A line of a container's log, without its line end. */
      readonly type: 'log'
      readonly pod: string
      readonly container: string
      readonly part: ContainerPart
      /** As the container runtime stamped it (RFC 3339). */
      readonly time: string
      readonly text: string
      /** Bytes that are missing at its end, because it is too long. */
      readonly cut?: number
    }
  | ({
      /** The middle of a log is left out here: it is larger than the bounds. */
      readonly type: 'log-left-out'
      readonly pod: string
      readonly container: string
    } & LeftOut)
  | {
      /** Lines of a log may be missing here. */
      readonly type: 'log-incomplete'
      readonly pod: string
      readonly container: string
      readonly message: string
    }
  | {
      /** Something that does not stop the task: a warning of the API server, or that it does not answer now. */
      readonly type: 'notice'
      readonly message: string
    }
  | {
      readonly type: 'end'
      readonly namespace: string
      readonly job: string
      /**
       * `done` and `failed` say how the task ended, `interrupted` that the signal was aborted, `detached` that it was
       * only started, `unreachable` that the cluster could not be asked any longer.
       */
      readonly outcome: 'done' | 'failed' | 'interrupted' | 'detached' | 'unreachable'
      /** Of `failed`. */
      readonly failure?: TaskFailure
      /** What Kubernetes warned of, of `failed`. */
      readonly warnings?: readonly WarningEvent[]
      /** Of `unreachable`. */
      readonly message?: string
      /** Objects that were deleted, and those that are still there: `Job agents/task-1`. */
      readonly removed: readonly string[]
      readonly left: readonly string[]
    }

/** How a task ended. */
export type TaskEnd = Extract<TaskEvent, { readonly type: 'end' }>
