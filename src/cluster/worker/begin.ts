import { InputError } from '../../error.ts'
import { mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { ClusterAnswer } from '../cluster.ts'
import { isMissingRight, refused } from '../refusal.ts'
import { toldRefusal } from './admission.ts'
import { type JobState, jobState } from './state/job-state.ts'
import {
  heldJob,
  isOwnedBy,
  ownedBy,
  pathOf,
  startPatch,
  type TaskObjects,
  taskAnnotations,
  titleOf,
  urlPathOf,
} from './task-objects.ts'
import type { Time } from './time.ts'
import { waitAfter } from './watch/back-off.ts'
import type { SteadyCluster } from './watch/steady.ts'

/** What making a Job takes. */
export interface Beginning {
  readonly cluster: SteadyCluster
  readonly time: Time
  readonly signal: AbortSignal
  readonly deadlineSeconds?: number
  /** Asks admission, before the first create. Rejects with `InputError` where something is refused. */
  readonly preflight: () => Promise<void>
}

/** A Job that is there, and whether somebody made it before. */
export interface Begun {
  readonly job: JobState
  readonly isAdopted: boolean
}

/** Milliseconds for which it is waited until what an earlier task of that name left is gone. */
const removal = { step: 500, patience: 120_000 } as const

/**
 * The task's Job, made or found. It is made suspended, and one of the same name and digest is taken for it: the answer
 * to a create may have been lost, or the process that made it. Anything else of that name is an `InputError`.
 */
export async function jobFor(task: TaskObjects, beginning: Beginning): Promise<Begun> {
  const { cluster, time, signal, deadlineSeconds, preflight } = beginning
  const place = urlPathOf(task.job, task.namespace)
  const body = heldJob(task, deadlineSeconds)
  const end = time.now() + removal.patience
  for (let hasAsked = false, conflicts = 0; ; ) {
    const found = await read(place, beginning)
    if (found !== undefined && !isGoing(found)) return { job: ours(task, found), isAdopted: conflicts === 0 }
    if (found !== undefined) {
      if (time.now() > end) throw held(task)
      await time.wait(removal.step, signal)
      continue
    }
    if (!hasAsked) await preflight()
    hasAsked = true
    if (conflicts > 0) await time.wait(waitAfter(conflicts, undefined, time.random), signal)
    const request = { method: 'POST', path: pathOf('Job', task.namespace), body, query: strict, signal } as const
    const answer = await cluster.ask(request)
    if (answer.status === 201) return { job: jobState(answer.body), isAdopted: false }
    // 409: the answer to the first create was lost, or somebody else changed a quota at that moment.
    if (answer.status !== 409 || time.now() > end) throw refusal(request, answer, task)
    conflicts += 1
  }
}

function held({ job, namespace, name }: TaskObjects): InputError {
  return new InputError(
    'REFUSED',
    `${titleOf(job, namespace)}: is being deleted, and something holds it; kubectl get job ${name} -n ${namespace} -o yaml shows its finalizers`,
  )
}

const strict = { fieldValidation: 'Strict' } as const

/** A create that is refused is an error of the input, a missing right included: nothing was made. */
function refusal(
  request: Parameters<typeof refused>[0],
  answer: ClusterAnswer,
  { job, namespace }: TaskObjects,
): InputError {
  const why = isMissingRight(answer) ? refused(request, answer).message : toldRefusal(answer)
  return new InputError('REFUSED', `${titleOf(job, namespace)}: ${why}`)
}

async function read(path: string, { cluster, signal }: Beginning): Promise<ValueMap | undefined> {
  const request = { method: 'GET', path, signal } as const
  const answer = await cluster.ask(request)
  if (answer.status === 404) return undefined
  if (answer.status !== 200) throw refused(request, answer)
  return answer.body
}

function isGoing(object: ValueMap): boolean {
  return textAt(mapAt(object, 'metadata'), 'deletionTimestamp') !== undefined
}

function ours(task: TaskObjects, found: ValueMap): JobState {
  const job = jobState(found)
  if (textAt(job.annotations, taskAnnotations.digest) === task.digest) return job
  throw new InputError(
    'REFUSED',
    `${titleOf(task.job, task.namespace)}: is there already, made from other values; delete it, or give the task another id or executionId`,
  )
}

/**
 * Make what the Job refers to, owned by it, and give it its start, unless both were done before. Undefined where the Job
 * is gone.
 */
export async function start(task: TaskObjects, job: JobState, beginning: Beginning): Promise<'started' | 'gone'> {
  const { cluster, time, signal } = beginning
  if (isStarted(job)) return 'started'
  for (const companion of task.companions) await make(task, companion, job.uid, beginning)
  const place = urlPathOf(task.job, task.namespace)
  const body: Value = [...startPatch(task, job.uid)]
  const contentType = 'application/json-patch+json'
  const request = { method: 'PATCH', path: place, body, contentType, signal } as const
  for (let failures = 1; ; failures += 1) {
    const answer = await cluster.ask(request)
    if (answer.status === 200) return 'started'
    if (answer.status === 404) return 'gone'
    // 422: a test of the patch failed, as it does when the first answer was lost; 409: somebody changed it meanwhile.
    if (answer.status !== 422 && answer.status !== 409) throw refused(request, answer)
    const now = await read(place, beginning)
    if (now === undefined || jobState(now).uid !== job.uid) return 'gone'
    if (isStarted(jobState(now))) return 'started'
    // An admission webhook may undo the start each time.
    if (failures === startTries) throw refused(request, answer)
    await time.wait(waitAfter(failures, undefined, time.random), signal)
  }
}

/** How often a start is given that the Job does not keep. */
const startTries = 6

/** Whether a Job was given its start. */
export function isStarted({ annotations }: JobState): boolean {
  return textAt(annotations, taskAnnotations.start) === 'given'
}

/** A Secret or ConfigMap. One that an earlier Job of that name owned is about to be collected. */
async function make(task: TaskObjects, companion: ValueMap, uid: string, beginning: Beginning): Promise<void> {
  const { cluster, time, signal } = beginning
  const body = ownedBy(companion, task, uid)
  const path = pathOf(textAt(companion, 'kind') ?? '', task.namespace)
  for (const end = time.now() + removal.patience; ; ) {
    const request = { method: 'POST', path, body, query: strict, signal } as const
    const answer = await cluster.ask(request)
    if (answer.status === 201) return
    if (answer.status !== 409) throw refused(request, answer)
    const found = await read(urlPathOf(companion, task.namespace), beginning)
    if (found !== undefined && isOwnedBy(found, uid)) return
    const isOwned = found === undefined || Array.isArray(mapAt(found, 'metadata')?.ownerReferences)
    if (!isOwned || time.now() > end)
      throw new InputError(
        'REFUSED',
        `${titleOf(companion, task.namespace)}: is there already and belongs to no task; delete it, or give the task another id`,
      )
    await time.wait(removal.step, signal)
  }
}
