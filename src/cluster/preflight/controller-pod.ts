import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import { groupOf, type ObjectRef, type ObjectView } from '../../workload/object/object.ts'
import type { PodView } from '../../workload/pod/pod.ts'

/** A pod as the controller of a workload would make it; labels and owners are what admission webhooks decide by. */
export function controllerPod(pod: PodView, namespace: string): ValueMap {
  const { object, spec, metadata } = pod
  if (pod.mode === 'pod') return { ...object.value, metadata: { ...mapAt(object.value, 'metadata'), namespace } }
  const ref = named(object)
  const made = makers[`${groupOf(ref.apiVersion)}/${ref.kind}`]?.(ref) ?? ownedBy(ref)
  const labels = { ...mapAt(metadata, 'labels'), ...made.labels }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(isMap(metadata.annotations) && { annotations: metadata.annotations }),
      ...made.name,
      namespace,
      labels,
      ownerReferences: [made.owner],
    },
    spec: ref.kind === 'StatefulSet' ? withClaims(spec, object.value, ref.name) : spec,
  }
}

/** The name that an object will have, where the API server chooses it. Without any it is refused itself. */
function named({ ref, value }: ObjectView): ObjectRef {
  if (ref.name === '') return { ...ref, name: 'unnamed' }
  return textAt(mapAt(value, 'metadata'), 'name') ? ref : { ...ref, name: `${ref.name}x7k2p` }
}

interface Made {
  readonly name: ValueMap
  readonly labels: ValueMap
  readonly owner: ValueMap
}

const uid = '00000000-0000-0000-0000-000000000000'
const hash = '5d4f8c7b6'

/**
 * Who makes the pods of each kind, and what it adds (pkg/controller: `deployment/sync.go`, `statefulset/stateful_set_utils.go`,
 * `daemon/update.go`, `job/job_controller.go`, `cronjob/utils.go`).
 */
const makers: Readonly<Record<string, (ref: ObjectRef) => Made>> = {
  'apps/Deployment': ({ name }) => ({
    ...generated(`${name}-${hash}`),
    labels: { 'pod-template-hash': hash },
    owner: owner('apps/v1', 'ReplicaSet', `${name}-${hash}`),
  }),
  // By a prefix, for its first pod may be there: whether that can become another is not what its controller asks.
  'apps/StatefulSet': ({ name }) => ({
    ...generated(name),
    labels: {
      'controller-revision-hash': `${name}-${hash}`,
      'statefulset.kubernetes.io/pod-name': `${name}-0`,
      'apps.kubernetes.io/pod-index': '0',
    },
    owner: owner('apps/v1', 'StatefulSet', name),
  }),
  'apps/DaemonSet': ({ name }) => ({
    ...generated(name),
    labels: { 'controller-revision-hash': hash, 'pod-template-generation': '1' },
    owner: owner('apps/v1', 'DaemonSet', name),
  }),
  'batch/Job': ({ name }) => ofJob(name),
  'batch/CronJob': ({ name }) => ofJob(`${name}-29000000`),
}

function ofJob(name: string): Made {
  const labels = { 'controller-uid': uid, 'job-name': name }
  const prefixed = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name }
  return { ...generated(name), labels: { ...labels, ...prefixed }, owner: owner('batch/v1', 'Job', name) }
}

function ownedBy({ apiVersion, kind, name }: ObjectRef): Made {
  return { ...generated(name), labels: {}, owner: owner(apiVersion, kind, name) }
}

function generated(name: string): Pick<Made, 'name' | 'labels'> {
  return { name: { generateName: `${name}-` }, labels: {} }
}

/** Without `blockOwnerDeletion`: some clusters ask who sets it for a right on the owner that nobody else needs. */
function owner(apiVersion: string, kind: string, name: string): ValueMap {
  return { apiVersion, kind, name, uid, controller: true }
}

/** The claims that a StatefulSet makes for its first pod are volumes of that pod (`updateStorage`). */
function withClaims(spec: ValueMap, set: ValueMap, name: string): ValueMap {
  const templates = listAt(mapAt(set, 'spec'), 'volumeClaimTemplates')
  const names = templates.flatMap(template => textAt(mapAt(template, 'metadata'), 'name') ?? [])
  const own: readonly Value[] = listAt(spec, 'volumes').filter(volume => !names.includes(textAt(volume, 'name') ?? ''))
  const claims = names.map(claim => ({ name: claim, persistentVolumeClaim: { claimName: `${claim}-${name}-0` } }))
  return claims.length === 0 ? spec : { ...spec, volumes: [...own, ...claims] }
}
