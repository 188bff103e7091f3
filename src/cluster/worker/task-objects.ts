import { isMap, mapAt, ownAt, textAt, type ValueMap } from '../../manifest/value.ts'

/** What a task consists of on a cluster, in the API's spelling. */
export interface TaskObjects {
  readonly namespace: string
  readonly name: string
  readonly job: ValueMap
  /** The container whose log is the task's. */
  readonly container: string
  /** The Secret and the ConfigMaps that the Job refers to. */
  readonly companions: readonly ValueMap[]
  /** Of everything that was rendered: a Job by the same name with another digest is another task. */
  readonly digest: string
}

/** Annotations by which a Job that was made is known again, and whether it may start. */
export const taskAnnotations = { digest: 'seaworthy.dev/task-digest', start: 'seaworthy.dev/start' } as const

/** A Job whose start is `held` has no pods, and never will have unless whoever made it, or adopts it, gives the start. */
export type TaskStart = 'held' | 'given'

/** Seconds for which a finished Job is kept at least, so that whoever follows it sees the end. */
const shortestKept = 300

/**
 * The Job as it is created: suspended. A create whose answer was lost is sent again, and one that was held up on the way
 * may arrive when all is over; neither can run a task twice, for a Job runs only once its start was given to its uid.
 */
export function heldJob({ job, digest }: TaskObjects, deadlineSeconds: number | undefined): ValueMap {
  const [metadata, spec] = [mapAt(job, 'metadata'), mapAt(job, 'spec')]
  const annotations = {
    ...mapAt(metadata, 'annotations'),
    [taskAnnotations.digest]: digest,
    [taskAnnotations.start]: 'held' satisfies TaskStart,
  }
  const [ttl, limit] = [numberAt(spec, 'ttlSecondsAfterFinished'), numberAt(spec, 'activeDeadlineSeconds')]
  const deadline = least(limit, deadlineSeconds)
  return {
    ...job,
    metadata: { ...metadata, annotations },
    spec: {
      ...spec,
      suspend: true,
      ...(ttl !== undefined && { ttlSecondsAfterFinished: Math.max(ttl, shortestKept) }),
      ...(deadline !== undefined && { activeDeadlineSeconds: deadline }),
    },
  }
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)
}

function numberAt(map: ValueMap | undefined, key: string): number | undefined {
  const found = ownAt(map, key)
  return typeof found === 'number' ? found : undefined
}

/** A label by which Kueue holds a Job, and starts it when its turn comes (kueue.sigs.k8s.io, `pkg/controller/constants`). */
const queueLabel = 'kueue.x-k8s.io/queue-name'

/** What gives the start: a JSON patch that fails for another Job of that name, and where the start was given already. */
export function startPatch({ job }: TaskObjects, uid: string): readonly ValueMap[] {
  const path = `/metadata/annotations/${taskAnnotations.start.replace('/', '~1')}`
  const isQueued = ownAt(mapAt(mapAt(job, 'metadata'), 'labels'), queueLabel) !== undefined
  return [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'test', path, value: 'held' satisfies TaskStart },
    { op: 'replace', path, value: 'given' satisfies TaskStart },
    ...(isQueued ? [] : [{ op: 'replace', path: '/spec/suspend', value: false }]),
  ]
}

/** A Secret or ConfigMap that goes with the Job: made after it, so that it names its owner from the first moment on. */
export function ownedBy(companion: ValueMap, { name }: TaskObjects, uid: string): ValueMap {
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name, uid }
  return { ...companion, metadata: { ...mapAt(companion, 'metadata'), ownerReferences: [owner] } }
}

const plurals: Readonly<Record<string, string>> = {
  Job: '/apis/batch/v1/namespaces/*/jobs',
  Pod: '/api/v1/namespaces/*/pods',
  Secret: '/api/v1/namespaces/*/secrets',
  ConfigMap: '/api/v1/namespaces/*/configmaps',
}

/** Where objects of a kind are made. */
export function pathOf(kind: string, namespace: string): string {
  return (plurals[kind] ?? '').replace('*', encodeURIComponent(namespace))
}

/** Where an object of a task is. */
export function urlPathOf(object: ValueMap, namespace: string): string {
  return `${pathOf(textAt(object, 'kind') ?? '', namespace)}/${nameIn(object)}`
}

/** An object as people are told of it: `Job agents/task-1`. */
export function titleOf(object: ValueMap, namespace: string): string {
  return `${textAt(object, 'kind') ?? ''} ${namespace}/${nameIn(object)}`
}

function nameIn(object: ValueMap): string {
  return textAt(mapAt(object, 'metadata'), 'name') ?? ''
}

/** Whether an owner of an object has that uid. */
export function isOwnedBy(object: ValueMap, uid: string): boolean {
  const owners = ownAt(mapAt(object, 'metadata'), 'ownerReferences')
  return Array.isArray(owners) && owners.some(owner => isMap(owner) && owner.uid === uid)
}
