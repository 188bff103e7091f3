import { mapAt, type ValueMap } from '../../manifest/value.ts'

/** How many pods a workload makes at once; a DaemonSet at least one. */
export function podCount(object: ValueMap): number {
  const spec = mapAt(object, 'spec')
  const job = object.kind === 'CronJob' ? mapAt(mapAt(spec, 'jobTemplate'), 'spec') : spec
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return numberAt(spec, 'replicas') ?? 1
    case 'CronJob':
      return spec?.suspend === true ? 0 : podsOfJob(job)
    case 'Job':
      return job?.suspend === true ? 0 : podsOfJob(job)
    default:
      return 1
  }
}

function podsOfJob(spec: ValueMap | undefined): number {
  const parallel = numberAt(spec, 'parallelism') ?? 1
  return Math.min(parallel, numberAt(spec, 'completions') ?? parallel)
}

function numberAt(map: ValueMap | undefined, key: string): number | undefined {
  const value = map?.[key]
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}
