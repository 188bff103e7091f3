import { type Descriptor, isDigest } from '../digest.ts'
import { isJsonMap, type Json, type JsonMap, jsonMap, jsonMapAt, jsonTexts, own, textOfJson } from '../json.ts'
import { damagedImage } from '../limits.ts'
import { refuseOtherCase } from '../sound-json.ts'
import type { Platform } from './platform.ts'

const kinds: ReadonlyMap<string, 'image' | 'index'> = new Map([
  ['application/vnd.oci.image.index.v1+json', 'index'],
  ['application/vnd.docker.distribution.manifest.list.v2+json', 'index'],
  ['application/vnd.oci.image.manifest.v1+json', 'image'],
  ['application/vnd.docker.distribution.manifest.v2+json', 'image'],
])
/** The media types that we ask for: the registry answers with one of them, or refuses (distribution-spec, "Pull"). */
export const manifestTypes: readonly string[] = [...kinds.keys()]

/** An image for one platform. */
export interface ImageManifest {
  readonly kind: 'image'
  readonly config: Descriptor
  /** The lowest first. */
  readonly layers: readonly Descriptor[]
}

/** A list of images, one for each platform. */
export interface ImageIndex {
  readonly kind: 'index'
  readonly manifests: readonly IndexEntry[]
}

/** An entry of an index. `platform` is absent where the index does not say. */
export interface IndexEntry extends Descriptor {
  readonly platform?: Platform
}

/** What a media type says that a manifest is; undefined for one that says nothing of it. */
function kindOfType(type: string | undefined): 'image' | 'index' | undefined {
  const [plain = ''] = (type ?? '').split(';')
  return kinds.get(plain.trim().toLowerCase())
}

const manifestFields = ['schemaVersion', 'mediaType', 'config', 'layers', 'manifests', 'fsLayers']
const descriptorFields = ['mediaType', 'digest', 'size', 'urls', 'platform', 'annotations']
const platformFields = ['os', 'architecture', 'variant']

/**
 * Read a manifest or an index. One that has the fields of both, or those of another kind than it or the server says, is
 * refused: readers would not agree on it (CVE-2021-41190).
 */
export function parseManifest(bytes: Uint8Array, contentType?: string): ImageManifest | ImageIndex {
  const manifest = jsonMap(bytes, 'the manifest')
  refuseOtherCase(Object.keys(manifest), manifestFields, 'the manifest')
  const read = manifestIn(manifest)
  for (const said of [textOfJson(manifest, 'mediaType'), contentType])
    if ((kindOfType(said) ?? read.kind) !== read.kind)
      throw damagedImage(`the manifest has the fields of an ${read.kind}, and says that it is ${said}`)
  return read
}

function manifestIn(manifest: JsonMap): ImageManifest | ImageIndex {
  if (own(manifest, 'schemaVersion') === 1 || own(manifest, 'fsLayers') !== undefined)
    throw damagedImage('the manifest has schema version 1, which has no config')
  const entries = own(manifest, 'manifests')
  const config = own(manifest, 'config')
  if (entries !== undefined && (config ?? own(manifest, 'layers')) !== undefined)
    throw damagedImage('the manifest is an index and an image at once')
  if (entries !== undefined) return { kind: 'index', manifests: listOf(entries).flatMap(indexEntry) }
  if (config === undefined) throw damagedImage('the manifest is neither an image nor an index')
  return { kind: 'image', config: descriptor(config), layers: listOf(own(manifest, 'layers') ?? []).map(descriptor) }
}

function listOf(value: Json): readonly Json[] {
  if (!Array.isArray(value)) throw damagedImage('the manifest has no list of layers or images')
  return value
}

/** Signatures and attestations are entries, too, and no images: `unknown/unknown` (BuildKit), or named by an annotation. */
function indexEntry(value: Json): IndexEntry[] {
  const entry = isJsonMap(value) ? value : undefined
  const platform = jsonMapAt(entry, 'platform')
  if (platform === undefined && (own(entry, 'platform') ?? null) !== null)
    throw damagedImage('the manifest has a platform that is no map')
  const refersTo = textOfJson(jsonMapAt(entry, 'annotations'), 'vnd.docker.reference.type')
  if (refersTo !== undefined || textOfJson(platform, 'os') === 'unknown') return []
  return [{ ...descriptor(value), ...(platform !== undefined && { platform: platformOf(platform) }) }]
}

function platformOf(map: JsonMap): Platform {
  refuseOtherCase(Object.keys(map), platformFields, 'the manifest')
  const variant = textOfJson(map, 'variant')
  return {
    os: textOfJson(map, 'os') ?? '',
    architecture: textOfJson(map, 'architecture') ?? '',
    ...(variant !== undefined && { variant }),
  }
}

function descriptor(value: Json): Descriptor {
  const map = isJsonMap(value) ? value : undefined
  refuseOtherCase(Object.keys(map ?? {}), descriptorFields, 'the manifest')
  const digest = textOfJson(map, 'digest')
  const size = own(map, 'size')
  if (digest === undefined || !isDigest(digest) || typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw damagedImage('the manifest has a descriptor without a digest (sha256 or sha512) and a size')
  return { mediaType: textOfJson(map, 'mediaType') ?? '', digest, size, urls: jsonTexts(map, 'urls') ?? [] }
}
