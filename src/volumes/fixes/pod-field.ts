import type { FieldPath } from '../../manifest/path.ts'
import { isMap, listAt, mapAt, type ValueMap } from '../../manifest/value.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { FixLack } from '../../workload/reason/fix-reason.ts'
import { idOf } from '../model/process/identity.ts'

/** The pod's own `securityContext`; empty where it is absent or no map. */
export function writtenPodContext(pod: PodView): ValueMap {
  return mapAt(pod.spec, 'securityContext') ?? {}
}

/** The path of a field of the pod's `securityContext`, in its document. */
export function podContextPath(pod: PodView, ...rest: FieldPath): FieldPath {
  return [...pod.path, 'securityContext', ...rest]
}

/** The id that the pod's `securityContext` gives a field; anything but an id counts as absent. */
export function podId(pod: PodView, field: 'runAsUser' | 'runAsGroup' | 'fsGroup'): number | undefined {
  return idOf(writtenPodContext(pod)[field])
}

/** Groups listed by the pod. */
export function supplementalGroups(pod: PodView): readonly number[] {
  return listAt(writtenPodContext(pod), 'supplementalGroups').flatMap(group => idOf(group) ?? [])
}

/** True where the author wrote the field, whatever its value, so that we may not. An explicit null is the API's "absent". */
export function wroteInContext(pod: PodView, field: string): boolean {
  const value = writtenPodContext(pod)[field]
  return value !== undefined && value !== null
}

/** Why a field of the pod's own security context cannot be set, or undefined. */
export function podFieldObstacle(pod: PodView): FixLack | undefined {
  const written = pod.spec.securityContext
  const map = written === undefined || written === null || isMap(written)
  if (pod.containersOnly !== undefined) return { code: 'refused', problem: pod.containersOnly }
  return map ? undefined : { code: 'bad-type', field: 'securityContext', want: 'map' }
}
