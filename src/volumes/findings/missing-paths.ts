import { listAt, mapAt, textAt } from '../../manifest/value.ts'
import { imageFacts } from '../../workload/images.ts'
import { saidBy } from '../../workload/merged-facts.ts'
import type { PodObservation } from '../../workload/observation.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod.ts'
import type { Settings } from '../../workload/settings.ts'
import { trimmed } from '../model/start/path-text.ts'

/**
 * Paths that an image is known to write and that the author's `readOnlyRootFilesystem: true` takes from it.
 *
 * Only said: the author may have moved the path by an option of the program. Where the hardener sets the field itself,
 * it mounts an emptyDir at each.
 */
export function missingPaths(pod: PodView, settings: Settings): readonly PodObservation[] {
  return containersOf(pod).flatMap(container => {
    if (mapAt(container.spec, 'securityContext')?.readOnlyRootFilesystem !== true) return []
    const facts = imageFacts(textAt(container.spec, 'image'), settings)
    const missing = (facts?.writablePaths ?? []).filter(path => !isMounted(container, path))
    return missing.map(path => ({
      pod,
      container: container.name,
      path: [...container.path, 'securityContext', 'readOnlyRootFilesystem'],
      severity: 'warning' as const,
      observation: {
        code: 'volume-not-writable' as const,
        mountPath: path,
        volume: '(root filesystem)',
        reason: { code: 'read-only-root' as const, path, from: saidBy(facts, 'writablePaths') },
        missing: [{ fix: 'writable-path' as const, mount: path }],
      },
    }))
  })
}

/** Whether a path lies in a volume that a container mounts. */
export function isMounted({ spec }: ContainerView, path: string): boolean {
  return listAt(spec, 'volumeMounts').some(mount => {
    const mountPath = textAt(mount, 'mountPath')
    return mountPath !== undefined && `${path}/`.startsWith(`${trimmed(mountPath)}/`)
  })
}
