import * as assert from 'uvu/assert'
import { phaseOf } from '../../../src/cluster/worker/state/phase.ts'
import type { WarningEvent } from '../../../src/cluster/worker/state/warning-event.ts'
import { table } from '../../table.ts'
import { exited, jobOf, type PodGiven, podOf, runs, waiting } from './states.ts'

const unscheduled = { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1' }] }
const gated = { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: '' }] }
const warning = (about: string, reason: string): WarningEvent => ({ about, object: '', reason, message: 'm', count: 1 })

interface Row {
  readonly suspended?: boolean
  readonly pods?: readonly PodGiven[]
  readonly events?: readonly WarningEvent[]
  /** Phase, container or reason, and what it is stuck in. */
  readonly want: readonly unknown[]
}

const rows: Readonly<Record<string, Row>> = {
  'no pod yet': { want: ['waiting', undefined, undefined] },
  'held by a queue': { suspended: true, want: ['suspended', undefined, undefined] },
  'no pod can be made': {
    events: [warning('uid-job', 'FailedCreate')],
    want: ['waiting', 'FailedCreate', 'pod-create'],
  },
  'no node yet': { pods: [{ node: '' }], want: ['pending', undefined, undefined] },
  'no node takes it': {
    pods: [{ node: '', status: unscheduled }],
    want: ['pending', 'Unschedulable', 'unschedulable'],
  },
  'a gate is closed': { pods: [{ node: '', status: gated }], want: ['pending', 'SchedulingGated', undefined] },
  'on a node': {
    pods: [{ containers: [{ state: waiting('ContainerCreating') }] }],
    want: ['starting', undefined, undefined],
  },
  'an image cannot be pulled': {
    pods: [{ containers: [{ state: waiting('ImagePullBackOff') }] }],
    want: ['starting', 'ImagePullBackOff', 'image-pull'],
  },
  'the image of a sidecar cannot be pulled': {
    pods: [
      {
        containers: [
          { name: 's', part: 'sidecar', state: waiting('ErrImagePull') },
          { state: waiting('PodInitializing') },
        ],
      },
    ],
    want: ['starting', 'ErrImagePull', 'image-pull'],
  },
  'an image has no valid name': {
    pods: [{ containers: [{ state: waiting('InvalidImageName') }] }],
    want: ['starting', 'InvalidImageName', 'invalid-image', 'for good'],
  },
  'a Secret is missing': {
    pods: [{ containers: [{ state: waiting('CreateContainerConfigError') }] }],
    want: ['starting', 'CreateContainerConfigError', 'container-create'],
  },
  'a volume cannot be mounted': {
    pods: [{ containers: [{ state: waiting('ContainerCreating') }] }],
    events: [warning('uid-pod-1', 'FailedMount')],
    want: ['starting', 'FailedMount', 'volume-mount'],
  },
  'a warning about another pod': {
    pods: [{ containers: [{ state: waiting('ContainerCreating') }] }],
    events: [warning('uid-pod-0', 'FailedMount')],
    want: ['starting', undefined, undefined],
  },
  'an init container runs': {
    pods: [{ containers: [{ name: 'i', part: 'init', state: runs }, { state: waiting('PodInitializing') }] }],
    want: ['preparing', undefined, undefined],
  },
  'a sidecar runs before the others': {
    pods: [{ containers: [{ name: 's', part: 'sidecar', state: runs }, { state: waiting('PodInitializing') }] }],
    want: ['starting', undefined, undefined],
  },
  runs: { pods: [{ containers: [{ state: runs }] }], want: ['running', undefined, undefined] },
  'a sidecar failed while the task runs': {
    pods: [
      {
        containers: [{ name: 's', part: 'sidecar', state: exited(143) }, { state: runs }],
        status: { phase: 'Running' },
      },
    ],
    want: ['running', undefined, undefined],
  },
  'the task ended and a sidecar has not': {
    pods: [{ containers: [{ name: 's', part: 'sidecar', state: runs }, { state: exited(0) }] }],
    want: ['ending', undefined, undefined],
  },
  'its first pod failed, and a second one runs': {
    pods: [
      { name: 'pod-1', status: { phase: 'Failed' }, containers: [{ state: exited(1) }] },
      { name: 'pod-2', created: '2026-11-28T14:01:00Z', containers: [{ state: runs }] },
    ],
    want: ['running', undefined, undefined],
  },
}

table('how far a task is', rows, ({ suspended = false, pods = [], events = [], want }) => {
  const { phase, reason, stuck } = phaseOf(jobOf({ suspend: suspended }), pods.map(podOf), events)
  assert.equal([phase, reason, stuck?.code, ...(stuck?.forGood ? ['for good'] : [])], want)
})
