import { InputError } from '../../error.ts'
import { nearest } from '../../manifest/text/nearest.ts'
import { visible } from '../../manifest/text/visible.ts'
import { ImageError } from '../../registry/limits.ts'
import { imagesOfArchive } from '../../registry/source/docker-archive.ts'
import type { ResolvedImage } from '../../registry/source/image-source.ts'
import { imageOfLayout } from '../../registry/source/oci-layout.ts'
import { someOf } from '../../report/words/some-of.ts'
import { canonicalReference } from '../../workload/image/reference.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { pairOf } from './registry-hosts.ts'

/** Images that the user gave as a file or folder, by their canonical reference. */
export type GivenImages = ReadonlyMap<string, () => Promise<ResolvedImage>>

/** What one option gave. */
interface Source {
  /** The option with its value, as messages name it. */
  readonly option: string
  readonly images: GivenImages
}

/**
 * Open what `--from-oci-layout` and `--from-archive` name. One of which the manifests use no image is refused: its name
 * is misspelt, and the image that was meant would be asked of a registry.
 */
export async function givenImages(args: Arguments, used: readonly string[], io: Io): Promise<GivenImages> {
  const sources = await Promise.all([
    ...args.texts('from-oci-layout').map(text => layout(text, io)),
    ...args.texts('from-archive').map(file => archive(file, io)),
  ])
  for (const source of sources) refuseUnused(source, used)
  return merged(sources)
}

function refuseUnused({ option, images }: Source, used: readonly string[]): void {
  const names = [...images.keys()]
  if (names.some(name => used.includes(name))) return
  const meant = names.map(name => nearest(name, used)).find(name => name !== undefined)
  const hint = meant === undefined ? 'give it the name that they use' : `did you mean ${meant}?`
  throw new InputError('USAGE', visible(`${option}: the manifests use no ${someOf(names)}; ${hint}`))
}

/** An image has one source, or it would depend on their order what is locked. */
function merged(sources: readonly Source[]): GivenImages {
  const all = new Map<string, Source & { readonly open: () => Promise<ResolvedImage> }>()
  for (const source of sources)
    for (const [name, open] of source.images) {
      const other = all.get(name)
      if (other !== undefined)
        throw new InputError('USAGE', visible(`${source.option}: ${name} is in ${other.option}, too; expected it once`))
      all.set(name, { ...source, open })
    }
  return new Map([...all].map(([name, { open }]) => [name, open]))
}

/** `--from-oci-layout REF=DIR[:TAG]`. */
async function layout(text: string, io: Io): Promise<Source> {
  const [name, place] = pairOf('from-oci-layout', text, 'REFERENCE=DIR[:TAG]')
  const [, folder = place, tag] = /^(.+):([\w][\w.-]{0,127})$/.exec(place) ?? []
  const reference = canonicalReference(name)
  if (reference === undefined)
    throw new InputError('USAGE', `--from-oci-layout: found "${name}", expected an image reference`)
  if ((await io.kindOf(`${folder}/index.json`)) !== 'file')
    throw new InputError(
      'UNREADABLE',
      `--from-oci-layout: found "${folder}", expected the folder of an OCI layout, which holds index.json`,
    )
  const open = () => imageOfLayout(path => io.openFile(`${folder}/${path}`), tag)
  return { option: `--from-oci-layout ${text}`, images: new Map([[reference, open]]) }
}

/** `--from-archive FILE`: the names that the images were saved under. */
async function archive(file: string, io: Io): Promise<Source> {
  const option = `--from-archive ${file}`
  // It is read several times, and a device may have no end.
  if ((await io.kindOf(file)) === 'special')
    throw new InputError('UNREADABLE', visible(`${option}: it is a pipe or a device, expected a file`))
  const saved = await inArchive(option, io.openFile.bind(undefined, file))
  const images = saved.flatMap(({ names, image }) =>
    names.map(name => [canonicalReference(name) ?? name, async () => image] as const),
  )
  if (images.length === 0)
    throw new InputError('UNREADABLE', visible(`${option}: it names no image; save images by name, as in redis:7.4`))
  return { option, images: new Map(images) }
}

async function inArchive(option: string, open: Parameters<typeof imagesOfArchive>[0]) {
  try {
    return await imagesOfArchive(open)
  } catch (error) {
    if (error instanceof ImageError) throw new InputError('UNREADABLE', visible(`${option}: ${error.message}`))
    throw error
  }
}
