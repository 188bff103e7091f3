import { isList, isMap, type Value, type ValueMap } from '../manifest/value.ts'
import { type ChangedObject, type Expression, hasName } from './changed-object.ts'
import { isMerged } from './kustomize.ts'
import { madeOnce } from './mutating-policy.ts'
import { policyName } from './object-name.ts'
import { strategicMerge } from './strategic-merge.ts'

/** A ClusterPolicy of Kyverno for one object. It merges by name, so that an update that is hardened already stays as it is. */
export function kyvernoPolicy(changed: ChangedObject): Expression {
  const { ref, before, after } = changed
  if (!hasName(changed)) return { of: changed, reason: 'it has no name (generateName makes one each time)' }
  const merge = isMerged(ref.apiVersion, ref.kind) ? strategicMerge(before, after) : undefined
  if (merge === undefined)
    return { of: changed, reason: `Kyverno cannot merge the lists of ${ref.apiVersion} ${ref.kind} by name` }
  return { of: changed, value: clusterPolicy(changed, merge) }
}

function clusterPolicy(changed: ChangedObject, merge: ValueMap): ValueMap {
  const { ref, namespace = '' } = changed
  const resources = {
    kinds: [ref.apiVersion.includes('/') ? `${ref.apiVersion}/${ref.kind}` : ref.kind],
    names: [ref.name],
    namespaces: [namespace],
    operations: madeOnce.has(ref.kind) ? ['CREATE'] : ['CREATE', 'UPDATE'],
  }
  return {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: {
      name: policyName(changed),
      // A rule about a Pod would become one about every controller of that name.
      annotations: { 'pod-policies.kyverno.io/autogen-controllers': 'none' },
    },
    spec: {
      background: false,
      rules: [
        { name: 'harden', match: { any: [{ resources }] }, mutate: { patchStrategicMerge: withoutVariables(merge) } },
      ],
    },
  }
}

/** Kyverno replaces `{{ … }}` and `$(…)` in a policy, unless a backslash says not to (kyverno.io, "Escaping Variables"). */
function withoutVariables(value: Value): Value {
  if (typeof value === 'string') return value.replaceAll(/\{\{|\$\(/g, '\\$&')
  if (isList(value)) return value.map(withoutVariables)
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withoutVariables(field)]))
}
