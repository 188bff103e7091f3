import type { FieldPath } from '../../manifest/path.ts'
import { listAt, mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { formatMode } from '../../workload/file-mode.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import { type ProjectedFile, projectedFiles } from '../model/volume/api-object.ts'

const kinds = ['secret', 'configMap', 'downwardAPI', 'projected'] as const

/**
 * What the chosen fixes change besides the volumes they are for: modes of secrets and tokens. fsGroup opens every such
 * file to its group (0400 becomes 0440, which ssh refuses), and a container with another uid takes the token from the
 * common user (pkg/volume/projected/projected.go and `FsUserFrom` of pkg/volume/util/util.go, v1.36.2).
 */
export function sideEffects(before: PodView, after: PodView): readonly PodObservation[] {
  return [...volumeEffects(before, after), ...tokenEffect(before, after)]
}

function volumeEffects(before: PodView, after: PodView): readonly PodObservation[] {
  return listAt(before.spec, 'volumes').flatMap((volume, index) =>
    kinds.flatMap(kind => {
      const spec = mapAt(volume, kind)
      if (spec === undefined) return []
      const name = textAt(volume, 'name') ?? '?'
      return effect(before, after, {
        kind,
        spec,
        volume: { kind, name },
        path: [...before.path, 'volumes', index, kind],
      })
    }),
  )
}

/** Admission mounts this one into every container (`kube-api-access-…`), so it is in no manifest. */
function tokenEffect(before: PodView, after: PodView): readonly PodObservation[] {
  if (before.spec.automountServiceAccountToken === false) return []
  const spec: ValueMap = { sources: [{ serviceAccountToken: { path: 'token' } }] }
  return effect(before, after, { kind: 'projected', spec, path: before.path })
}

interface Files {
  readonly kind: string
  readonly spec: ValueMap
  readonly volume?: { readonly kind: string; readonly name: string }
  readonly path: FieldPath
}

function effect(before: PodView, after: PodView, { kind, spec, path, ...named }: Files): readonly PodObservation[] {
  const was = ownersOf(projectedFiles(before, kind, spec))
  const becomes = ownersOf(projectedFiles(after, kind, spec))
  if (was.join() === becomes.join()) return []
  const reason = { code: 'files-change', ...named, was, becomes } as const
  return [{ pod: before, path, severity: 'note', observation: { code: 'fix-side-effect', reason } }]
}

/** The distinct owners and modes, in the order of the files. */
function ownersOf(files: readonly ProjectedFile[] | undefined): readonly string[] {
  const texts = (files ?? []).map(({ uid, gid, mode }) => `${formatMode(mode)} ${uid}:${gid}`)
  return [...new Set(texts)]
}
