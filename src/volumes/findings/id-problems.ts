import { describe } from '../../manifest/describe.ts'
import { listAt, mapAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import { largestId } from '../../workload/ids.ts'
import { containersOf, type PodView } from '../../workload/pod/pod.ts'

const want = `an id between 0 and ${largestId}`

/**
 * Ids that decode and that the API server refuses all the same (`IsValidUserID`, apimachinery/pkg/util/validation). What
 * is no integer is told of by its type.
 */
export function idProblems(pod: PodView): readonly PodObservation[] {
  const context = mapAt(pod.spec, 'securityContext')
  const groups = listAt(context, 'supplementalGroups').map((value, index) => ({ step: [groupsField, index], value }))
  const ofPod = [...valuesOf(context, podFields), ...groups].map(({ step, value }) => ({
    path: [...pod.path, 'securityContext', ...step],
    value,
  }))
  const ofContainers = containersOf(pod).flatMap(({ name, path, spec }) =>
    valuesOf(mapAt(spec, 'securityContext'), shared).map(({ step, value }) => {
      return { container: name, path: [...path, 'securityContext', ...step], value }
    }),
  )
  return [...ofPod, ...ofContainers]
    .filter(({ value }) => isOutside(value))
    .map(({ value, ...place }) => {
      const observation = { code: 'bad-type', want, got: describe(value) } as const
      return { pod, ...place, severity: 'error' as const, observation }
    })
}

const shared = ['runAsUser', 'runAsGroup']
const podFields = [...shared, 'fsGroup']
const groupsField = 'supplementalGroups'

function valuesOf(context: ValueMap | undefined, fields: readonly string[]) {
  return fields.flatMap(field => {
    const value = context?.[field]
    return value === undefined ? [] : [{ step: [field], value }]
  })
}

/** Beyond 64 bits it does not decode, which is another finding. */
function isOutside(value: Value): boolean {
  if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isInteger(value))) return false
  const id = BigInt(value)
  return (id < 0n && id >= -(2n ** 63n)) || (id > largestId && id < 2n ** 63n)
}
