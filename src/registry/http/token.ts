import { bytesOf } from '../digest.ts'
import { jsonMap, textOfJson } from '../json.ts'
import type { Challenge } from './challenge.ts'
import type { Credential, NoCredential } from './credentials.ts'
import type { HttpAnswer, HttpRequest, Network } from './network.ts'
import { RegistryError, readable, unreachable } from './registry-error.ts'
import { passesByItself, sendPatiently } from './retry.ts'

/** Who asks for what: the registry whose challenge is answered, and its repository without the registry's name. */
export interface Asking {
  readonly registry: string
  readonly repository: string
  readonly credential: Credential | NoCredential | undefined
  /** Where the token server may lie. */
  readonly addresses: HttpRequest['addresses']
  /** Whether a token server at `host:port` may be asked over plain HTTP. */
  readonly mayBePlain: (host: string) => boolean
}

/**
 * The Authorization header that answers a registry's challenges, or undefined where we cannot. Bearer is preferred; the
 * scope is our own, however wide the one that was offered.
 */
export async function authorizationFor(
  challenges: readonly Challenge[],
  asking: Asking,
  network: Network,
): Promise<string | undefined> {
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
  if (bearer !== undefined) return `Bearer ${await tokenFrom(bearer, asking, network)}`
  const isBasic = challenges.some(({ scheme }) => scheme === 'basic')
  return isBasic && asking.credential?.kind === 'password' ? basic(asking.credential) : undefined
}

function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/** A token of the server that the challenge names (distribution, docs/spec/auth/token.md and oauth.md). */
async function tokenFrom({ parameters }: Challenge, asking: Asking, network: Network): Promise<string> {
  const realm = realmOf(parameters.realm, asking)
  const service = parameters.service ?? ''
  const scope = `repository:${asking.repository}:pull`
  if (asking.credential?.kind === 'identity-token') {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      service,
      scope,
      client_id: 'seaworthy',
      refresh_token: asking.credential.token,
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return tokenOf(realm, await ask(network, { ...asked(realm, asking), method: 'POST', headers, body: String(form) }))
  }
  realm.search = String(new URLSearchParams({ ...Object.fromEntries(realm.searchParams), service, scope }))
  const headers = asking.credential?.kind === 'password' ? { authorization: basic(asking.credential) } : undefined
  return tokenOf(realm, await ask(network, { ...asked(realm, asking), ...(headers !== undefined && { headers }) }))
}

function realmOf(realm: string | undefined, { registry, mayBePlain }: Asking): URL {
  const url = URL.canParse(realm ?? '') ? new URL(realm ?? '') : undefined
  const isAllowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && mayBePlain(url.host))
  if (url === undefined || !isAllowed)
    throw new RegistryError(
      `${registry} names no token server that can be trusted; found ${url === undefined ? 'none' : url.origin}, expected https://`,
      registry,
    )
  url.username = ''
  url.password = ''
  return url
}

function asked(url: URL, { addresses }: Asking): HttpRequest {
  return { method: 'GET', url, headers: {}, addresses }
}

async function ask(network: Network, request: HttpRequest): Promise<HttpAnswer> {
  return sendPatiently(network, request).catch((error: unknown) => {
    throw unreachable(request.url.host, error)
  })
}

const mostTokenBytes = 2 ** 20

async function tokenOf({ host }: URL, answer: HttpAnswer): Promise<string> {
  if (answer.status !== 200) {
    answer.discard()
    const advice = passesByItself(answer.status) ? 'try again later' : 'log in again'
    throw new RegistryError(
      `the token server ${host} refuses a token (${answer.status}); ${advice}`,
      host,
      answer.status,
    )
  }
  const what = `the answer of the token server ${host}`
  const body = jsonMap(await bytesOf(readable(answer.body, host), what, mostTokenBytes), what)
  const token = textOfJson(body, 'token') ?? textOfJson(body, 'access_token')
  if (token === undefined || !/^[\x21-\x7e]+$/.test(token))
    throw new RegistryError(`the token server ${host} answered without a token; is it one?`, host)
  return token
}
