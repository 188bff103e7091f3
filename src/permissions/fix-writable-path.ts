import { listAt, mapAt, textAt } from '../manifest/value.ts'
import { imageFacts } from '../workload/images.ts'
import type { Hardening, PodObservation } from '../workload/observation.ts'
import { type ContainerView, containersOf, type PodView } from '../workload/pod.ts'
import type { Settings } from '../workload/settings.ts'
import { foldInserts } from './fold-inserts.ts'
import { trimmed } from './path-text.ts'

/** A path that an image writes and that a read-only root filesystem takes from it. */
interface MissingPath {
  readonly container: ContainerView
  readonly path: string
  readonly volume: string
  readonly because: string
}

/**
 * Give the paths that an image is known to write an emptyDir, where the root filesystem is read-only.
 *
 * It belongs to no mount that fails: the mount is what is missing. An emptyDir is 0777, so every user can write it.
 */
export function writablePaths(
  pod: PodView,
  settings: Settings,
): {
  readonly hardenings: readonly Hardening[]
  readonly observations: readonly PodObservation[]
} {
  const missing = named(
    pod,
    containersOf(pod).flatMap(container => missingOf(container, settings)),
  )
  return {
    hardenings: pod.containersOnly
      ? []
      : foldInserts(
          pod,
          missing.flatMap(path => emptyDirFor(pod, path)),
        ),
    observations: missing.map(path => observed(pod, path)),
  }
}

function missingOf(container: ContainerView, settings: Settings): readonly Omit<MissingPath, 'volume'>[] {
  const facts = imageFacts(textAt(container.spec, 'image'), settings)
  if (mapAt(container.spec, 'securityContext')?.readOnlyRootFilesystem !== true) return []
  const mounted = listAt(container.spec, 'volumeMounts').map(mount => trimmed(textAt(mount, 'mountPath') ?? ''))
  const uncovered = (facts?.writablePaths ?? []).filter(
    path => !mounted.some(mount => `${path}/`.startsWith(`${mount}/`)),
  )
  return uncovered.map(path => ({
    container,
    path,
    because: `the root filesystem is read-only, and the image writes ${path} (${facts?.from})`,
  }))
}

/** `writable-<container>-<path>` as a DNS label. */
function labelFor(container: ContainerView, path: string): string {
  const words = `writable-${container.name}-${path}`.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return words.slice(0, 58).replace(/-+$/, '')
}

/** Each path with a volume name that neither the pod nor another path has. */
function named(pod: PodView, paths: readonly Omit<MissingPath, 'volume'>[]): readonly MissingPath[] {
  const used = new Set(listAt(pod.spec, 'volumes').flatMap(volume => textAt(volume, 'name') ?? []))
  return paths.map(missing => {
    const label = labelFor(missing.container, missing.path)
    let volume = label
    for (let n = 2; used.has(volume); n += 1) volume = `${label}-${n}`
    used.add(volume)
    return { ...missing, volume }
  })
}

function emptyDirFor(pod: PodView, { container, path, volume, because }: MissingPath): readonly Hardening[] {
  const volumes = [...pod.path, 'volumes', listAt(pod.spec, 'volumes').length]
  const mounts = [...container.path, 'volumeMounts', listAt(container.spec, 'volumeMounts').length]
  return [
    { change: { op: 'insert', path: volumes, value: { name: volume, emptyDir: {} } }, because },
    { change: { op: 'insert', path: mounts, value: { name: volume, mountPath: path } }, because },
  ]
}

function observed(pod: PodView, { container, path, because }: MissingPath): PodObservation {
  const help = pod.containersOnly ? { missing: pod.containersOnly } : { fix: 'writable-path' as const }
  return {
    pod,
    container: container.name,
    path: [...container.path, 'securityContext', 'readOnlyRootFilesystem'],
    severity: 'error',
    observation: { code: 'volume-not-writable', mountPath: path, volume: '(root filesystem)', because, ...help },
  }
}
