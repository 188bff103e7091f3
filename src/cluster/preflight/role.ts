import { listAt, mapAt, textAt } from '../../manifest/value.ts'
import { groupOf } from '../../workload/object.ts'
import type { Right } from '../refusal.ts'
import { classReference, podReferences, type Reference } from './references.ts'
import type { Subject } from './run.ts'

type NeededRight = Omit<Right, 'namespace'>

/** Every right that `preflight` of some manifests needs, whether their objects are there already or not. */
export function preflightRights(subjects: readonly Subject[]): readonly NeededRight[] {
  const core = (resource: string, verb: string) => ({ group: '', resource, verb })
  return [
    core('namespaces', 'get'),
    core('resourcequotas', 'list'),
    ...subjects.flatMap(subject => objectRights(subject, subjects)),
    ...(subjects.some(makesPods) ? [core('pods', 'create')] : []),
    ...subjects.flatMap(referencesOf).map(({ kind }) => ({ ...homes[kind], verb: 'get' })),
  ]
}

/** Created where it is not there, else read, applied, and, where that is refused, replaced. */
function objectRights({ object }: Subject, subjects: readonly Subject[]): readonly NeededRight[] {
  const { apiVersion, kind } = object.ref
  const right = { group: groupOf(apiVersion), resource: resourceFor(apiVersion, kind, subjects) }
  return ['create', 'get', 'patch', 'update'].map(verb => ({ ...right, verb }))
}

function makesPods({ object, pods }: Subject): boolean {
  return object.ref.kind !== 'PodTemplate' && pods.some(({ mode }) => mode === 'template')
}

const homes: Readonly<Record<Reference['kind'], Pick<NeededRight, 'group' | 'resource'>>> = {
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
function resourceFor(apiVersion: string, kind: string, subjects: readonly Subject[]): string {
  for (const { object } of subjects) {
    const spec = mapAt(object.value, 'spec')
    const names = mapAt(spec, 'names')
    if (textAt(spec, 'group') === groupOf(apiVersion) && textAt(names, 'kind') === kind)
      return textAt(names, 'plural') ?? kind.toLowerCase()
  }
  const lower = kind.toLowerCase()
  if (lower === 'endpoints') return lower
  if (/(?:s|x|ch|sh)$/.test(lower)) return `${lower}es`
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`
}
