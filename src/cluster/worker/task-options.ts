import type { Cluster } from '../cluster.ts'
import type { LogBounds } from './log/log-bounds.ts'
import type { Time } from './time.ts'

/** How a task is run. Times are milliseconds. */
export interface TaskOptions {
  readonly cluster: Cluster
  readonly time: Time
  readonly signal: AbortSignal
  /** Return as soon as the task was started. */
  readonly detach: boolean
  /** Leave the Job where it would be deleted: when it is done, or interrupted. */
  readonly keep: boolean
  /** From now on; Kubernetes keeps it, too. */
  readonly timeout?: number
  /** For which a pod may be without a node, an image or a volume; 0 is for ever. */
  readonly startTimeout: number
  /** For which an API server that does not answer is waited for. */
  readonly outage: number
  readonly logs: LogBounds
}
