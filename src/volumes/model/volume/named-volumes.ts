import type { FieldPath } from '../../../manifest/path.ts'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../../manifest/value.ts'
import type { PodView } from '../../../workload/pod/pod.ts'

/** A volume of a pod by name, or the claim template that provides it. */
export interface NamedVolume {
  readonly name: string
  readonly path: FieldPath
  readonly spec: ValueMap
  /** An entry of `volumeClaimTemplates`: its claims are made for each pod. */
  readonly template?: ValueMap
}

/**
 * The volumes a pod's mounts can name. A StatefulSet's claim templates come first: the controller replaces a volume of
 * the same name (pkg/controller/statefulset/stateful_set_utils.go `updateStorage`).
 */
export function volumesOf(pod: PodView): readonly NamedVolume[] {
  return [...templatesOf(pod), ...declaredOf(pod)]
}

/** The entries of `spec.volumes` that have a name. */
export function declaredOf(pod: PodView): readonly NamedVolume[] {
  return listAt(pod.spec, 'volumes').flatMap((spec, index) => {
    const name = textAt(spec, 'name')
    return isMap(spec) && name !== undefined ? [{ name, spec, path: [...pod.path, 'volumes', index] }] : []
  })
}

function templatesOf(pod: PodView): readonly NamedVolume[] {
  if (pod.mode === 'pod') return []
  const { value, path } = pod.object
  return listAt(mapAt(value, 'spec'), 'volumeClaimTemplates').flatMap((template, index) => {
    const name = textAt(mapAt(template, 'metadata'), 'name')
    if (!isMap(template) || name === undefined) return []
    return [{ name, spec: {}, template, path: [...path, 'spec', 'volumeClaimTemplates', index] }]
  })
}
