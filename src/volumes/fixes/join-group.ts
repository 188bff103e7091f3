import { listAt } from '../../manifest/value.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import type { VolumeChangeReason } from '../../workload/reason/fix-reason.ts'
import type { Situation } from './kind.ts'
import { podContextPath, podId, supplementalGroups, writtenPodContext } from './pod-field.ts'

/** Make every process of the pod a member of `gid`. None if it is one already: fsGroup is a supplemental group, too. */
export function joinGroup({ pod, original }: Situation, gid: number, reason: VolumeChangeReason): readonly Hardening[] {
  if (podId(pod, 'fsGroup') === gid || supplementalGroups(pod).includes(gid)) return []
  const index = listAt(writtenPodContext(original), 'supplementalGroups').length
  const path = podContextPath(original, 'supplementalGroups', index)
  return [{ change: { op: 'insert', path, value: gid }, reason }]
}
