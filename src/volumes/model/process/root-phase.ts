import type { ImageFacts } from '../../../knowledge/images/image-facts.ts'
import type { Identity } from '../mount.ts'
import type { JudgedVolume } from '../volume/volume.ts'
import { switching } from './capabilities.ts'

/**
 * Who the program is once an entrypoint dropped root. gosu and su-exec call initgroups, so that the pod's
 * supplemental groups, fsGroup among them, are lost and only the image's own are left.
 */
export function afterDrop(process: Identity, image: ImageFacts | undefined): Identity {
  if (process.switchesTo === undefined) return process
  const { switchesTo: target, ...start } = process
  return {
    ...start,
    ...target,
    groups: image?.groups ?? [],
    groupsComplete: image?.groups !== undefined,
    capabilities: [],
    nonRoot: true,
  }
}

/** The capabilities without which an entrypoint that starts as root cannot become its user. */
export function lacksToDrop(process: Identity, image: ImageFacts | undefined): readonly string[] {
  if (process.switchesTo === undefined) return []
  const needed = switching.filter(name => image?.capabilities?.includes(name) ?? false)
  return needed.filter(name => !process.capabilities.includes(name))
}

/** A directory of a volume, and where the image finds it. */
export interface MountedDirectory {
  readonly mountPath: string
  /** The path inside the volume, `''` for its root. */
  readonly path: string
  readonly volume: JudgedVolume
}

/** Whether the root phase re-owns what is mounted there; undefined where the image's directories are not known. */
export function reownsAtStart(image: ImageFacts | undefined, mounted: MountedDirectory): boolean | undefined {
  const place = `${mounted.mountPath.replace(/\/+$/, '')}/`
  const inside = image?.dataPaths?.some(path => place.startsWith(`${path}/`) || `${path}/`.startsWith(place))
  if (inside !== true || image?.chownsOnlyKnownContent !== true) return inside
  if (hasForeign(mounted)) return false
  return mounted.volume.empty ? true : undefined
}

/** Something lies in the directory that no program put there. */
export function hasForeign({ path, volume }: MountedDirectory): boolean {
  return path === '' && volume.facts.lostAndFound === true
}
