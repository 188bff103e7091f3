import { ImageError } from '../limits.ts'
import type { ImageIndex, IndexEntry } from './manifest.ts'
import { formatPlatform, type Platform, runsOn, variantOf } from './platform.ts'

/**
 * The image of an index for `wanted`: the same system and architecture, and of variants the very one, else the best that
 * is not newer (`platforms.Only` of containerd). Else the first entry that says no platform, as nodes pick: then the config
 * decides (containerd, core/images/image.go, `Manifest`; CRI-O, containers/image, oci_index.go, `chooseInstance`). crane
 * takes such an entry for linux/amd64, and differs where one stands before one that says so. Never simply the first.
 */
export function pickPlatform({ manifests }: ImageIndex, wanted: Platform): IndexEntry {
  const fitting = manifests.filter(({ platform }) => platform !== undefined && runsOn(platform, wanted))
  const best = fitting.reduce<IndexEntry | undefined>(
    (found, entry) => (found === undefined || variantOf(entry.platform) > variantOf(found.platform) ? entry : found),
    undefined,
  )
  const picked = best ?? manifests.find(({ platform }) => platform === undefined)
  if (picked === undefined)
    throw new ImageError(`the image has nothing for ${formatPlatform(wanted)}; name what it is for with --platform`)
  return picked
}
