import type { JobState } from '../../../src/cluster/worker/state/job-state.ts'
import { jobState } from '../../../src/cluster/worker/state/job-state.ts'
import { type PodState, podState } from '../../../src/cluster/worker/state/pod-state.ts'
import type { ValueMap } from '../../../src/manifest/value.ts'

/** What a test says of a container: where it belongs, and its state as the kubelet reports it. */
export interface ContainerGiven {
  readonly name?: string
  readonly part?: 'init' | 'sidecar' | 'main'
  readonly state: ValueMap
}

/** A pod on a node, and what differs. */
export interface PodGiven {
  readonly name?: string
  readonly created?: string
  readonly node?: string
  readonly deleted?: boolean
  readonly containers?: readonly ContainerGiven[]
  readonly status?: ValueMap
}

/** The state of a pod that the API server describes so. */
export function podOf({ name = 'pod-1', created = '2026-11-28T14:00:00Z', ...given }: PodGiven): PodState {
  const { node = 'node-1', deleted = false, containers = [], status = {} } = given
  const list = (parts: readonly string[]) => containers.filter(({ part = 'main' }) => parts.includes(part))
  const deletion: ValueMap = deleted ? { deletionTimestamp: created } : {}
  return podState({
    metadata: { name, uid: `uid-${name}`, creationTimestamp: created, ...deletion },
    spec: {
      ...(node !== '' && { nodeName: node }),
      initContainers: list(['init', 'sidecar']).map(({ name: own = 'task', part }) => ({
        name: own,
        ...(part === 'sidecar' && { restartPolicy: 'Always' }),
      })),
      containers: list(['main']).map(({ name: own = 'task' }) => ({ name: own })),
    },
    status: {
      phase: 'Pending',
      initContainerStatuses: list(['init', 'sidecar']).map(reported),
      containerStatuses: list(['main']).map(reported),
      ...status,
    },
  })
}

function reported({ name = 'task', state }: ContainerGiven): ValueMap {
  return { name, restartCount: 0, state }
}

/** A Job's state; `conditions` as its controller sets them. */
export function jobOf(spec: ValueMap = {}, conditions: readonly ValueMap[] = []): JobState {
  return jobState({ metadata: { name: 'job-1', uid: 'uid-job' }, spec, status: { conditions } })
}

/** A container that waits. */
export function waiting(reason: string, message = ''): ValueMap {
  return { waiting: { reason, message } }
}

/** A container that ended. */
export function exited(exitCode: number, more: ValueMap = {}): ValueMap {
  return { terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', ...more } }
}

/** A container that runs. */
export const runs: ValueMap = { running: {} }
