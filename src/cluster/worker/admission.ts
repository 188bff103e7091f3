import { InputError } from '../../error.ts'
import { textAt, type ValueMap } from '../../manifest/value.ts'
import { podsOf } from '../../workload/object/kinds.ts'
import { madeObject } from '../../workload/object/object.ts'
import type { ClusterAnswer, ClusterRequest } from '../cluster.ts'
import { controllerPod } from '../preflight/controller-pod.ts'
import { creationQuestion } from '../preflight/dry-run.ts'
import { refusalCode, refusalsIn } from '../preflight/tell-apart.ts'
import { isMissingRight, rightFor, spelledRight } from '../refusal.ts'
import { heldJob, pathOf, type TaskObjects, titleOf } from './task-objects.ts'
import type { SteadyCluster } from './watch/steady.ts'

/** What admission says of a task's objects, before any of them is made. */
export interface AdmissionRequest {
  readonly cluster: SteadyCluster
  readonly signal: AbortSignal
  readonly deadlineSeconds?: number
  readonly tell: (message: string) => void
}

/**
 * Ask the API server whether it would take the objects of a task and the pod that the Job's controller makes, which it
 * refuses for reasons of its own: Pod Security, quotas, service accounts. Nothing is made.
 */
export async function requireAdmission(task: TaskObjects, admission: AdmissionRequest): Promise<void> {
  const objects = [...task.companions, heldJob(task, admission.deadlineSeconds), ...podsFor(task)]
  const problems: string[] = []
  for (const object of objects) problems.push(...(await problemsOf(object, task, admission)))
  if (problems.length > 0) throw new InputError('REFUSED', [...new Set(problems)].join('\n'))
}

function podsFor({ job, namespace }: TaskObjects): readonly ValueMap[] {
  return podsOf(madeObject(job), []).map(pod => controllerPod(pod, namespace))
}

async function problemsOf(
  object: ValueMap,
  { namespace, job }: TaskObjects,
  { cluster, signal, tell }: AdmissionRequest,
): Promise<readonly string[]> {
  const isPod = textAt(object, 'kind') === 'Pod'
  const path = pathOf(textAt(object, 'kind') ?? '', namespace)
  const request = { ...creationQuestion(path, object, 'Strict'), signal }
  const answer = await cluster.ask(request)
  for (const warning of answer.warnings) tell(warning)
  // What is there already is looked at when it is made.
  if (answer.status === 201 || answer.status === 409) return []
  const title = isPod ? `the pod of ${titleOf(job, namespace)}` : titleOf(object, namespace)
  const why = unasked(request, answer, isPod)
  if (isWithoutNamespace(answer))
    return [`the cluster has no namespace "${namespace}"; create it, or name another with --namespace [missing-object]`]
  if (why === undefined) return [`${title}: ${toldRefusal(answer)}`]
  tell(`whether ${title} is admitted is not known before it is made: ${why}`)
  return []
}

function isWithoutNamespace(answer: ClusterAnswer): boolean {
  return refusalsIn(answer).some(refusal => refusal.kind === 'missing' && refusal.what === 'Namespace')
}

/** The API server's sentence, and what `preflight` calls such a refusal. */
export function toldRefusal(answer: ClusterAnswer): string {
  return `${textAt(answer.body, 'message') ?? `refused (${answer.status})`} [${refusalCode(answer)}]`
}

/** Why a refusal says nothing of what will be refused when the thing is made; undefined where it does. */
function unasked(request: ClusterRequest, answer: ClusterAnswer, isPod: boolean): string | undefined {
  const [refusal] = refusalsIn(answer)
  if (refusal?.kind === 'no-dry-run') return `the webhook ${refusal.webhook} does not support dry runs`
  const right = rightFor(request)
  // Nobody makes the pod but the Job's controller, which has the right.
  return isPod && isMissingRight(answer) && right !== undefined ? `you may not ${spelledRight(right)}` : undefined
}
