import type { FailureCode, FailureFacts, TaskFailure } from '../../cluster/worker/state/failure-codes.ts'

/** Why a task failed, for programs and for people. */
export interface Failure extends TaskFailure {
  readonly sentence: string
  /** What to do. */
  readonly advice: string
}

/** A failure with its words. */
export function wordedFailure(failure: TaskFailure): Failure {
  const { say, advice } = taskFailureWords[failure.code]
  return { ...failure, sentence: say(failure), advice }
}

interface FailureWords {
  readonly say: (facts: FailureFacts) => string
  readonly advice: string
}

/** What is said of each failure; each sentence uses what its code has. */
export const taskFailureWords: Readonly<Record<FailureCode, FailureWords>> = {
  'container-exit': {
    say: facts => `container ${facts.container} exited with code ${facts.exitCode}${because(facts)}`,
    advice: 'its log says why',
  },
  'container-oom': {
    say: facts => `container ${facts.container} was killed because it used more memory than its limit`,
    advice: 'raise resources.limits.memory of the container',
  },
  'init-container': {
    say: facts => `init container ${facts.container} exited with code ${facts.exitCode}${because(facts)}`,
    advice: 'its log says why',
  },
  'image-pull': {
    say: facts => `the image of container ${facts.container} cannot be pulled${because(facts)}`,
    advice: 'check the name and tag of the image, and imagePullSecrets',
  },
  'invalid-image': {
    say: facts => `the image of container ${facts.container} has a name that the node does not take${because(facts)}`,
    advice: 'correct the name of the image',
  },
  'container-create': {
    say: facts => `container ${facts.container ?? `of pod ${facts.pod}`} cannot be created${because(facts)}`,
    advice: 'check the Secrets and ConfigMaps that it refers to, and its security context',
  },
  'volume-mount': {
    say: facts => `a volume of pod ${facts.pod} cannot be mounted${because(facts)}`,
    advice: 'check that the claims, Secrets and ConfigMaps of its volumes are there',
  },
  unschedulable: {
    say: facts => `no node takes pod ${facts.pod}${because(facts)}`,
    advice: 'lower its requests, change its node selector or tolerations, or add a node',
  },
  'pod-create': {
    say: facts => `no pod could be made for Job ${facts.job}${because(facts)}`,
    advice: 'admission, a quota or the service account refuses it: change the values accordingly',
  },
  evicted: {
    say: facts => `pod ${facts.pod} was evicted${because(facts)}`,
    advice: 'run the task again; raise its requests if the node ran short',
  },
  preempted: {
    say: facts => `pod ${facts.pod} gave way to one of higher priority${because(facts)}`,
    advice: 'run the task again, or give it a higher priorityClassName',
  },
  'node-lost': {
    say: facts => `the node of pod ${facts.pod} went away${because(facts)}`,
    advice: 'run the task again',
  },
  'pod-rejected': {
    say: facts => `the node refused pod ${facts.pod}${because(facts)}`,
    advice: 'run the task again; the node had less room than the scheduler thought',
  },
  'pod-deleted': {
    say: facts => `somebody deleted pod ${facts.pod}`,
    advice: 'run the task again',
  },
  'active-deadline': {
    say: facts => `the deadline of Job ${facts.job} passed${because(facts)}`,
    advice: 'raise --timeout or activeDeadlineSeconds',
  },
  timeout: {
    say: facts => `Job ${facts.job} did not end in the time it was given`,
    advice: 'raise --timeout',
  },
  'job-failed': {
    say: facts => `Job ${facts.job} failed${because(facts)}`,
    advice: 'kubectl describe job says more',
  },
  'job-deleted': {
    say: facts => `somebody deleted Job ${facts.job} before it ended`,
    advice: 'run the task again',
  },
}

function because({ signal, reason, message }: FailureFacts): string {
  const name = signal === undefined ? '' : ` (${signal})`
  const said = [reason, message].filter(text => text !== undefined && text !== '')
  // The kubelet calls every end of a program an error.
  const told = said.filter(text => text !== 'Error')
  return told.length === 0 ? name : `${name}: ${told.join(': ')}`
}
