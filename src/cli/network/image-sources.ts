import { InputError } from '../../error.ts'
import { type RegistryClient, type RemoteImage, registryClient } from '../../registry/client.ts'
import { imagesOfArchive } from '../../registry/docker-archive.ts'
import type { ResolvedImage } from '../../registry/image-source.ts'
import { ImageError } from '../../registry/limits.ts'
import { imageOfLayout } from '../../registry/oci-layout.ts'
import { globMatches } from '../../workload/glob.ts'
import { canonicalReference, parseReference } from '../../workload/reference.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { registryLogin } from './registry-login.ts'

/** Options that say where images are looked up. */
export const sourceOptions = {
  'allow-registry': { type: 'string', multiple: true },
  ca: { type: 'string', multiple: true },
  'from-archive': { type: 'string', multiple: true },
  'from-oci-layout': { type: 'string', multiple: true },
  'insecure-registry': { type: 'string', multiple: true },
  mirror: { type: 'string', multiple: true },
  'registry-config': { type: 'string' },
} as const

/** Where images are looked up: in what the user gave as a file or folder, else at their registries. */
export interface ImageSources {
  readonly resolve: (reference: string) => Promise<ResolvedImage>
  /** The digest that a tag names at its registry now. */
  readonly digest: (reference: string) => Promise<string>
}

/** Open what the options name. Nothing is asked of a registry before an image is looked up. */
export async function imageSources(args: Arguments, io: Io): Promise<ImageSources> {
  const local = new Map([...layouts(args, io), ...(await archives(args, io))])
  const client = await clientOf(args, io)
  return {
    resolve: async reference => local.get(reference)?.() ?? client.resolve(remote(reference, args)),
    digest: async reference => (await local.get(reference)?.())?.digest ?? client.digest(remote(reference, args)),
  }
}

async function clientOf(args: Arguments, io: Io): Promise<RegistryClient> {
  const authorities = await Promise.all(
    args.texts('ca').map(async file => new TextDecoder().decode(await io.readFile(file))),
  )
  return registryClient({
    network: await io.network(authorities),
    credential: await registryLogin(args.text('registry-config'), io),
    insecure: new Set(args.texts('insecure-registry')),
    mirrors: new Map(args.texts('mirror').map(mirrorOf)),
  })
}

function mirrorOf(text: string): readonly [string, string] {
  const expected = 'REGISTRY=HOST[:PORT]'
  const [registry, host] = pairOf('mirror', text, expected)
  if (!/^(?:[\w.-]+|\[[\da-f:]+\])(?::\d+)?$/i.test(host))
    throw new InputError('USAGE', `--mirror: found "${text}", expected ${expected}`)
  return [registry, host]
}

/** A reference comes from manifests that anybody wrote: `--allow-registry` says which registries may be asked at all. */
function remote(reference: string, args: Arguments): RemoteImage {
  const { repository, tag, digest } = parseReference(reference) ?? { repository: reference }
  const slash = repository.indexOf('/')
  const registry = repository.slice(0, slash)
  const allowed = args.texts('allow-registry')
  if (allowed.length > 0 && !allowed.some(glob => globMatches(glob, registry)))
    throw new ImageError(`${registry} is not one of the registries of --allow-registry`)
  return { registry, name: repository.slice(slash + 1), reference: digest ?? tag ?? 'latest' }
}

type Opened = readonly [string, () => Promise<ResolvedImage>]

/** `--from-oci-layout REF=DIR[:TAG]`. */
function layouts(args: Arguments, io: Io): readonly Opened[] {
  return args.texts('from-oci-layout').map(text => {
    const [name, place] = pairOf('from-oci-layout', text, 'REFERENCE=DIR[:TAG]')
    const [, folder = place, tag] = /^(.+):([\w][\w.-]{0,127})$/.exec(place) ?? []
    const open = (path: string) => io.openFile(`${folder}/${path}`)
    return [canonical('from-oci-layout', name), () => imageOfLayout(open, tag)]
  })
}

/** `--from-archive FILE`: the names that the images were saved under. */
async function archives(args: Arguments, io: Io): Promise<readonly Opened[]> {
  const lists = await Promise.all(
    args.texts('from-archive').map(async file => {
      const images = await inArchive(file, io)
      return images.flatMap(({ names, image }) =>
        names.map((name): Opened => [canonical('from-archive', name), async () => image]),
      )
    }),
  )
  return lists.flat()
}

async function inArchive(file: string, io: Io) {
  try {
    return await imagesOfArchive(range => io.openFile(file, range))
  } catch (error) {
    if (error instanceof ImageError) throw new InputError('UNREADABLE', `--from-archive ${file}: ${error.message}`)
    throw error
  }
}

function pairOf(option: string, text: string, expected: string): readonly [string, string] {
  const equals = text.indexOf('=')
  if (equals <= 0 || equals === text.length - 1)
    throw new InputError('USAGE', `--${option}: found "${text}", expected ${expected}`)
  return [text.slice(0, equals), text.slice(equals + 1)]
}

function canonical(option: string, name: string): string {
  const reference = canonicalReference(name)
  if (reference === undefined)
    throw new InputError('USAGE', `--${option}: found "${name}", expected an image reference`)
  return reference
}
