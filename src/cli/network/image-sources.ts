import { type RegistryClient, type RemoteImage, registryClient } from '../../registry/http/client.ts'
import { ImageError } from '../../registry/limits.ts'
import type { ResolvedImage } from '../../registry/source/image-source.ts'
import { parseReference } from '../../workload/image/reference.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { authoritiesIn } from './authorities.ts'
import { givenImages } from './given-images.ts'
import { type RegistryHosts, registryHosts } from './registry-hosts.ts'
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
  /** The host that is asked for an image: its registry, or the mirror of that. */
  readonly placeOf: (reference: string) => string
  /** The digest that a tag names at its registry now. */
  readonly digest: (reference: string) => Promise<string>
}

/** Open what the options name, for the images that are `used`. Nothing is asked of a registry before one is looked up. */
export async function imageSources(args: Arguments, used: readonly string[], io: Io): Promise<ImageSources> {
  const hosts = registryHosts(args)
  const given = await givenImages(args, used, io)
  const client = await clientOf(hosts, args, io)
  return {
    placeOf: reference => (given.has(reference) ? '' : placeOf(reference, hosts)),
    resolve: async reference => given.get(reference)?.() ?? client.resolve(remote(reference, hosts)),
    digest: async reference => (await given.get(reference)?.())?.digest ?? client.digest(remote(reference, hosts)),
  }
}

async function clientOf({ insecure, mirrors }: RegistryHosts, args: Arguments, io: Io): Promise<RegistryClient> {
  const authorities = await Promise.all(args.texts('ca').map(file => authoritiesIn(file, io)))
  return registryClient({
    network: await io.network(authorities),
    credential: await registryLogin(args.text('registry-config'), io),
    insecure,
    mirrors,
  })
}

function placeOf(reference: string, { mirrors }: RegistryHosts): string {
  const registry = reference.slice(0, reference.indexOf('/'))
  return mirrors.get(registry) ?? registry
}

/** A reference comes from manifests that anybody wrote: `--allow-registry` says which registries may be asked at all. */
function remote(reference: string, { isAllowed }: RegistryHosts): RemoteImage {
  const { repository, tag, digest } = parseReference(reference) ?? { repository: reference }
  const slash = repository.indexOf('/')
  const registry = repository.slice(0, slash)
  if (!isAllowed(registry)) throw new ImageError(`${registry} is not one of the registries of --allow-registry`)
  return { registry, name: repository.slice(slash + 1), reference: digest ?? tag ?? 'latest' }
}
