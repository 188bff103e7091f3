import { compactMap } from '../../manifest/compact.ts'
import { listAt, mapAt, type ValueMap } from '../../manifest/value.ts'
import { restrictedContainerSecurityContext, restrictedPodSecurityContext } from '../../security/contexts.ts'
import { mergeValues } from '../values/merge.ts'
import { idsOf } from '../values/pod.ts'
import type { Values } from '../values/values.ts'

/**
 * The pod's security context: the workload's identity and what `restricted` demands, under what the values say.
 * The fsGroup therefore stays where an override has none of its own (kelos' carve-out), and so does the rest.
 */
export function podSecurityContext(
  { identity, platform }: Pick<Values, 'identity' | 'platform'>,
  said: ValueMap = {},
): ValueMap {
  return mergeValues(compactMap(restrictedPodSecurityContext(idsOf(identity, platform))), said)
}

/**
 * A container's security context: what `restricted` demands, under what the values say. What the pod's context has
 * already is left to it, whatever it says there.
 */
export function containerSecurityContext(pod: ValueMap, said: ValueMap = {}): ValueMap {
  const own = Object.entries(compactMap(restrictedContainerSecurityContext())).filter(
    ([key]) => !(key in pod) && !(key === 'allowPrivilegeEscalation' && escalates(said)),
  )
  return mergeValues(Object.fromEntries(own), said)
}

/** The API server refuses to deny such a container what it was given (`ValidateSecurityContext`, pkg/apis/core). */
function escalates(said: ValueMap): boolean {
  return said.privileged === true || listAt(mapAt(said, 'capabilities'), 'add').includes('CAP_SYS_ADMIN')
}
