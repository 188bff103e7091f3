import { mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import type { Cluster, ClusterAnswer, ClusterRequest } from '../cluster.ts'
import { collectionPath, isNameInPath, type Resource } from '../discovery.ts'
import { askPatiently } from '../patient.ts'
import { isMissingRight } from '../refusal.ts'
import { type ApiRefusal, isStrictRefusal, refusalsIn } from './tell-apart.ts'

/** What the API server said of one object. */
export interface Answered {
  readonly refusals: readonly ApiRefusal[]
  readonly warnings: readonly string[]
  /** The object as it would be stored, defaults and mutations included. */
  readonly accepted: ValueMap | undefined
  /** The object of that name that is there already. */
  readonly live: ValueMap | undefined
  /** Requests for which a right is missing. */
  readonly rights: readonly ClusterRequest[]
  readonly isDenied: boolean
  /** Whether unknown or duplicate fields are all that was looked at. */
  readonly isStrict: boolean
}

interface Where {
  readonly resource: Resource
  readonly namespace: string
}

/** What makes a request a question. Whose fields they would be is stored nowhere. */
const dry = { dryRun: 'All', fieldManager: 'seaworthy-preflight' }

/**
 * Whether the API server would take an object. Unknown fields end the question before admission is asked: then it is asked
 * once more and overlooks them, so that all is said at once.
 */
export async function dryRun(cluster: Cluster, object: ManifestObject, where: Where): Promise<Answered> {
  const strict = await ask(cluster, object, where, 'Strict')
  if (!strict.isStrict) return strict
  const lenient = await ask(cluster, object, where, 'Ignore')
  return { ...lenient, refusals: [...strict.refusals, ...lenient.refusals] }
}

type ManifestObject = Pick<ObjectView, 'ref' | 'value'>

type Validation = 'Strict' | 'Ignore'

/**
 * Created, or, where one of that name is there, changed to what the manifest says. Nothing is stored. It is looked for first:
 * quotas and policies refuse a creation before anybody notices that there is nothing to create.
 */
async function ask(
  cluster: Cluster,
  object: ManifestObject,
  where: Where,
  fieldValidation: Validation,
): Promise<Answered> {
  const path = collectionPath(object.ref.apiVersion, where.resource, where.namespace)
  const body = placed(object, where)
  const name = textAt(mapAt(body, 'metadata'), 'name')
  const get = { method: 'GET', path: `${path}/${encodeURIComponent(name ?? '')}` } as const
  const found = name && isNameInPath(name) ? await askPatiently(cluster, get) : undefined
  if (found?.status === 200) return change(cluster, found.body, { path: get.path, body, fieldValidation })
  const request = creationQuestion(path, body, fieldValidation)
  const answer = await askPatiently(cluster, request)
  if (answer.status !== 409 || answer.body.reason !== 'AlreadyExists') return answeredBy(request, answer)
  // Who may not look for it finds out by the refusal.
  const changed = await change(cluster, undefined, { path: get.path, body, fieldValidation })
  return { ...changed, rights: [...(found?.status === 403 ? [get] : []), ...changed.rights] }
}

/** Asks whether an object would be created at a path; that of a `run` asks the same. */
export function creationQuestion(path: string, body: ValueMap, fieldValidation: Validation): ClusterRequest {
  return { method: 'POST', path, query: { ...dry, fieldValidation }, body }
}

/** The namespace that the object will have; where kinds have none, none is sent. */
function placed({ ref, value }: Pick<ObjectView, 'ref' | 'value'>, { resource, namespace }: Where): ValueMap {
  const { namespace: _, ...metadata } = mapAt(value, 'metadata') ?? {}
  // An item of a typed list may leave out what the list says.
  const typed = { ...value, apiVersion: ref.apiVersion, kind: ref.kind }
  return { ...typed, metadata: resource.isNamespaced ? { ...metadata, namespace } : metadata }
}

/** What an object that is there shall become. */
interface Change {
  readonly path: string
  readonly body: ValueMap
  readonly fieldValidation: Validation
}

/**
 * As `kubectl apply --server-side --force-conflicts` would change it. That keeps what others own, and so refuses a volume
 * whose source changes, for it would have two: what a replacement is accepted for counts as accepted.
 */
async function change(
  cluster: Cluster,
  live: ValueMap | undefined,
  { path, body, fieldValidation }: Change,
): Promise<Answered> {
  const contentType = 'application/apply-patch+yaml'
  const apply: ClusterRequest = {
    method: 'PATCH',
    path,
    query: { ...dry, fieldValidation, force: 'true' },
    contentType,
    body,
  }
  const applied = await askPatiently(cluster, apply)
  const answered = { ...answeredBy(apply, applied), live }
  if (answered.accepted !== undefined || answered.isDenied || live === undefined) return answered
  const version = mapAt(live, 'metadata')?.resourceVersion ?? null
  const whole = { ...body, metadata: { ...mapAt(body, 'metadata'), resourceVersion: version } }
  const put: ClusterRequest = { method: 'PUT', path, query: { ...dry, fieldValidation }, body: whole }
  const replaced = { ...answeredBy(put, await askPatiently(cluster, put)), live }
  return replaced.accepted !== undefined || isOfSchema(applied) ? replaced : answered
}

/** Unknown fields cannot be applied at all, whatever is said of validation (structured-merge-diff, `typed`). */
function isOfSchema({ body }: ClusterAnswer): boolean {
  return /field not declared in schema/.test(textAt(body, 'message') ?? '')
}

function answeredBy(request: ClusterRequest, answer: ClusterAnswer): Answered {
  const isTaken = answer.status >= 200 && answer.status < 300
  const isDenied = isMissingRight(answer)
  return {
    refusals: isTaken ? [] : refusalsIn(answer),
    warnings: answer.warnings,
    accepted: isTaken ? answer.body : undefined,
    live: undefined,
    rights: isDenied ? [request] : [],
    isDenied,
    isStrict: !isTaken && isStrictRefusal(answer),
  }
}
