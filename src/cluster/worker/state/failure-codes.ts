/** What is known of a failure: each code has some of it. */
export interface FailureFacts {
  readonly job: string
  readonly pod?: string
  readonly container?: string
  readonly exitCode?: number
  readonly signal?: string
  /** Kubernetes' own word and sentence. */
  readonly reason?: string
  readonly message?: string
}

/**
 * Every way in which a task fails. The codes are those of oz-agent-worker where it has one; the others are what its users
 * meet as `job_failed`. Sources: kubelet `pkg/kubelet/images/types.go` and `kuberuntime_manager.go` for containers,
 * `pkg/controller/job` for Jobs, KEP-3329 for disruptions.
 */
export type FailureCode =
  | 'container-exit'
  | 'container-oom'
  | 'init-container'
  | 'image-pull'
  | 'invalid-image'
  | 'container-create'
  | 'volume-mount'
  | 'unschedulable'
  | 'pod-create'
  | 'evicted'
  | 'preempted'
  | 'node-lost'
  | 'pod-rejected'
  | 'pod-deleted'
  | 'active-deadline'
  | 'timeout'
  | 'job-failed'
  | 'job-deleted'

/** Why a task failed. */
export interface TaskFailure extends FailureFacts {
  readonly code: FailureCode
}
