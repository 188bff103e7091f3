import type { Value } from '../../src/manifest/value.ts'
import { aggregate, evaluatePod } from '../../src/pss/evaluate.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import type { Level, PolicyVersion } from '../../src/workload/settings/level.ts'
import { podOf } from './pods.ts'

/** A pod, the standard it is held against, and the ForbiddenDetail it should get; empty where it is admitted. */
export interface DetailRow {
  readonly spec: Value
  readonly annotations?: Value
  readonly mode?: PodView['mode']
  readonly level?: Level
  readonly version?: PolicyVersion
  readonly kubeMinor?: number
  readonly want: string
}

/** What upstream would print; where a row says nothing, against `restricted:latest`. */
export function detailOf({
  spec,
  annotations,
  mode,
  level = 'restricted',
  version = 'latest',
  kubeMinor,
}: Omit<DetailRow, 'want'>): string {
  const pod = podOf({ spec, ...(annotations !== undefined && { annotations }), ...(mode && { mode }) })
  return aggregate(evaluatePod(pod, { level, version, ...(kubeMinor !== undefined && { kubeMinor }) })).detail
}
