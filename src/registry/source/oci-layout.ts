import { bytesOf } from '../digest.ts'
import { isJsonMap, jsonMap, jsonMapAt, own, textOfJson } from '../json.ts'
import { damagedImage, ImageError, registryLimits } from '../limits.ts'
import { manifestAt, type ResolvedImage } from './image-source.ts'
import { type ImageIndex, parseManifest } from './manifest.ts'

/** Opens a file of a layout by its path inside: `blobs/sha256/…`. */
export type OpenFile = (path: string) => AsyncIterable<Uint8Array>

/** An image of an OCI layout (image-spec, image-layout.md): the one that `tag` names, or the only one. */
export async function imageOfLayout(open: OpenFile, tag: string | undefined): Promise<ResolvedImage> {
  const bytes = await bytesOf(open('index.json'), 'index.json', registryLimits.manifest)
  const index = parseManifest(bytes)
  if (index.kind === 'image') throw damagedImage('index.json of the layout is not an index')
  const entry = entryOf(index, tagsOf(bytes), tag)
  const openBlob = ({ digest }: { readonly digest: string }) => open(`blobs/${digest.replace(':', '/')}`)
  return { digest: entry.digest, root: await manifestAt(entry, openBlob), open: openBlob, openManifest: openBlob }
}

function entryOf({ manifests }: ImageIndex, tags: ReadonlyMap<string, string>, tag: string | undefined) {
  const found = tag === undefined ? manifests : manifests.filter(({ digest }) => digest === tags.get(tag))
  const [entry] = found
  if (entry !== undefined && new Set(found.map(({ digest }) => digest)).size === 1) return entry
  const known = [...tags.keys()].toSorted().join(', ')
  if (manifests.length === 0) throw new ImageError('the layout holds no image; name the folder of another one')
  if (tag !== undefined) throw new ImageError(`the layout has no image ${tag}; it has ${known || 'none with a name'}`)
  throw new ImageError(
    `the layout has several images${known === '' ? ', and none has a name' : `; name one of ${known}, as in DIR:TAG`}`,
  )
}

/** Names of the images, from the annotation that tools give them. */
function tagsOf(index: Uint8Array): ReadonlyMap<string, string> {
  const manifests = own(jsonMap(index, 'index.json of the layout'), 'manifests')
  const entries = Array.isArray(manifests) ? manifests.filter(isJsonMap) : []
  const named = entries.flatMap(entry => {
    const name = textOfJson(jsonMapAt(entry, 'annotations'), 'org.opencontainers.image.ref.name')
    const digest = textOfJson(entry, 'digest')
    return name === undefined || digest === undefined ? [] : [[name, digest] as const]
  })
  return new Map(named)
}
