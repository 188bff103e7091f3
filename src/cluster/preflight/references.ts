import type { FieldPath } from '../../manifest/path.ts'
import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { Severity } from '../../workload/finding/finding.ts'
import { groupOf } from '../../workload/object/object.ts'
import type { MissingEffect } from '../../workload/reason/cluster-reason.ts'

/** An object that a pod or a claim names and cannot do without. `path` starts at the pod spec, or at the claim's. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'PersistentVolumeClaim' | 'Secret' | 'StorageClass'
  readonly name: string
  readonly path: FieldPath
  readonly severity: Severity
  /** What happens without it. */
  readonly effect: MissingEffect
}

/** What a pod's spec names. Admission does not look at these: the pod is created, and never starts. */
export function podReferences(spec: ValueMap): readonly Reference[] {
  return [
    ...listAt(spec, 'volumes').flatMap((volume, index) => volumeReferences(volume, ['volumes', index])),
    ...listAt(spec, 'imagePullSecrets').flatMap((secret, index) => {
      const path = ['imagePullSecrets', index, 'name']
      return reference('Secret', textAt(secret, 'name'), path, { severity: 'warning', effect: 'images-not-pulled' })
    }),
    ...(['initContainers', 'containers'] as const).flatMap(list =>
      listAt(spec, list).flatMap((container, index) => variableReferences(container, [list, index])),
    ),
  ]
}

function volumeReferences(volume: Value, path: FieldPath): readonly Reference[] {
  const claim = mapAt(volume, 'persistentVolumeClaim')
  const ephemeral = mapAt(mapAt(mapAt(volume, 'ephemeral'), 'volumeClaimTemplate'), 'spec')
  const sources: readonly Value[] = listAt(mapAt(volume, 'projected'), 'sources')
  const waits = { severity: 'error', effect: 'mounts-wait' } as const
  return [
    ...reference('PersistentVolumeClaim', textAt(claim, 'claimName'), [...path, 'persistentVolumeClaim', 'claimName'], {
      severity: 'error',
      effect: 'pods-pending',
    }),
    ...optional('Secret', mapAt(volume, 'secret'), 'secretName', [...path, 'secret'], waits),
    ...optional('ConfigMap', mapAt(volume, 'configMap'), 'name', [...path, 'configMap'], waits),
    ...sources.flatMap((source, index) => [
      ...optional('Secret', mapAt(source, 'secret'), 'name', [...path, 'projected', 'sources', index, 'secret'], waits),
      ...optional(
        'ConfigMap',
        mapAt(source, 'configMap'),
        'name',
        [...path, 'projected', 'sources', index, 'configMap'],
        waits,
      ),
    ]),
    ...classReference(ephemeral, [...path, 'ephemeral', 'volumeClaimTemplate', 'spec']),
  ]
}

function variableReferences(container: Value, path: FieldPath): readonly Reference[] {
  const waits = { severity: 'error', effect: 'variables-wait' } as const
  return [
    ...listAt(container, 'env').flatMap((variable, index) => {
      const [from, at] = [mapAt(variable, 'valueFrom'), [...path, 'env', index, 'valueFrom']]
      return [
        ...optional('Secret', mapAt(from, 'secretKeyRef'), 'name', [...at, 'secretKeyRef'], waits),
        ...optional('ConfigMap', mapAt(from, 'configMapKeyRef'), 'name', [...at, 'configMapKeyRef'], waits),
      ]
    }),
    ...listAt(container, 'envFrom').flatMap((from, index) => [
      ...optional('Secret', mapAt(from, 'secretRef'), 'name', [...path, 'envFrom', index, 'secretRef'], waits),
      ...optional('ConfigMap', mapAt(from, 'configMapRef'), 'name', [...path, 'envFrom', index, 'configMapRef'], waits),
    ]),
  ]
}

/** The class of a claim, or of a StatefulSet's claims. `''` is no class. */
export function classReference(claim: ValueMap | undefined, path: FieldPath): readonly Reference[] {
  const name = textAt(claim, 'storageClassName') || undefined
  return reference('StorageClass', name, [...path, 'storageClassName'], { severity: 'error', effect: 'claim-pending' })
}

type Trouble = Pick<Reference, 'severity' | 'effect'>

function optional(
  kind: Reference['kind'],
  map: ValueMap | undefined,
  field: string,
  path: FieldPath,
  trouble: Trouble,
): readonly Reference[] {
  return map?.optional === true ? [] : reference(kind, textAt(map, field), [...path, field], trouble)
}

function reference(
  kind: Reference['kind'],
  name: string | undefined,
  path: FieldPath,
  trouble: Trouble,
): readonly Reference[] {
  return name === undefined || name === '' ? [] : [{ kind, name, path, ...trouble }]
}

/**
 * What an object brings when it is applied, as `Kind/name`: itself, the claims of a StatefulSet's first pod, and what the usual
 * operators make of theirs (external-secrets.io, sealed-secrets, cert-manager).
 */
export function broughtBy(object: ValueMap): readonly string[] {
  const kind = textAt(object, 'kind') ?? ''
  const name = textAt(mapAt(object, 'metadata'), 'name') ?? ''
  const spec = mapAt(object, 'spec')
  const group = groupOf(textAt(object, 'apiVersion') ?? '')
  const made =
    kind === 'ExternalSecret' && group === 'external-secrets.io'
      ? [`Secret/${textAt(mapAt(spec, 'target'), 'name') ?? name}`]
      : kind === 'SealedSecret' && group === 'bitnami.com'
        ? [`Secret/${name}`]
        : kind === 'Certificate' && group === 'cert-manager.io'
          ? [`Secret/${textAt(spec, 'secretName') ?? name}`]
          : kind === 'StatefulSet'
            ? listAt(spec, 'volumeClaimTemplates')
                .filter(isMap)
                .map(template => `PersistentVolumeClaim/${textAt(mapAt(template, 'metadata'), 'name')}-${name}-0`)
            : []
  return [`${kind}/${name}`, ...made]
}
