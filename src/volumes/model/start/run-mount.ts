import type { Way } from '../process/access.ts'
import { cleanPath, type VolumeState } from './directories.ts'

/** A mount of the container that runs, in the order of its mount paths' length: the longest prefix of a path counts. */
export interface RunMount {
  readonly volume: string
  readonly mountPath: string
  readonly path: string
  readonly readOnly: boolean
}

/** The mount that a clean path of the container lies in. */
export function mountOf(mounts: readonly RunMount[], path: string): RunMount | undefined {
  const holding = mounts.filter(({ mountPath }) => `${path}/`.startsWith(`${cleanPath(mountPath) ?? '..'}/`))
  return holding.toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0]
}

/** The mounts below a path of the container, without one at it. */
export function mountsBelow(mounts: readonly RunMount[], path: string): readonly RunMount[] {
  const inside = cleanPath(path)
  if (!path.startsWith('/') || inside === undefined) return []
  const below = inside === '' ? '' : `${inside}/`
  return mounts.filter(({ mountPath }) => {
    const place = cleanPath(mountPath)
    return place !== undefined && place !== inside && place.startsWith(below)
  })
}

/** Where a clean path of the container lies in the volume of its mount. */
export function pathInVolume({ mountPath, path }: RunMount, place: string): string | undefined {
  return cleanPath(`${path}/${place.slice(cleanPath(mountPath)?.length ?? 0)}`)
}

/** How a process reaches a volume through its mount. */
export function wayThrough({ readOnly }: RunMount, { volume }: VolumeState): Way {
  return { readOnly, remote: volume.facts.remote }
}
