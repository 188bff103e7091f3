import { bytesOf, type Descriptor, digestOf } from '../digest.ts'
import { isJsonMap, type JsonMap, jsonMap, jsonMapAt, jsonTexts, textOfJson } from '../json.ts'
import { cleanEntryPath, type TarEntry, tarEntries } from '../layer/tar.ts'
import { damagedImage, ImageError, registryLimits } from '../limits.ts'
import type { ResolvedImage } from './image-source.ts'

/** Opens a part of an archive: `size` bytes from `offset`, or all of it. */
export type OpenRange = (range?: { readonly offset: number; readonly size: number }) => AsyncIterable<Uint8Array>

/** An image of an archive, with the names it was saved under: `redis:7.4`. */
export interface ArchivedImage {
  readonly names: readonly string[]
  readonly image: ResolvedImage
}

/** The images of an archive that `docker save`, podman or skopeo wrote (moby image/spec, v1.2). */
export async function imagesOfArchive(open: OpenRange): Promise<readonly ArchivedImage[]> {
  const files = await filesOf(open)
  const list = files.get('manifest.json')
  if (list === undefined) throw new ImageError(withoutList(files))
  const entries = jsonList(await bytesOf(open(list), 'manifest.json', registryLimits.manifest))
  return Promise.all(entries.map(entry => archivedImage(entry, files, open)))
}

async function filesOf(open: OpenRange): Promise<ReadonlyMap<string, TarEntry>> {
  const files = new Map<string, TarEntry>()
  try {
    for await (const entry of tarEntries(open(), () => false)) files.set(entry.path, entry)
  } catch (error) {
    if (!(error instanceof ImageError)) throw error
    throw new ImageError(
      files.size === 0 ? await otherThanTar(open) : error.message.replace(/^(?:a|the) layer /, 'it '),
    )
  }
  return files
}

/** What is no tar archive from its first block on. */
async function otherThanTar(open: OpenRange): Promise<string> {
  for await (const [first, second] of open({ offset: 0, size: 2 }))
    if (first === 0x1f && second === 0x8b) return 'it is compressed; unpack it first, with gunzip'
  return `it is not a tar archive, expected one of ${saving}`
}

const saving = '`docker save`'

function withoutList(files: ReadonlyMap<string, TarEntry>): string {
  if (files.size === 0) return `it is empty, expected an archive of ${saving}`
  return files.has('index.json')
    ? 'it is an OCI archive; unpack it, and name the folder with --from-oci-layout REFERENCE=DIR'
    : `it has no manifest.json, so it is not an archive of ${saving}`
}

function jsonList(bytes: Uint8Array): readonly JsonMap[] {
  const wrapped = Buffer.concat([Buffer.from('{"list":'), bytes, Buffer.from('}')])
  const { list } = jsonMap(wrapped, 'its manifest.json')
  if (!Array.isArray(list) || !list.every(isJsonMap)) throw damagedImage('its manifest.json is not a list')
  return list
}

async function archivedImage(
  entry: JsonMap,
  files: ReadonlyMap<string, TarEntry>,
  open: OpenRange,
): Promise<ArchivedImage> {
  const config = fileAt(files, textOfJson(entry, 'Config') ?? '')
  const bytes = await bytesOf(open(config), 'the image config', registryLimits.config)
  const layers = jsonTexts(entry, 'Layers') ?? []
  const diffs = jsonTexts(jsonMapAt(jsonMap(bytes, 'the image config'), 'rootfs'), 'diff_ids') ?? []
  if (diffs.length !== layers.length)
    throw damagedImage(`the archive has ${layers.length} layers, its config ${diffs.length}`)
  const blobs = layers.map((path, index) => blobOf(path, fileAt(files, path), diffs[index] ?? ''))
  const configBlob: Blob = { file: config, digest: digestOf(bytes) }
  const found = new Map([configBlob, ...blobs].map(({ digest, file }) => [digest, file]))
  const openBlob = ({ digest }: Descriptor) => open(found.get(digest))
  return {
    names: jsonTexts(entry, 'RepoTags') ?? [],
    image: {
      root: { kind: 'image', config: descriptorOf(configBlob), layers: blobs.map(descriptorOf) },
      open: openBlob,
      openManifest: openBlob,
    },
  }
}

interface Blob {
  readonly file: TarEntry
  readonly digest: string
}

/** A layer lies there as a blob of an OCI layout, or uncompressed: then the config has its digest. */
function blobOf(path: string, file: TarEntry, diff: string): Blob {
  const [, hex] = /^blobs\/sha256\/([a-f0-9]{64})$/.exec(cleanEntryPath(path)) ?? []
  return { file, digest: hex === undefined ? diff : `sha256:${hex}` }
}

function descriptorOf({ file, digest }: Blob): Descriptor {
  return { mediaType: '', digest, size: file.size, urls: [] }
}

/** A layer that several images share is a symbolic link in archives of older versions. */
function fileAt(files: ReadonlyMap<string, TarEntry>, path: string): TarEntry {
  const name = cleanEntryPath(path)
  const file = files.get(name)
  const found = file?.type === 'symlink' ? files.get(cleanEntryPath(`${name}/../${file.target}`)) : file
  if (found === undefined || found.type !== 'file') throw damagedImage(`the archive has no file ${path}`)
  return found
}
