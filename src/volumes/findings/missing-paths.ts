import type { ImageFacts } from '../../knowledge/images/image-facts.ts'
import { listAt, mapAt, textAt } from '../../manifest/value.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { saidBy } from '../../workload/image/merged-facts.ts'
import { runsEntrypoint } from '../../workload/pod/entrypoint.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod/pod.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { dataDirectoryOf } from '../fixes/data-directory.ts'
import { trimmed } from '../model/start/path-text.ts'

/**
 * Paths that an image's own program is known to write and that the author's `readOnlyRootFilesystem: true` takes from it.
 *
 * Only said, since the author may have moved the path by an option that is not known here. Where the hardener sets the
 * field itself, it mounts an emptyDir at each.
 */
export function missingPaths(pod: PodView, settings: Settings): readonly PodObservation[] {
  return containersOf(pod).flatMap(container => {
    if (mapAt(container.spec, 'securityContext')?.readOnlyRootFilesystem !== true) return []
    const facts = imageFacts(textAt(container.spec, 'image'), settings)
    const missing = facts === undefined ? [] : writtenBy(container, facts).filter(path => !isMounted(container, path))
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

/** Nothing where another program runs, or where its one path is that of its data and it was told of another one. */
function writtenBy(container: ContainerView, facts: ImageFacts): readonly string[] {
  const { writablePaths = [] } = facts
  const isMoved = writablePaths.length === 1 && dataDirectoryOf(container).told !== 'nothing'
  return isMoved || !runsEntrypoint(container, facts) ? [] : writablePaths
}

/** Whether a path lies in a volume that a container mounts. */
export function isMounted({ spec }: ContainerView, path: string): boolean {
  return listAt(spec, 'volumeMounts').some(mount => {
    const mountPath = textAt(mount, 'mountPath')
    return mountPath !== undefined && `${path}/`.startsWith(`${trimmed(mountPath)}/`)
  })
}
