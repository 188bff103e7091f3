import type { ValueMap } from '../manifest/value.ts'
import { groupOf } from '../workload/object/object.ts'
import { type ChangedObject, type Expression, hasName } from './changed-object.ts'
import { mutations } from './mutations.ts'
import { policyName } from './object-name.ts'

/** Where the API server serves each kind that has a pod (`kubectl api-resources`, 1.36). Of others nobody told us. */
const resources: Readonly<Record<string, string>> = {
  '/Pod': 'pods',
  '/PodTemplate': 'podtemplates',
  '/ReplicationController': 'replicationcontrollers',
  'apps/DaemonSet': 'daemonsets',
  'apps/Deployment': 'deployments',
  'apps/ReplicaSet': 'replicasets',
  'apps/StatefulSet': 'statefulsets',
  'batch/CronJob': 'cronjobs',
  'batch/Job': 'jobs',
}

/** Nothing may change their pods once they are there, so that a policy may only make them as they should be. */
export const madeOnce: ReadonlySet<string> = new Set(['Pod', 'Job'])

/** A MutatingAdmissionPolicy for one object, and the binding that makes it count. */
export function mutatingPolicy(changed: ChangedObject): Expression {
  const { ref, before, after } = changed
  const plural = resources[`${groupOf(ref.apiVersion)}/${ref.kind}`]
  if (!hasName(changed)) return { of: changed, reason: 'it has no name (generateName makes one each time)' }
  if (plural === undefined) return { of: changed, reason: `it is not known where the API server serves ${ref.kind}` }
  const expressions = mutations(before, after)
  if (expressions === undefined)
    return { of: changed, reason: 'a list changes whose items cannot be told apart by a name' }
  return { of: changed, value: { policy: policyOf(changed, plural, expressions), binding: bindingOf(changed) } }
}

const apiVersion = 'admissionregistration.k8s.io/v1'

function policyOf(changed: ChangedObject, plural: string, expressions: readonly string[]): ValueMap {
  const { ref, namespace = '' } = changed
  const group = groupOf(ref.apiVersion)
  return {
    apiVersion,
    kind: 'MutatingAdmissionPolicy',
    metadata: { name: policyName(changed) },
    spec: {
      // An object that cannot be hardened as it was exported is refused: silence would let it in as it was.
      failurePolicy: 'Fail',
      reinvocationPolicy: 'IfNeeded',
      matchConstraints: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        resourceRules: [
          {
            apiGroups: [group],
            apiVersions: [ref.apiVersion.slice(group === '' ? 0 : group.length + 1)],
            operations: madeOnce.has(ref.kind) ? ['CREATE'] : ['CREATE', 'UPDATE'],
            resources: [plural],
            resourceNames: [ref.name],
          },
        ],
      },
      mutations: expressions.map(expression => ({ patchType: 'JSONPatch', jsonPatch: { expression } })),
    },
  }
}

function bindingOf(changed: ChangedObject): ValueMap {
  const name = policyName(changed)
  return { apiVersion, kind: 'MutatingAdmissionPolicyBinding', metadata: { name }, spec: { policyName: name } }
}
