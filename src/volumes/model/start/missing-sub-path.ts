import type { VolumeStates } from './directories.ts'
import type { Obstacle } from './obstacle.ts'
import type { RunMount } from './run-mount.ts'

/**
 * A sub-path that the kubelet cannot make: nothing lies in the volume, and it is mounted read-only on the node. The
 * container waits with `CreateContainerConfigError: failed to create subPath directory` (seen on kubelet 1.36.3). A
 * folder of the node is not mounted, and a claim's `readOnly` does not keep the kubelet from making one in it.
 */
export function missingSubPath(mounts: readonly RunMount[], before: VolumeStates): Obstacle | undefined {
  const missing = mounts.find(({ volume, path }) => {
    const state = before.get(volume)
    if (state === undefined || path === '') return false
    const { facts, empty } = state.volume
    const isWritable = !facts.readOnly || facts.apiObject || facts.plugin === 'hostPath'
    return empty && !isWritable && !state.directories.has(path)
  })
  if (missing === undefined) return undefined
  const { path, volume } = missing
  return { of: 'container', reason: { code: 'sub-path-missing', path, volume } }
}
