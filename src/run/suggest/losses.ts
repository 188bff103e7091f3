import type { WorkloadKind } from '../../knowledge/kinds/workload-kind.ts'
import { listAt, mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { podsOf } from '../../workload/object/kinds.ts'
import type { ObjectView } from '../../workload/object/object.ts'

/** An object that is there in both renders, and differs. */
export interface ObjectInBoth {
  readonly key: string
  readonly before: ObjectView
  readonly after: ObjectView
}

/** What the pods of an object lose: a volume of the node, an init container, the network of the host. */
export function lossesOf({ key, before, after }: ObjectInBoth, kinds: readonly WorkloadKind[]): readonly string[] {
  const [left] = podsOf(before, kinds)
  const [right] = podsOf(after, kinds)
  if (left === undefined || right === undefined) return []
  return [
    ...lostRollout(key, before.value, after.value),
    ...lost(left.spec, right.spec, 'volumes').map(name => `volume ${name} of ${key}`),
    ...lost(left.spec, right.spec, 'initContainers').map(name => `init container ${name} of ${key}`),
    ...['hostNetwork', 'hostPID', 'hostIPC']
      .filter(field => left.spec[field] === true && right.spec[field] !== true)
      .map(field => `${field} of ${key}`),
    ...lostCapabilities(left.spec, right.spec).map(name => `capability ${name} of ${key}`),
  ]
}

function lostRollout(key: string, before: ValueMap, after: ValueMap): readonly string[] {
  const typeOf = (object: ValueMap) => textAt(mapAt(mapAt(object, 'spec'), 'strategy'), 'type')
  return typeOf(after) === 'Recreate' && typeOf(before) !== 'Recreate' ? [`rolling updates of ${key}`] : []
}

function lost(before: ValueMap, after: ValueMap, list: string): readonly string[] {
  const kept = new Set(namesIn(after, list))
  return namesIn(before, list).filter(name => !kept.has(name))
}

function namesIn(spec: ValueMap, list: string): readonly string[] {
  return listAt(spec, list).flatMap(entry => textAt(entry, 'name') ?? [])
}

function lostCapabilities(before: ValueMap, after: ValueMap): readonly string[] {
  const kept = new Set(addedIn(after))
  return addedIn(before).filter(name => !kept.has(name))
}

function addedIn(spec: ValueMap): readonly string[] {
  const containers = ['initContainers', 'containers'].flatMap(list => listAt(spec, list))
  const added = containers.flatMap(container =>
    listAt(mapAt(mapAt(container, 'securityContext'), 'capabilities'), 'add'),
  )
  return [...new Set(added.map(name => `${name}`))]
}
