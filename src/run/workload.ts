import { type StreamStorage, storageFactsOf } from '../volumes/model/volume/facts.ts'
import { podsOf } from '../workload/object/kinds.ts'
import type { ObjectView } from '../workload/object/object.ts'
import type { PodView } from '../workload/pod/pod.ts'
import { demandOf, type NamespaceLabels, namespaceLabels, namespaceOf } from '../workload/settings/demand.ts'
import type { Demand } from '../workload/settings/level.ts'
import type { Settings } from '../workload/settings/settings.ts'
import { settingsWith, statedBy, stricter } from '../workload/settings/stated.ts'
import type { Source } from './source.ts'

/** A pod of a source and what its namespace demands of it. */
export interface Workload {
  readonly source: Source
  readonly pod: PodView
  readonly demand: Demand
  /** The settings of the run, under what the pod's own values state. */
  readonly settings: Settings
}

/** What the objects of all sources decide for each pod: levels by namespace, and what a claim is. */
export interface Surroundings {
  readonly labels: NamespaceLabels
  readonly storage: StreamStorage
}

/** What `objects` decide. A claim or a Namespace of one file counts for the pods of another. */
export function surroundingsOf(objects: readonly ObjectView[], settings: Settings): Surroundings {
  return { labels: namespaceLabels(objects), storage: storageFactsOf(objects, settings.workloads, settings.cluster) }
}

/** Every object of every source, in order. */
export function objectsIn(sources: readonly Source[]): readonly ObjectView[] {
  return sources.flatMap(source => source.objects)
}

/** Every pod of every source, in order; or those that `podsIn` finds. */
export function workloadsOf(
  sources: readonly Source[],
  settings: Settings,
  { labels }: Pick<Surroundings, 'labels'>,
  podsIn: (object: ObjectView, kinds: Settings['workloads']) => readonly PodView[] = podsOf,
): readonly Workload[] {
  return sources.flatMap(source =>
    source.objects.flatMap(object => {
      const pods = podsIn(object, settings.workloads)
      const [first] = pods
      if (first === undefined) return []
      const { stated } = statedBy(first)
      const own =
        stated === undefined ? ofNamespace(object, settings) : settingsWith(stated, ofNamespace(object, settings))
      const demand = stricter(demandOf(object, settings, labels), stated?.level)
      return pods.map(pod => ({ source, pod, demand, settings: own }))
    }),
  )
}

/** The settings of a namespace to which the cluster assigns users and groups, as OpenShift does. */
function ofNamespace(object: ObjectView, settings: Settings): Settings {
  const { cluster } = settings
  const namespace = cluster === undefined ? undefined : namespaceOf(object, settings)
  if (namespace === undefined || cluster?.namespace(namespace)?.uidRange === undefined) return settings
  const known = assigned.get(settings) ?? settingsWith({ assignsIds: true, repair: {}, claims: new Map() }, settings)
  assigned.set(settings, known)
  return known
}

/** What is remembered by settings is remembered for all workloads of such namespaces. */
const assigned = new WeakMap<Settings, Settings>()
