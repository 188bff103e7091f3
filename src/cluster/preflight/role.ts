import { listAt, mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { builtinGroups } from '../../schema/types.ts'
import { groupOf, type ObjectRef, type ObjectView } from '../../workload/object/object.ts'
import { hasListedScopes, isClusterScoped } from '../../workload/object/scope.ts'
import type { Right } from '../refusal.ts'
import { defines } from './absent.ts'
import { claimsMadeFor } from './claims.ts'
import { classReference, podReferences, type Reference } from './references.ts'
import type { Subject } from './run.ts'

/**
 * Every right that `preflight` of some manifests needs, whether their objects are there already or not. Objects without a
 * namespace go to `elsewhere`.
 */
export function preflightRights(subjects: readonly Subject[], elsewhere: string): readonly Right[] {
  return subjects.flatMap(subject => {
    const { object } = subject
    const namespace = isWide(object, subjects) ? undefined : (object.ref.namespace ?? elsewhere)
    const references = referencesOf(subject).map(({ kind }) => ({
      ...homes[kind],
      verb: 'get',
      namespace: kind === 'StorageClass' ? undefined : namespace,
    }))
    return [
      ...(namespace === undefined ? [] : ofNamespace(namespace)),
      ...objectRights(object, namespace, subjects),
      ...(claimsMadeFor(subject).length > 0 ? claimRights.map(right => ({ ...right, namespace })) : []),
      ...(makesPods(subject) ? [{ group: '', resource: 'pods', verb: 'create', namespace }] : []),
      ...references,
    ]
  })
}

/** Those that a StatefulSet makes are looked for by name. */
const claimRights = ['create', 'get'].map(verb => ({ group: '', resource: 'persistentvolumeclaims', verb }))

/** A custom kind may have no namespace although nobody says so: a right for all of them is enough either way. */
function isWide({ ref }: ObjectView, subjects: readonly Subject[]): boolean {
  const scope = textAt(definitionOf(ref, subjects), 'scope')
  if (scope !== undefined) return scope === 'Cluster'
  return isClusterScoped(ref) || (ref.namespace === undefined && isCustom(ref))
}

const builtin = builtinGroups()

/** That a group ends in `.k8s.io` tells nothing: CRDs of Kubernetes' own projects do, too. A group without a dot is no CRD's. */
function isCustom(ref: ObjectRef): boolean {
  const group = groupOf(ref.apiVersion)
  return group.includes('.') && !builtin.has(group) && !hasListedScopes(ref)
}

/** Whether the namespace is there is asked in it: for RBAC a namespace lies in itself (`requestinfo.go`). */
function ofNamespace(namespace: string): readonly Right[] {
  return [
    { group: '', resource: 'namespaces', verb: 'get', namespace },
    { group: '', resource: 'resourcequotas', verb: 'list', namespace },
  ]
}

/** Created where it is not there, else read, applied, and, where that is refused, replaced. */
function objectRights(
  { ref }: ObjectView,
  namespace: string | undefined,
  subjects: readonly Subject[],
): readonly Right[] {
  const right = { group: groupOf(ref.apiVersion), resource: resourceFor(ref, subjects), namespace }
  return ['create', 'get', 'patch', 'update'].map(verb => ({ ...right, verb }))
}

function makesPods({ object, pods }: Subject): boolean {
  return object.ref.kind !== 'PodTemplate' && pods.some(({ mode }) => mode === 'template')
}

const homes: Readonly<Record<Reference['kind'], Pick<Right, 'group' | 'resource'>>> = {
  ConfigMap: { group: '', resource: 'configmaps' },
  PersistentVolumeClaim: { group: '', resource: 'persistentvolumeclaims' },
  Secret: { group: '', resource: 'secrets' },
  StorageClass: { group: 'storage.k8s.io', resource: 'storageclasses' },
}

function referencesOf({ object, pods }: Subject): readonly Reference[] {
  const spec = mapAt(object.value, 'spec')
  const templates = object.ref.kind === 'StatefulSet' ? listAt(spec, 'volumeClaimTemplates') : []
  return [
    ...(object.ref.kind === 'PersistentVolumeClaim' ? classReference(spec, []) : []),
    ...templates.flatMap(template => classReference(mapAt(template, 'spec'), [])),
    ...pods.flatMap(pod => podReferences(pod.spec)),
  ]
}

/** The name that the API has for a kind: what its definition says, else as Kubernetes guesses (`UnsafeGuessKindToResource`). */
function resourceFor(ref: ObjectRef, subjects: readonly Subject[]): string {
  const lower = ref.kind.toLowerCase()
  const definition = definitionOf(ref, subjects)
  if (definition !== undefined) return textAt(mapAt(definition, 'names'), 'plural') ?? lower
  if (lower === 'endpoints') return lower
  if (/(?:s|x|ch|sh)$/.test(lower)) return `${lower}es`
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`
}

/** The spec of the CustomResourceDefinition that the manifests have for a kind. */
function definitionOf({ apiVersion, kind }: ObjectRef, subjects: readonly Subject[]): ValueMap | undefined {
  return mapAt(subjects.find(({ object }) => defines(object.value, apiVersion, kind))?.object.value, 'spec')
}
