import * as assert from 'uvu/assert'
import { failureOf } from '../../../src/cluster/worker/state/failure.ts'
import type { ValueMap } from '../../../src/manifest/value.ts'
import { taskFailureWords, wordedFailure } from '../../../src/report/words/task-failure-words.ts'
import { table } from '../../table.ts'
import { exited, jobOf, type PodGiven, podOf, runs, waiting } from './states.ts'

const failed = (containers: PodGiven['containers'], more: ValueMap = {}): PodGiven => ({
  containers: containers ?? [],
  status: { phase: 'Failed', ...more },
})
const disrupted = (reason: string) => ({
  conditions: [{ type: 'DisruptionTarget', status: 'True', reason, message: 'm' }],
})
const backoff = { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'limit' }
const deadline = { type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message: 'long' }

interface Row {
  readonly job?: ValueMap
  readonly pods?: readonly PodGiven[]
  /** Code, container, exit code, signal. */
  readonly want: readonly unknown[]
}

const rows: Readonly<Record<string, Row>> = {
  'a container exited': { pods: [failed([{ state: exited(3) }])], want: ['container-exit', 'task', 3, undefined] },
  'by a signal': { pods: [failed([{ state: exited(143) }])], want: ['container-exit', 'task', 143, 'SIGTERM'] },
  'by a signal that is recorded': {
    pods: [failed([{ state: exited(1, { signal: 11 }) }])],
    want: ['container-exit', 'task', 1, 'SIGSEGV'],
  },
  'out of memory': {
    pods: [failed([{ state: exited(137, { reason: 'OOMKilled' }) }])],
    want: ['container-oom', 'task', 137, 'SIGKILL'],
  },
  'an init container': {
    pods: [failed([{ name: 'setup', part: 'init', state: exited(1) }, { state: waiting('PodInitializing') }])],
    want: ['init-container', 'setup', 1, undefined],
  },
  'not the sidecar, which was ended after the task': {
    pods: [failed([{ name: 'proxy', part: 'sidecar', state: exited(143) }, { state: exited(2) }])],
    want: ['container-exit', 'task', 2, undefined],
  },
  'evicted by the kubelet': {
    pods: [failed([{ state: exited(137) }], { reason: 'Evicted', message: 'low on memory' })],
    want: ['evicted', undefined, undefined, undefined],
  },
  'evicted through the API': {
    pods: [{ ...failed([{ state: exited(143) }], disrupted('EvictionByEvictionAPI')), deleted: true }],
    want: ['evicted', undefined, undefined, undefined],
  },
  'deleted by somebody, though its program ended well': {
    pods: [{ containers: [{ state: exited(0) }], status: { phase: 'Succeeded' }, deleted: true }],
    want: ['pod-deleted', undefined, undefined, undefined],
  },
  preempted: {
    pods: [failed([{ state: exited(143) }], disrupted('PreemptionByScheduler'))],
    want: ['preempted', undefined, undefined, undefined],
  },
  'its node went': {
    pods: [failed([{ state: runs }], disrupted('DeletionByTaintManager'))],
    want: ['node-lost', undefined, undefined, undefined],
  },
  'the kubelet had no room': {
    pods: [failed([], { reason: 'OutOfcpu' })],
    want: ['pod-rejected', undefined, undefined, undefined],
  },
  'its pod was deleted': {
    pods: [{ ...failed([{ state: exited(143) }]), deleted: true }],
    want: ['pod-deleted', 'task', 143, 'SIGTERM'],
  },
  'its deadline passed, which ended the container': {
    job: deadline,
    pods: [failed([{ state: exited(143) }])],
    want: ['active-deadline', undefined, undefined, undefined],
  },
  'no pod tells why': { pods: [], want: ['job-failed', undefined, undefined, undefined] },
  'the newest of several pods tells': {
    pods: [
      { ...failed([{ state: exited(1) }]), name: 'pod-1' },
      { ...failed([{ state: exited(2) }]), name: 'pod-2', created: '2026-11-28T14:01:00Z' },
    ],
    want: ['container-exit', 'task', 2, undefined],
  },
}

table('why a Job failed', rows, ({ job = backoff, pods = [], want }) => {
  const { code, container, exitCode, signal } = failureOf(jobOf({}, [job]), pods.map(podOf))
  assert.equal([code, container, exitCode, signal], want)
})

table(
  'a failure in words',
  {
    'an exit': {
      pods: [failed([{ state: exited(143) }])],
      want: 'container task exited with code 143 (SIGTERM)',
    },
    'with what the program left as its last words': {
      pods: [failed([{ state: exited(1, { message: 'no key' }) }])],
      want: 'container task exited with code 1: no key',
    },
    'an eviction': {
      pods: [failed([], { reason: 'Evicted', message: 'The node was low on memory.' })],
      want: 'pod pod-1 was evicted: Evicted: The node was low on memory.',
    },
    'of a Job': { pods: [], want: 'Job job-1 failed: BackoffLimitExceeded: limit' },
  },
  ({ pods, want }) => assert.is(wordedFailure(failureOf(jobOf({}, [backoff]), pods.map(podOf))).sentence, want),
)

table('every code has a sentence without a hole, and says what to do', taskFailureWords, ({ say, advice }) => {
  const facts = { job: 'j', pod: 'p', container: 'c', exitCode: 1, signal: 'SIGTERM', reason: 'R', message: 'm' }
  assert.not.match(`${say(facts)} ${advice}`, /undefined|\bnull\b| {2}/)
})
