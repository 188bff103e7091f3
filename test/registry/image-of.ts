import { createHash } from 'node:crypto'
import type { Descriptor } from '../../src/registry/digest.ts'
import { type PlatformFacts, readImage } from '../../src/registry/facts/image-facts.ts'
import { type ImageManifest, parseManifest } from '../../src/registry/source/manifest.ts'
import { type Entry, tarOf } from './tar-of.ts'

/** An image that a test makes: the `config` part of its config, and its layers, the lowest first. */
export interface TestImage {
  readonly config?: object
  readonly layers?: readonly (readonly Entry[] | Uint8Array)[]
  readonly architecture?: string
  /** A config that is no image's. */
  readonly artifact?: { readonly mediaType: string; readonly text: string }
}

/** The image's blobs by their digests, its manifest as bytes and as we read it. */
export function imageOf({ config = {}, layers = [], architecture = 'amd64', artifact }: TestImage) {
  const blobs = new Map<string, Uint8Array>()
  const add = (bytes: Uint8Array, mediaType: string) => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    blobs.set(digest, bytes)
    return { mediaType, digest, size: bytes.length }
  }
  const text = JSON.stringify({ os: 'linux', architecture, config })
  const manifestBytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: add(
        Buffer.from(artifact?.text ?? text),
        artifact?.mediaType ?? 'application/vnd.oci.image.config.v1+json',
      ),
      layers: layers.map(layer =>
        add(layer instanceof Uint8Array ? layer : tarOf(layer), 'application/vnd.oci.image.layer.v1.tar'),
      ),
    }),
  )
  const root = add(manifestBytes, 'application/vnd.oci.image.manifest.v1+json')
  return { blobs, root, manifestBytes, manifest: imageManifest(manifestBytes) }
}

function imageManifest(bytes: Uint8Array): ImageManifest {
  const manifest = parseManifest(bytes)
  if (manifest.kind === 'index') throw new Error('made an image and read an index')
  return manifest
}

/** Bytes in pieces, as a network brings them. */
export async function* inPieces(bytes: Uint8Array, size = 700): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

/** What we read of an image that a test makes. */
export function factsOf(image: TestImage, paths: readonly string[] = []): Promise<PlatformFacts> {
  const { blobs, manifest } = imageOf(image)
  const open = ({ digest }: Descriptor) => inPieces(blobs.get(digest) ?? new Uint8Array(0))
  return readImage(manifest, open, { platform: { os: 'linux', architecture: 'amd64' }, paths })
}
