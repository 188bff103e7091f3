import { bytesOf, type Descriptor, verified } from '../digest.ts'
import type { OpenBlob } from '../facts/image-facts.ts'
import { registryLimits, unreadImage } from '../limits.ts'
import { type ImageIndex, type ImageManifest, parseManifest } from './manifest.ts'
import { pickPlatform } from './pick-platform.ts'
import type { Platform } from './platform.ts'

/** An image as a registry, a layout or an archive holds it. */
export interface ResolvedImage {
  /** Digest of the index or manifest that the reference names. An archive of `docker save` has none. */
  readonly digest?: string
  readonly root: ImageManifest | ImageIndex
  /** Opens a config or a layer. */
  readonly open: OpenBlob
  /** Opens what an index names: registries serve manifests and blobs at different places. */
  readonly openManifest: OpenBlob
}

/** The image of `resolved` for a platform: the root itself, or what the index names, through further indexes if need be. */
export async function imageFor({ root, openManifest }: ResolvedImage, platform: Platform): Promise<ImageManifest> {
  let manifest = root
  for (let depth = 0; manifest.kind === 'index'; depth += 1) {
    if (depth === registryLimits.indexes)
      throw unreadImage(`the image is behind more than ${registryLimits.indexes} indexes, which is not read`)
    manifest = await manifestAt(pickPlatform(manifest, platform), openManifest)
  }
  return manifest
}

/** Read the manifest that a descriptor names, its digest checked before it is parsed, and its kind held against what that says. */
export async function manifestAt(descriptor: Descriptor, open: OpenBlob): Promise<ImageManifest | ImageIndex> {
  const bytes = await bytesOf(verified(open(descriptor), descriptor), 'the manifest', registryLimits.manifest)
  return parseManifest(bytes, descriptor.mediaType)
}
