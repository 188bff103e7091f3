import { bytesOf, type Descriptor, verified } from '../digest.ts'
import type { OpenBlob } from '../facts/image-facts.ts'
import { ImageError, registryLimits } from '../limits.ts'
import { type ImageIndex, type ImageManifest, parseManifest } from './manifest.ts'
import { pickPlatform } from './pick-platform.ts'
import type { Platform } from './platform.ts'

/** An image as a registry, a layout or an archive holds it. */
export interface ResolvedImage {
  /** Digest of the index or manifest that the reference names. An archive of `docker save` has none. */
  readonly digest?: string
  readonly root: ImageManifest | ImageIndex
  readonly open: OpenBlob
}

/** The image of `resolved` for a platform: the root itself, or what the index names. An index in an index is refused. */
export async function imageFor({ root, open }: ResolvedImage, platform: Platform): Promise<ImageManifest> {
  if (root.kind === 'image') return root
  const manifest = await manifestAt(pickPlatform(root, platform), open)
  if (manifest.kind === 'index') throw new ImageError('an index names another index')
  return manifest
}

/** Read the manifest that a descriptor names, its digest checked before it is parsed. */
export async function manifestAt(descriptor: Descriptor, open: OpenBlob): Promise<ImageManifest | ImageIndex> {
  return parseManifest(await bytesOf(verified(open(descriptor), descriptor), registryLimits.manifest))
}
