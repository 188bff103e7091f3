import type { FailureCode, FailureFacts } from './failure-codes.ts'
import type { JobState } from './job-state.ts'
import type { ContainerState, PodState } from './pod-state.ts'
import type { WarningEvent } from './warning-event.ts'

/** How far a task is. */
export type PhaseName =
  | 'suspended' // somebody, or a queue, holds the Job
  | 'waiting' // there is no pod yet
  | 'pending' // no node has been found for the pod
  | 'starting' // the node pulls images and mounts volumes
  | 'preparing' // an init container runs
  | 'running'
  | 'ending' // the containers have ended, the Job has not yet

/** How far a task is, in Kubernetes' words. */
export interface Phase {
  readonly phase: PhaseName
  readonly pod?: string
  readonly container?: string
  readonly reason?: string
  readonly message?: string
  /** Set where it does not go on by itself: the failure that it becomes in time, or at once where time cannot help. */
  readonly stuck?: { readonly code: FailureCode; readonly forGood: boolean }
}

/**
 * What keeps a container from starting (`pkg/kubelet/images/types.go`, `pkg/kubelet/kuberuntime/kuberuntime_container.go`,
 * Kubernetes 1.36). The kubelet tries again; `forGood` is what no further try can change.
 */
const waits: Readonly<Record<string, { readonly code: FailureCode; readonly forGood: boolean }>> = {
  ErrImagePull: { code: 'image-pull', forGood: false },
  ImagePullBackOff: { code: 'image-pull', forGood: false },
  ImageInspectError: { code: 'image-pull', forGood: false },
  RegistryUnavailable: { code: 'image-pull', forGood: false },
  SignatureValidationFailed: { code: 'image-pull', forGood: false },
  ErrImageNeverPull: { code: 'image-pull', forGood: false },
  InvalidImageName: { code: 'invalid-image', forGood: true },
  CreateContainerConfigError: { code: 'container-create', forGood: false },
  CreateContainerError: { code: 'container-create', forGood: false },
  PreCreateHookError: { code: 'container-create', forGood: false },
  RunContainerError: { code: 'container-create', forGood: false },
}

/** Warnings about a Job or pod that nothing else tells (`pkg/kubelet/events/event.go`, `pkg/controller/controller_utils.go`). */
const warnings: Readonly<Record<string, FailureCode>> = {
  FailedCreate: 'pod-create',
  FailedMount: 'volume-mount',
  FailedAttachVolume: 'volume-mount',
  FailedMapVolume: 'volume-mount',
  FailedCreatePodSandBox: 'container-create',
}

/** How far a task is that has not ended, by its Job, its pods and the warnings about them. */
export function phaseOf(job: JobState, pods: readonly PodState[], events: readonly WarningEvent[]): Phase {
  const pod = currentPod(pods)
  if (pod === undefined) return job.isSuspended ? { phase: 'suspended' } : warned({ phase: 'waiting' }, job.uid, events)
  if (pod.node === '') return pending(pod)
  const waiting = pod.containers.find(({ waits: wait }) => wait !== undefined && Object.hasOwn(waits, wait.reason))
  if (waiting?.waits !== undefined) {
    const stuck = waits[waiting.waits.reason]
    return { phase: 'starting', pod: pod.name, container: waiting.name, ...waiting.waits, ...(stuck && { stuck }) }
  }
  return onNode(pod, events)
}

/** The pod that a task runs in: the newest that has not ended, else the newest. */
function currentPod(pods: readonly PodState[]): PodState | undefined {
  const newest = pods.toSorted((a, b) => b.created - a.created)
  return newest.find(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed') ?? newest[0]
}

function pending(pod: PodState): Phase {
  const scheduled = pod.conditions.find(({ type }) => type === 'PodScheduled')
  if (scheduled?.status !== 'False') return { phase: 'pending', pod: pod.name }
  const { reason, message } = scheduled
  // `SchedulingGated` waits for somebody to lift the gate, as a suspended Job does.
  const stuck = reason === 'Unschedulable' && { stuck: { code: 'unschedulable', forGood: false } as const }
  return { phase: 'pending', pod: pod.name, reason, message, ...stuck }
}

function onNode(pod: PodState, events: readonly WarningEvent[]): Phase {
  const main = pod.containers.filter(({ part }) => part === 'main')
  const at = (phase: PhaseName, container?: ContainerState): Phase => ({
    phase,
    pod: pod.name,
    ...(container && { container: container.name }),
  })
  if (pod.phase === 'Succeeded' || pod.phase === 'Failed') return at('ending')
  if (main.length > 0 && main.every(({ end }) => end !== undefined)) return at('ending')
  if (main.some(({ runs, end }) => runs || end !== undefined)) return at('running')
  const init = pod.containers.find(({ part, runs }) => part === 'init' && runs)
  if (init !== undefined) return at('preparing', init)
  return warned(at('starting'), pod.uid, events)
}

function warned(phase: Phase, uid: string, events: readonly WarningEvent[]): Phase {
  const last = events.findLast(event => event.about === uid && Object.hasOwn(warnings, event.reason))
  const code = last === undefined ? undefined : warnings[last.reason]
  if (last === undefined || code === undefined) return phase
  return { ...phase, reason: last.reason, message: last.message, stuck: { code, forGood: false } }
}

/** What a phase that does not go on fails with. */
export function factsOf(phase: Phase, job: string): FailureFacts {
  const { pod, container, reason, message } = phase
  return {
    job,
    ...(pod !== undefined && { pod }),
    ...(container !== undefined && { container }),
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
  }
}
