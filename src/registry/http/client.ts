import { bytesOf, type Descriptor, digestOf, isDigest, verified } from '../digest.ts'
import { damagedImage, ImageError, registryLimits } from '../limits.ts'
import type { ResolvedImage } from '../source/image-source.ts'
import { manifestTypes, parseManifest } from '../source/manifest.ts'
import { parseChallenges } from './challenge.ts'
import type { Credential, NoCredential } from './credentials.ts'
import { endpointHost, hostName, isHost, isLoopback, isPrivateAddress } from './host.ts'
import type { HttpAnswer, HttpRequest, Network } from './network.ts'
import { RegistryError, readable, registryRefusal, unreachable } from './registry-error.ts'
import { sendPatiently } from './retry.ts'
import { authorizationFor } from './token.ts'

/** How registries are asked. */
export interface ClientOptions {
  readonly network: Network
  /** The credential for `registry/name`, or undefined for an anonymous request. */
  readonly credential: (repository: string) => Promise<Credential | NoCredential | undefined>
  /** Registries and mirrors that may be asked over plain HTTP, beside those of this machine. */
  readonly insecure: ReadonlySet<string>
  /** A registry → the host that is asked in its place. */
  readonly mirrors: ReadonlyMap<string, string>
}

/** A repository taken apart: `docker.io/library/redis`. `reference` is a tag or a digest. */
export interface RemoteImage {
  readonly registry: string
  readonly name: string
  readonly reference: string
}

/** Asks registries by the OCI distribution protocol (distribution-spec v1.1, "Pull"). Nothing is ever written to one. */
export interface RegistryClient {
  readonly resolve: (image: RemoteImage) => Promise<ResolvedImage>
  /** The digest that a tag names now, by HEAD alone: registries do not count it as a pull. */
  readonly digest: (image: RemoteImage) => Promise<string>
}

/** A client that remembers, for as long as it lives, how each registry is reached and the token of each repository. */
export function registryClient(options: ClientOptions): RegistryClient {
  const session: Session = { options, origins: new Map(), givenUp: new Map(), authorizations: new Map() }
  // A mirror is a registry of its own: it gets its own credential and never that of the registry it stands for.
  const asked = (image: RemoteImage) => ({ ...image, registry: options.mirrors.get(image.registry) ?? image.registry })
  return {
    resolve: image => resolve(session, asked(image)),
    digest: image => headDigest(session, asked(image)),
  }
}

interface Session {
  readonly options: ClientOptions
  readonly origins: Map<string, Promise<string>>
  /** Registries that never answered, or take no more requests, and why: the next image does not wait for one again. Undefined once one has answered. */
  readonly givenUp: Map<string, RegistryError | undefined>
  readonly authorizations: Map<string, string>
}

async function resolve(session: Session, image: RemoteImage): Promise<ResolvedImage> {
  if (image.reference.includes(':') && !isDigest(image.reference))
    throw new ImageError(`${image.reference} is not a digest of sha256 or sha512; correct the reference`)
  const answer = await get(session, image, { path: `manifests/${image.reference}`, accept: manifestTypes.join(', ') })
  refusePage(answer, image)
  const bytes = await bytesOf(readable(answer.body, image.registry), 'the manifest', registryLimits.manifest)
  if (/prettyjws/.test(answer.headers['content-type'] ?? ''))
    throw damagedImage('the registry offers a manifest of schema version 1 only, which has no config')
  const digest = checkedDigest(bytes, image, answer)
  return {
    digest,
    root: parseManifest(bytes, answer.headers['content-type']),
    open: blob => contentOf(session, image, blob, { path: `blobs/${blob.digest}`, accept: '*/*' }),
    openManifest: manifest =>
      contentOf(session, image, manifest, {
        path: `manifests/${manifest.digest}`,
        accept: manifestTypes.join(', '),
      }),
  }
}

function refusePage(answer: HttpAnswer, { registry }: RemoteImage): void {
  if (!/^text\/html\b/i.test(answer.headers['content-type'] ?? '')) return
  answer.discard()
  throw new RegistryError(
    `${registry} answers with a web page in place of a manifest; is it a registry, and does a proxy ask for a login?`,
    registry,
  )
}

/** What was asked for by digest must have it; what a tag names has the digest of its bytes, and the header must agree. */
function checkedDigest(bytes: Uint8Array, { reference, registry }: RemoteImage, { headers }: HttpAnswer): string {
  const said = headers['docker-content-digest']
  const wanted = isDigest(reference) ? reference : said !== undefined && isDigest(said) ? said : undefined
  const digest = digestOf(bytes, wanted?.split(':')[0])
  if (wanted !== undefined && wanted !== digest)
    throw new RegistryError(`${registry} answers for ${wanted} with content of ${digest}; refused`, registry)
  return digest
}

async function headDigest(session: Session, image: RemoteImage): Promise<string> {
  const request = { path: `manifests/${image.reference}`, accept: manifestTypes.join(', '), method: 'HEAD' } as const
  const answer = await get(session, image, request)
  answer.discard()
  const digest = answer.headers['docker-content-digest']
  if (digest === undefined || !isDigest(digest))
    throw new RegistryError(`${image.registry} does not say the digest of ${whole(image)}`, image.registry)
  return digest
}

/** A blob or a manifest that is known by its digest, which is checked. */
async function* contentOf(
  session: Session,
  image: RemoteImage,
  descriptor: Descriptor,
  wanted: Wanted,
): AsyncGenerator<Uint8Array> {
  const answer = await get(session, image, wanted)
  try {
    yield* verified(readable(answer.body, image.registry), descriptor)
  } finally {
    answer.discard()
  }
}

interface Wanted {
  readonly path: string
  readonly accept: string
  readonly method?: 'GET' | 'HEAD'
}

/** A successful answer: authorized where the registry asks for it, once, and behind its redirects. */
async function get(session: Session, image: RemoteImage, wanted: Wanted): Promise<HttpAnswer> {
  const origin = await originOf(session, image.registry)
  const url = new URL(`${origin}/v2/${image.name}/${wanted.path}`)
  const first = await send(session, image, { url, wanted })
  if (first.status !== 401) return successful(first, image)
  first.discard()
  const key = `${image.registry}/${image.name}`
  session.authorizations.delete(key)
  const credential = await session.options.credential(key)
  try {
    const authorization = await authorize(session, image, { answer: first, credential })
    if (authorization === undefined) throw registryRefusal(image.registry, whole(image), first)
    session.authorizations.set(key, authorization)
    return successful(await send(session, image, { url, wanted }), image)
  } catch (error) {
    throw credential?.kind === 'none' ? becauseOf(error, credential) : error
  }
}

/** Who is refused without a credential learns why there was none. A registry may say 404 of what nobody else may see. */
function becauseOf(error: unknown, { because }: NoCredential): unknown {
  if (!(error instanceof RegistryError) || ![401, 403, 404].includes(error.status ?? 0)) return error
  return new RegistryError(`${error.message}; ${because}`, error.host, error.status)
}

interface Challenged {
  readonly answer: HttpAnswer
  readonly credential: Credential | NoCredential | undefined
}

async function authorize(
  session: Session,
  image: RemoteImage,
  { answer, credential }: Challenged,
): Promise<string | undefined> {
  const { network } = session.options
  const isPlain = mayBePlain(session, image.registry)
  const asking = {
    registry: image.registry,
    repository: image.name,
    credential,
    addresses: addressesBehind(answer),
    mayBePlain: (host: string) => isPlain && (hostName(host) === hostName(image.registry) || mayBePlain(session, host)),
  }
  return authorizationFor(parseChallenges(answer.headers['www-authenticate'] ?? ''), asking, network)
}

function successful(answer: HttpAnswer, image: RemoteImage): HttpAnswer {
  if (answer.status === 200) return answer
  answer.discard()
  throw registryRefusal(image.registry, whole(image), answer)
}

const mostRedirects = 5

/** Follow redirects by hand: a credential goes to the registry's own origin alone, and never from HTTPS to HTTP. */
async function send(
  session: Session,
  image: RemoteImage,
  { url, wanted }: { readonly url: URL; readonly wanted: Wanted },
) {
  const authorization = session.authorizations.get(`${image.registry}/${image.name}`)
  let target = url
  let addresses: HttpRequest['addresses'] = 'any'
  for (let redirects = 0; ; redirects += 1) {
    const headers = {
      accept: wanted.accept,
      'accept-encoding': 'identity',
      ...(authorization !== undefined && target.origin === url.origin && { authorization }),
    }
    const request: HttpRequest = { method: wanted.method ?? 'GET', url: target, headers, addresses }
    const answer = await answerTo(session, image, request)
    if (![301, 302, 303, 307, 308].includes(answer.status)) return fromRegistry(answer, target, url)
    answer.discard()
    if (redirects === mostRedirects)
      throw new RegistryError(`${image.registry} redirects more than ${mostRedirects} times; refused`, image.registry)
    if (target.origin === url.origin) addresses = addressesBehind(answer)
    target = redirectTarget(target, answer, image)
  }
}

async function answerTo({ options, givenUp }: Session, image: RemoteImage, request: HttpRequest) {
  const { registry } = image
  const known = givenUp.get(registry)
  if (known !== undefined) throw known
  try {
    const answer = await sendPatiently(options.network, request)
    givenUp.set(registry, answer.status === 429 ? registryRefusal(registry, whole(image), answer) : undefined)
    return answer
  } catch (error) {
    const failure = unreachable(request.url.host, error)
    if (!givenUp.has(registry)) givenUp.set(registry, failure)
    throw failure
  }
}

/** A challenge counts where it is the registry's own: credentials are not for whoever it redirects to. */
function fromRegistry(answer: HttpAnswer, target: URL, { origin, host }: URL): HttpAnswer {
  const { status } = answer
  if (status !== 401 || target.origin === origin) return answer
  answer.discard()
  throw new RegistryError(
    `${host} redirects to ${target.host}, which refuses access (${status}); try again later`,
    host,
  )
}

function redirectTarget(from: URL, { headers }: HttpAnswer, { registry }: RemoteImage): URL {
  const location = headers.location ?? ''
  const target = location !== '' && URL.canParse(location, from.href) ? new URL(location, from.href) : undefined
  const isDowngrade = from.protocol === 'https:' && target?.protocol !== 'https:'
  if (target === undefined || isDowngrade || !/^https?:$/.test(target.protocol))
    throw new RegistryError(`${registry} redirects to ${placeOf(target)}; refused`, registry)
  return target
}

/** A file: or data: URL has no origin, and its path is nobody's business. */
function placeOf(target: URL | undefined): string {
  if (target === undefined) return 'nowhere'
  return target.host === '' ? `a ${target.protocol} URL` : target.origin
}

/** A registry of a private network may lead to its neighbours; a public one only to the public. */
function addressesBehind({ address }: HttpAnswer): HttpRequest['addresses'] {
  return address !== undefined && isPrivateAddress(address) ? 'any' : 'public'
}

function mayBePlain({ options }: Session, registry: string): boolean {
  return options.insecure.has(registry) || isLoopback(registry)
}

/** Where a registry is asked. One that may be plain is tried over TLS first, as Docker does. */
function originOf(session: Session, registry: string): Promise<string> {
  const known = session.origins.get(registry)
  if (known !== undefined) return known
  const host = endpointHost(registry)
  if (!isHost(host)) throw new ImageError(`${host} is neither a host name nor an address; correct the reference`)
  const found = mayBePlain(session, registry) ? probe(session, host) : Promise.resolve(`https://${host}`)
  session.origins.set(registry, found)
  return found
}

async function probe({ options }: Session, host: string): Promise<string> {
  const url = new URL(`https://${host}/v2/`)
  try {
    const answer = await options.network.send({ method: 'GET', url, headers: {}, addresses: 'any' })
    answer.discard()
    return url.origin
  } catch (error) {
    if (isPlainAnswer(error)) return `http://${host}`
    throw unreachable(host, error)
  }
}

/** What TLS says of an answer in plain HTTP. A certificate that is not trusted is no reason to go without. */
function isPlainAnswer(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    /EPROTO|SSL|TLS/.test(String(error.code)) &&
    !/CERT/.test(String(error.code))
  )
}

/** `team/app:v1`, `team/app@sha256:…`. */
function whole({ name, reference }: RemoteImage): string {
  return `${name}${isDigest(reference) ? '@' : ':'}${reference}`
}
