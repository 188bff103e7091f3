import { listAt, mapAt, textAt } from '../../../manifest/value.ts'
import type { ContainerView, PodView } from '../../../workload/pod/pod.ts'
import type { Answer } from '../mount.ts'
import { cleanPath, directoryAt, holdsUnlisted, type VolumeStates, withDirectory, withState } from './directories.ts'
import type { Obstacle, StartProblem } from './obstacle.ts'
import { pathInVolume, type RunMount } from './run-mount.ts'

/** A mount below another one of the same container, and the path in the outer volume at which it lies. */
interface Nested {
  readonly inner: RunMount
  readonly outer: RunMount
  readonly path: string
}

function nestedOf(mounts: readonly RunMount[]): readonly Nested[] {
  if (mounts.length < 2) return []
  const places = mounts.map(({ mountPath }) => cleanPath(mountPath))
  return mounts.flatMap((inner, index) => {
    const place = places[index] ?? ''
    const above = mounts.filter((_, other) => place.startsWith(`${places[other] ?? '..'}/`))
    if (above.length === 0) return []
    const outer = above.toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0]
    if (outer === undefined) return []
    return [{ inner, outer, path: pathInVolume(outer, place) ?? '' }]
  })
}

/** 0777 under the umask of the runtime, which is root's. */
const madeByRuntime = { uid: 0, gid: 0, set: 0o755, maybe: 0 }

/** The volumes once the runtime has made the mount points of a container in what it may write. */
export function withMountPoints(states: VolumeStates, mounts: readonly RunMount[]): VolumeStates {
  return nestedOf(mounts).reduce<VolumeStates>((made, { outer, path }) => {
    const state = made.get(outer.volume)
    if (state === undefined || outer.readOnly || state.volume.facts.apiObject) return made
    if (directoryAt(state, path) !== undefined) return made
    return withState(made, outer.volume, withDirectory(state, path, { worlds: [madeByRuntime], reowned: [] }))
  }, states)
}

/**
 * A mount point that the runtime cannot make, because it lies in what the container mounts read-only: `StartError … error
 * mounting` (seen on kubelet 1.36.3 with runc). In volumes of API objects the kubelet makes it
 * (pkg/volume/util/nested_volumes.go), and one that is there already will do.
 */
export function missingMountPoint(
  pod: PodView,
  container: ContainerView,
  mounts: readonly RunMount[],
  states: VolumeStates,
): StartProblem | undefined {
  const found = nestedOf(mounts).flatMap(nested => {
    const exists = existsIn(pod, nested, states)
    return exists === 'yes' ? [] : [{ obstacle: obstacleOf(container, nested, exists), starts: exists }]
  })
  return found.find(({ starts }) => starts === 'no') ?? found[0]
}

function existsIn(pod: PodView, { inner, outer, path }: Nested, states: VolumeStates): Answer {
  const state = states.get(outer.volume)
  if (state === undefined || !outer.readOnly || state.volume.facts.apiObject) return 'yes'
  if (state.directories.has(path)) return 'yes'
  if (holdsUnlisted(state, path)) return isOfNode(pod, inner, outer, path) ? 'yes' : 'unknown'
  return 'no'
}

/** A folder of the node below another one of it: whoever makes the one makes it in the other. */
function isOfNode(pod: PodView, inner: RunMount, outer: RunMount, path: string): boolean {
  const [below, above] = [hostPathOf(pod, inner), hostPathOf(pod, outer)]
  return below !== undefined && above !== undefined && below === cleanPath(`${above}/${path}`)
}

function hostPathOf(pod: PodView, { volume, path }: RunMount): string | undefined {
  const found = listAt(pod.spec, 'volumes').find(one => textAt(one, 'name') === volume)
  const host = textAt(mapAt(found, 'hostPath'), 'path')
  return host === undefined ? undefined : cleanPath(`${host}/${path}`)
}

function obstacleOf({ name }: ContainerView, { inner, outer }: Nested, exists: 'no' | 'unknown'): Obstacle {
  const { mountPath } = inner
  return {
    of: 'container',
    reason: { code: 'mount-point-missing', mountPath, outer: outer.mountPath, container: name, exists },
  }
}
