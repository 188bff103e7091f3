import { ImageError } from '../limits.ts'
import type { ImageIndex, IndexEntry } from './manifest.ts'
import { formatPlatform, type Platform, runsOn, variantOf } from './platform.ts'

/**
 * The image of an index for `wanted`: the same system and architecture, and of variants the very one, else the best that
 * is not newer, as containerd picks (`platforms.Only`). Never simply the first.
 */
export function pickPlatform({ manifests }: ImageIndex, wanted: Platform): IndexEntry {
  const fitting = manifests.filter(({ platform }) => platform !== undefined && runsOn(platform, wanted))
  const best = fitting.reduce<IndexEntry | undefined>(
    (found, entry) => (found === undefined || variantOf(entry.platform) > variantOf(found.platform) ? entry : found),
    undefined,
  )
  if (best === undefined) throw new ImageError(`the image has nothing for ${formatPlatform(wanted)}`)
  return best
}
