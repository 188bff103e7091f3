import { compactMap } from '../../manifest/compact.ts'
import type { ValueMap } from '../../manifest/value.ts'
import { restrictedContainerSecurityContext, restrictedPodSecurityContext } from '../../security/contexts.ts'
import { mergeValues } from '../values/merge.ts'
import type { Identity } from '../values/pod.ts'
import { volumeGroup } from './storage.ts'

/**
 * The pod's security context: the workload's identity and what `restricted` demands, under what the values say.
 * The fsGroup therefore stays where an override has none of its own (kelos' carve-out), and so does the rest.
 */
export function podSecurityContext(identity: Identity, said: ValueMap = {}): ValueMap {
  const { user, group, fsGroupChangePolicy, supplementalGroups } = identity
  const own = restrictedPodSecurityContext({
    user,
    group,
    fsGroup: volumeGroup(identity),
    fsGroupChangePolicy,
    ...(supplementalGroups === undefined ? {} : { supplementalGroups }),
  })
  return mergeValues(compactMap(own), said)
}

/**
 * A container's security context: what `restricted` demands, under what the values say. What the pod's context has
 * already is left to it, whatever it says there.
 */
export function containerSecurityContext(pod: ValueMap, said: ValueMap = {}): ValueMap {
  const own = Object.entries(compactMap(restrictedContainerSecurityContext())).filter(([key]) => !(key in pod))
  return mergeValues(Object.fromEntries(own), said)
}
