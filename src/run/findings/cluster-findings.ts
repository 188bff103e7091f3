import type { Finding } from '../../workload/finding/finding.ts'
import { clusterDemand, namespaceOf } from '../../workload/settings/demand.ts'
import type { LevelSource } from '../../workload/settings/level.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { placeOf } from '../place.ts'
import type { Workload } from '../workload.ts'

/** Levels that the policy chooses, for good or bad. */
const ofPolicy: readonly LevelSource[] = ['namespaces', 'policy']

/** Where the policy holds a namespace to another level than the cluster, as locked: once for each, at its first workload. */
export function clusterFindings(
  workloads: readonly Workload[],
  settings: Settings,
  told: Set<string>,
): readonly Finding[] {
  if (settings.cluster === undefined) return []
  return workloads.flatMap(({ source, pod, demand }) => {
    const namespace = namespaceOf(pod.object, settings)
    const locked = clusterDemand(namespace, settings)
    const key = `namespace ${namespace}`
    if (namespace === undefined || locked === undefined || told.has(key)) return []
    if (!ofPolicy.includes(demand.from) || demand.level === locked.level) return []
    told.add(key)
    return [
      {
        code: 'cluster-fact-contradiction',
        subject: { of: 'namespace', name: namespace },
        facts: [{ field: 'level', policy: demand.level, locked: locked.level }],
        severity: 'warning',
        place: placeOf(source, pod.object, pod.object.path),
      } as const,
    ]
  })
}
