import { listAt, mapAt } from '../../manifest/value.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import { isNameInPath } from '../discovery.ts'
import { askPatiently } from '../patient.ts'
import { classReference, podReferences, type Reference } from './references.ts'
import { fieldAt, type KnownSubject, metadataOf, type Run } from './run.ts'

/** What the pods, the claim or the claims of a StatefulSet name, unless the manifests bring it. */
export async function lookForReferences(run: Run, { object, pods, namespace }: KnownSubject): Promise<void> {
  const own =
    object.ref.kind === 'PersistentVolumeClaim'
      ? classReference(mapAt(object.value, 'spec'), fieldAt(object, 'spec'))
      : []
  const templates = object.ref.kind === 'StatefulSet' ? listAt(mapAt(object.value, 'spec'), 'volumeClaimTemplates') : []
  const all = [
    ...own,
    ...templates.flatMap((template, index) =>
      classReference(mapAt(template, 'spec'), fieldAt(object, 'spec', 'volumeClaimTemplates', index, 'spec')),
    ),
    ...pods.flatMap(pod => podReferences(pod.spec).map(one => ({ ...one, path: [...pod.path, ...one.path] }))),
  ]
  for (const one of all) await lookFor(run, one, { object, namespace })
}

const homes: Readonly<Record<Reference['kind'], (namespace: string) => string>> = {
  ConfigMap: namespace => `/api/v1/namespaces/${namespace}/configmaps`,
  PersistentVolumeClaim: namespace => `/api/v1/namespaces/${namespace}/persistentvolumeclaims`,
  Secret: namespace => `/api/v1/namespaces/${namespace}/secrets`,
  StorageClass: () => '/apis/storage.k8s.io/v1/storageclasses',
}

async function lookFor(
  run: Run,
  { kind, name, path, severity, effect }: Reference,
  { object, namespace }: { readonly object: ObjectView; readonly namespace: string },
): Promise<void> {
  const isPlaced = kind !== 'StorageClass'
  if (run.brought.has(`${isPlaced ? namespace : ''}/${kind}/${name}`)) return
  const request = metadataOf(`${homes[kind](encodeURIComponent(namespace))}/${encodeURIComponent(name)}`)
  const ask = () => run.missing.once(request.path, () => askPatiently(run.cluster, request))
  const status = isNameInPath(name) ? (await ask()).status : 404
  if (status === 403) run.rights.lacks(request, object)
  if (status !== 404) return
  run.missing.add({ object, path, severity, kind, name, effect, ...(isPlaced && { namespace }) })
}
