import { ClusterError } from '../../error.ts'
import { inTurns } from '../../manifest/turns.ts'
import { mapAt, type Value } from '../../manifest/value.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { Cluster } from '../cluster.ts'
import { discovery } from '../discovery.ts'
import { atOnce } from '../patient.ts'
import { missingNamespaces, namespacesOf, unknownKinds } from './absent.ts'
import { askClaims, claimAsk } from './ask-claims.ts'
import type { Concern } from './concern.ts'
import { concernsOf } from './concerns.ts'
import { controllerPod } from './controller-pod.ts'
import { type Answered, dryRun } from './dry-run.ts'
import { lookForReferences } from './look-for.ts'
import { Missing } from './missing.ts'
import { asksOf, type Counted, quotaConcerns } from './quota-concerns.ts'
import { broughtBy } from './references.ts'
import { Rights } from './rights.ts'
import type { KnownSubject, Run, Subject } from './run.ts'
import type { ApiRefusal } from './tell-apart.ts'

/** What a cluster says of manifests before they are applied. */
export interface Preflight {
  readonly concerns: readonly Concern[]
  /** How many objects and pods the cluster was asked about. */
  readonly asked: number
}

/** Ask a cluster about everything, in the order in which one thing needs another. Nothing is changed. */
export async function preflight(
  cluster: Cluster,
  subjects: readonly Subject[],
  progress: (done: number, of: number) => void,
): Promise<Preflight> {
  const find = discovery(cluster)
  const brought = new Set(
    subjects.flatMap(({ object }) =>
      broughtBy(object.value).flatMap(key => [`${namespaceFor(cluster, object)}/${key}`, `/${key}`]),
    ),
  )
  const run: Run = { cluster, subjects, brought, rights: new Rights(), missing: new Missing() }
  const kinds = await inTurns(subjects, atOnce, ({ object }) => find(object.ref.apiVersion, object.ref.kind))
  const known = subjects.flatMap((subject, index) => {
    const resource = kinds[index]
    return resource === undefined ? [] : [{ ...subject, resource, namespace: namespaceFor(cluster, subject.object) }]
  })
  const spaces = await namespacesOf(run, known)
  const ready = known.filter(one => !one.resource.isNamespaced || spaces.get(one.namespace) !== 'missing')
  let done = 0
  const looked = await inTurns(ready, atOnce, async one => {
    const result = await lookAt(run, one)
    done += 1
    progress(done, ready.length)
    return result
  })
  const quotas = await quotaConcerns(run, looked)
  if (looked.length > 0 && looked.every(({ isDenied }) => isDenied)) throw nothingAllowed(run.rights)
  return {
    concerns: [
      ...unknownKinds(subjects, kinds),
      ...missingNamespaces(run, known, spaces),
      ...run.missing.concerns(),
      ...run.rights.concerns(),
      ...looked.flatMap(({ concerns }) => concerns),
      ...quotas,
    ],
    asked: looked.reduce((sum, { asked }) => sum + asked, 0),
  }
}

function namespaceFor(cluster: Pick<Cluster, 'namespace'>, { ref }: ObjectView): string {
  return ref.namespace ?? cluster.namespace
}

function nothingAllowed(rights: Rights): ClusterError {
  const [first] = rights.named()
  return new ClusterError(
    'refused',
    `you may not ${first ?? 'create anything'}, and nothing else that would have to be asked; --print-role prints the rights that are needed`,
  )
}

interface Looked extends Counted {
  readonly asked: number
  /** Whether no answer was more than that the right is missing. */
  readonly isDenied: boolean
}

/** Ask about an object, about the pods behind it, and about what these name. */
async function lookAt(run: Run, one: KnownSubject): Promise<Looked> {
  const { object, resource, namespace } = one
  const [whole] = one.pods.filter(({ mode }) => mode === 'pod')
  const own = await (whole === undefined
    ? dryRun(run.cluster, object, { resource, namespace })
    : askPod(run, whole, namespace))
  const templates = one.pods.filter(({ mode }) => mode === 'template' && object.ref.kind !== 'PodTemplate')
  const pods = await inTurns(templates, atOnce, async pod => ({ pod, answered: await askPod(run, pod, namespace) }))
  const answers = [own, ...pods.map(({ answered }) => answered)]
  const claims = await askClaims(run, one, own.live)
  for (const { rights } of [...answers, ...claims.map(({ answered }) => answered)])
    for (const right of rights) run.rights.lacks(right, object)
  const said = concernsOf(run, object, own, { of: 'object', from: object.path, namespace })
  const ofPods = pods.flatMap(({ pod, answered }) =>
    concernsOf(run, object, own.live === undefined ? answered : withoutExcess(answered), {
      of: 'pod',
      from: pod.path.slice(0, -1),
      namespace,
    }),
  )
  const ofClaims = claims.flatMap(({ made, answered }) =>
    concernsOf(run, object, answered, { of: 'claim', from: made.path, namespace }),
  )
  await lookForReferences(run, one)
  return {
    concerns: [...said, ...[...ofPods, ...ofClaims].filter(concern => !said.some(other => isTwin(concern, other)))],
    asked: answers.length + claims.length,
    isDenied: answers.every(({ isDenied }) => isDenied),
    namespace: resource.isNamespaced ? namespace : '',
    asks: [...asksOf(one, own, pods), ...claims.map(asked => claimAsk(object, asked))],
  }
}

/** Pods that are there are in use already: what a change adds is counted with all the rest. */
function withoutExcess(answered: Answered): Answered {
  const isExcess = (refusal: ApiRefusal) => refusal.kind === 'refused' && /^exceeded quota:/.test(refusal.detail)
  return { ...answered, refusals: answered.refusals.filter(refusal => !isExcess(refusal)) }
}

/** The template of an object and the pod made of it are refused for the same field in the same words. */
function isTwin(a: Concern, b: Concern): boolean {
  const textOf = ({ observation }: Concern) => ('detail' in observation ? observation.detail : '')
  return a.path.join('.') === b.path.join('.') && textOf(a) === textOf(b)
}

/** The fields by which admission looks for other objects, and refuses a pod where they are not there. */
const lookedUp: Readonly<Record<string, string>> = {
  serviceAccountName: 'ServiceAccount',
  serviceAccount: 'ServiceAccount',
  priorityClassName: 'PriorityClass',
  runtimeClassName: 'RuntimeClass',
}

/**
 * Ask about a pod without the names of what the manifests bring, which admission cannot find yet. What it cannot find besides is
 * said, and the pod is asked about once more without that name, too: there may be more to tell.
 */
async function askPod(run: Run, pod: PodView, namespace: string): Promise<Answered> {
  const made = controllerPod(pod, namespace)
  const isBrought = (kind: string, name: Value) =>
    run.brought.has(`${kind === 'ServiceAccount' ? namespace : ''}/${kind}/${String(name)}`)
  const without = new Set<string>()
  const said: ApiRefusal[] = []
  for (;;) {
    const spec = Object.entries(mapAt(made, 'spec') ?? {}).filter(([field, name]) => {
      const kind = lookedUp[field]
      return kind === undefined || (!without.has(kind) && !isBrought(kind, name))
    })
    const ref = { apiVersion: 'v1', kind: 'Pod', name: pod.mode === 'pod' ? pod.object.ref.name : '' }
    const object = { ref, value: { ...made, spec: Object.fromEntries(spec) } }
    const where = { resource: { plural: 'pods', isNamespaced: true }, namespace }
    const answered = await dryRun(run.cluster, object, where)
    const kinds = answered.refusals.flatMap(one => (one.kind === 'missing' && !without.has(one.what) ? [one.what] : []))
    const looked = kinds.filter(kind => Object.values(lookedUp).includes(kind))
    if (looked.length === 0) return { ...answered, refusals: [...said, ...answered.refusals] }
    said.push(...answered.refusals)
    for (const kind of looked) without.add(kind)
  }
}
