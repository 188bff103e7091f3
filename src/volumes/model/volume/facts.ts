import type { WorkloadKind } from '../../../knowledge/kinds/workload-kind.ts'
import { listAt, mapAt, textAt, type ValueMap } from '../../../manifest/value.ts'
import { rememberedPods } from '../../../workload/object/kinds.ts'
import { groupOf, type ObjectView } from '../../../workload/object/object.ts'
import type { PodView } from '../../../workload/pod/pod.ts'
import type { ClusterFacts } from '../../../workload/settings/cluster-facts.ts'

/** The storage objects of a stream. They say better than any profile what a claim is. */
export interface StreamStorage {
  /** By name; claims of several namespaces may share one. */
  readonly claims: ReadonlyMap<string, readonly ObjectView[]>
  readonly volumes: ReadonlyMap<string, ObjectView>
  readonly classes: ReadonlyMap<string, ObjectView>
  readonly drivers: ReadonlyMap<string, ObjectView>
  /** What the lock knows of the cluster: for what is not in the stream (`described.ts`). */
  readonly cluster?: ClusterFacts | undefined
  /** `setup` scripts of local-path's ConfigMaps, each distinct one once. */
  readonly setups: readonly string[]
  /** ConfigMaps by name, for the scripts that containers mount and run. */
  readonly configMaps: ReadonlyMap<string, readonly ObjectView[]>
  /** Pods that mount a claim by its name, which other pods may do, too. */
  readonly users: ReadonlyMap<string, readonly PodView[]>
}

/** Collect what the objects of a stream say about storage. Of two cluster-wide objects with one name the last counts, as it does for `kubectl apply`. */
export function storageFactsOf(
  objects: readonly ObjectView[],
  kinds: readonly WorkloadKind[] = [],
  cluster?: ClusterFacts,
): StreamStorage {
  const of = (kind: string, group: string) =>
    objects.filter(({ ref }) => ref.kind === kind && groupOf(ref.apiVersion) === group)
  const byName = (kind: string, group: string) => new Map(of(kind, group).map(object => [object.ref.name, object]))
  return {
    claims: grouped(of('PersistentVolumeClaim', '')),
    volumes: byName('PersistentVolume', ''),
    classes: byName('StorageClass', 'storage.k8s.io'),
    drivers: byName('CSIDriver', 'storage.k8s.io'),
    users: usersOf(objects.flatMap(object => rememberedPods(object, kinds))),
    configMaps: grouped(of('ConfigMap', '')),
    cluster,
    setups: [...new Set(of('ConfigMap', '').flatMap(({ value }) => setupOf(value)))],
  }
}

/** Claims of templates and ephemeral volumes are made for one pod, so only those mounted by name count. */
function usersOf(pods: readonly PodView[]): ReadonlyMap<string, readonly PodView[]> {
  const users = new Map<string, PodView[]>()
  for (const pod of pods) {
    const names = listAt(pod.spec, 'volumes').map(volume => textAt(mapAt(volume, 'persistentVolumeClaim'), 'claimName'))
    for (const name of new Set(names)) if (name !== undefined) append(users, name, pod)
  }
  return users
}

/** In place: thousands of pods may share a claim. */
function append(users: Map<string, PodView[]>, name: string, pod: PodView): void {
  const known = users.get(name)
  if (known === undefined) users.set(name, [pod])
  else known.push(pod)
}

/** rancher/local-path-provisioner reads both keys from one ConfigMap; `nodePathMap` is what tells it from others. */
function setupOf(configMap: ValueMap): readonly string[] {
  const data = mapAt(configMap, 'data')
  const script = textAt(data, 'setup')
  const config = textAt(data, 'config.json') ?? ''
  return script !== undefined && config.includes('nodePathMap') ? [script] : []
}

function grouped(objects: readonly ObjectView[]): ReadonlyMap<string, readonly ObjectView[]> {
  const groups = new Map<string, readonly ObjectView[]>()
  for (const object of objects) groups.set(object.ref.name, [...(groups.get(object.ref.name) ?? []), object])
  return groups
}
