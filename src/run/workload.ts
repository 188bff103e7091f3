import { type StreamStorage, storageFactsOf } from '../permissions/volume/facts.ts'
import { demandOf, namespaceLabels } from '../workload/demand.ts'
import { podsOf } from '../workload/kinds.ts'
import type { Demand } from '../workload/level.ts'
import type { PodView } from '../workload/pod.ts'
import type { Settings } from '../workload/settings.ts'
import type { Source } from './source.ts'

/** A pod of a source and what its namespace demands of it. */
export interface Workload {
  readonly source: Source
  readonly pod: PodView
  readonly demand: Demand
}

/** Every pod of every source, in order. Namespace objects of any source decide for the pods of all. */
export function workloadsOf(sources: readonly Source[], settings: Settings): readonly Workload[] {
  const labels = namespaceLabels(sources.flatMap(source => source.objects))
  return sources.flatMap(source =>
    source.objects.flatMap(object => {
      const pods = podsOf(object, settings.workloads)
      if (pods.length === 0) return []
      const demand = demandOf(object, settings, labels)
      return pods.map(pod => ({ source, pod, demand }))
    }),
  )
}

/** What the sources say of storage. A claim of one file may be used by a pod of another. */
export function storageOf(sources: readonly Source[], settings: Settings): StreamStorage {
  return storageFactsOf(
    sources.flatMap(source => source.objects),
    settings.workloads,
  )
}
