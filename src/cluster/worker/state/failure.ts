import type { FailureCode, FailureFacts, TaskFailure } from './failure-codes.ts'
import type { JobState } from './job-state.ts'
import type { ContainerEnd, ContainerState, PodState } from './pod-state.ts'
import { signalName } from './signal-name.ts'

/** Why a pod was taken away (KEP-3329, `pkg/apis/core/types.go` 1.36: reasons of the condition DisruptionTarget). */
const disruptions: Readonly<Record<string, FailureCode>> = {
  PreemptionByScheduler: 'preempted',
  EvictionByEvictionAPI: 'evicted',
  TerminationByKubelet: 'evicted',
  DeletionByTaintManager: 'node-lost',
  DeletionByPodGC: 'node-lost',
}

/** `status.reason` of a pod that the kubelet ended, or did not start (`pkg/kubelet/eviction`, `lifecycle`, `nodeshutdown`). */
const podReasons: Readonly<Record<string, FailureCode>> = {
  Evicted: 'evicted',
  Preempting: 'preempted',
  NodeLost: 'node-lost',
  NodeShutdown: 'node-lost',
  Terminated: 'node-lost',
  DeadlineExceeded: 'active-deadline',
  UnexpectedAdmissionError: 'pod-rejected',
  NodeAffinity: 'pod-rejected',
  OutOfcpu: 'pod-rejected',
  OutOfmemory: 'pod-rejected',
  OutOfpods: 'pod-rejected',
}

/**
 * Why a Job failed: the most specific that its pods tell, the newest first. A Job's deadline comes before what it did to
 * its pods, and a sidecar's exit code tells nothing: it is ended by the kubelet when the others are.
 */
export function failureOf(job: JobState, pods: readonly PodState[]): TaskFailure {
  const { reason = '', message = '' } = job.end ?? {}
  const own = { job: job.name, reason, message }
  if (/deadline/i.test(reason)) return { code: 'active-deadline', ...own }
  const newest = pods.toSorted((a, b) => b.created - a.created)
  for (const pod of newest) {
    const found = podFailure(pod, job.name)
    if (found !== undefined) return found
  }
  // Its program ended well after that, and yet it counts as failed (`pkg/controller/job`, `isPodFailed`).
  const deleted = newest.find(pod => pod.isDeleted)
  if (deleted !== undefined) return { code: 'pod-deleted', job: job.name, pod: deleted.name }
  return { code: 'job-failed', ...own }
}

function podFailure(pod: PodState, job: string): TaskFailure | undefined {
  const facts = { job, pod: pod.name }
  const taken = takenAway(pod)
  if (taken !== undefined) return { ...facts, ...taken }
  if (pod.isDeleted && pod.phase !== 'Succeeded') return { code: 'pod-deleted', ...facts, ...exitOf(failedIn(pod)) }
  const failed = failedIn(pod)
  if (failed === undefined) return undefined
  return { code: codeOf(failed), ...facts, ...exitOf(failed) }
}

function takenAway(pod: PodState): { code: FailureCode; reason: string; message: string } | undefined {
  const target = pod.conditions.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True')
  const code = disruptions[target?.reason ?? ''] ?? podReasons[pod.reason]
  if (code === undefined) return undefined
  const { reason, message } = pod.reason === '' && target !== undefined ? target : pod
  return { code, reason, message }
}

/** The first init container that failed, else the first other one. */
function failedIn({ containers }: PodState): ContainerState | undefined {
  return containers.find(({ part, end }) => part !== 'sidecar' && end !== undefined && end.exitCode !== 0)
}

function codeOf({ part, end }: ContainerState): FailureCode {
  if (end?.reason === 'OOMKilled') return 'container-oom'
  return part === 'init' ? 'init-container' : 'container-exit'
}

function exitOf(container: ContainerState | undefined): Partial<FailureFacts> {
  const end = container?.end
  if (container === undefined || end === undefined) return {}
  const signal = signalName(end.exitCode, end.signal)
  return { container: container.name, ...endFacts(end), ...(signal !== undefined && { signal }) }
}

function endFacts({ exitCode, reason, message }: ContainerEnd): Partial<FailureFacts> {
  return { exitCode, reason, message }
}
