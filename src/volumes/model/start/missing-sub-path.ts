import type { VolumePlugin } from '../../../knowledge/storage/plugins.ts'
import type { VolumeStates } from './directories.ts'
import type { Obstacle } from './obstacle.ts'
import type { RunMount } from './run-mount.ts'

/**
 * A sub-path that the kubelet cannot make where it is not there: the volume is mounted read-only on the node. The
 * container waits with `CreateContainerConfigError: failed to create subPath directory` (seen on kubelet 1.36.3) until
 * another pod has made it.
 */
export function missingSubPath(mounts: readonly RunMount[], before: VolumeStates): Obstacle | undefined {
  const missing = mounts.find(({ volume, path }) => {
    const state = before.get(volume)
    if (state === undefined || path === '' || state.directories.has(path)) return false
    const { facts, absent } = state.volume
    if (absent?.has(path) === true) return true
    return facts.readOnly && !facts.apiObject && !madeElsewhere.has(facts.plugin)
  })
  if (missing === undefined) return undefined
  const { path, volume } = missing
  if (before.get(volume)?.volume.absent !== undefined)
    return { of: 'container', reason: { code: 'image-sub-path-missing', path, volume } }
  return { of: 'container', reason: { code: 'sub-path-missing', path, volume } }
}

/**
 * A folder of the node is not mounted, and a claim's `readOnly` does not keep the kubelet from making one in it. Of an
 * image the runtime looks the sub-path up: where the lock knows that there is no such directory, containerd 2.2
 * (container_image_mount.go, `ensureImageSubPath`) and CRI-O 1.34 (container_create_linux.go) refuse the container, while
 * containerd 2.1 overlooks the sub-path.
 */
const madeElsewhere: ReadonlySet<VolumePlugin> = new Set(['hostPath', 'image'])
