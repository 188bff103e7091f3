import type { FieldPath } from '../../manifest/path.ts'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { podCount } from '../../workload/pod/pod-count.ts'
import { fieldAt, type Subject } from './run.ts'

/** Claims that somebody else makes for an object of the manifests. `path` is where the document describes them. */
export interface MadeClaims {
  readonly path: FieldPath
  readonly claim: ValueMap
  /** What they are called, where that is known and they are few: one of those that are there already is not made again. */
  readonly names: readonly string[] | undefined
}

/**
 * What controllers make beside pods: the claims of a StatefulSet, and those of ephemeral volumes (pkg/controller:
 * `statefulset/stateful_set_utils.go`, `volume/ephemeral/controller.go`).
 */
export function claimsMadeFor({ object, pods }: Subject): readonly MadeClaims[] {
  const ofVolumes = pods.flatMap(pod =>
    listAt(pod.spec, 'volumes').flatMap((volume, index) => {
      const template = mapAt(mapAt(volume, 'ephemeral'), 'volumeClaimTemplate')
      const path = [...pod.path, 'volumes', index, 'ephemeral', 'volumeClaimTemplate']
      const prefix = `${object.ref.name}-${textAt(volume, 'name') ?? ''}-`
      return template === undefined ? [] : [{ path, claim: claimOf(template, prefix), names: undefined }]
    }),
  )
  return [...(object.ref.kind === 'StatefulSet' ? ofSet(object) : []), ...ofVolumes]
}

function ofSet(set: Subject['object']): readonly MadeClaims[] {
  const spec = mapAt(set.value, 'spec')
  const start = Number(mapAt(spec, 'ordinals')?.start ?? 0) || 0
  return listAt(spec, 'volumeClaimTemplates')
    .map((template, index) => ({ template, index }))
    .flatMap(({ template, index }): readonly MadeClaims[] => {
      const prefix = `${textAt(mapAt(template, 'metadata'), 'name') ?? ''}-${set.ref.name}-`
      const count = podCount(set.value)
      const names = Array.from({ length: Math.min(count, mostNames) }, (_, ordinal) => `${prefix}${start + ordinal}`)
      const path = fieldAt(set, 'spec', 'volumeClaimTemplates', index)
      return isMap(template)
        ? [{ path, claim: claimOf(template, prefix), names: count > mostNames ? undefined : names }]
        : []
    })
}

/** Each costs a request. */
const mostNames = 100

/** By a prefix: what is asked is whether a new one is admitted. */
function claimOf(template: ValueMap, generateName: string): ValueMap {
  const { name: _, ...metadata } = mapAt(template, 'metadata') ?? {}
  return {
    ...template,
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...metadata, generateName },
  }
}
