import { lookup as resolveName } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { hostName, isMetadataAddress, isPrivateAddress } from '../../registry/http/host.ts'
import type { HttpAnswer, HttpRequest, Network } from '../../registry/http/network.ts'
import { ofProxy, type Route, routesTo } from './agents.ts'
import { coded, type Patience, patiently, within } from './patience.ts'

/** A server that says nothing for half a minute, or next to nothing for longer, is given up. */
const usual: Patience = { idle: 30_000, rate: 1024 }

/**
 * The real network. Node's own client and not `fetch`, which on Node 20 takes no further certificate authorities, undoes
 * content encodings, and does not say which address answered.
 */
export function processNetwork(
  authorities: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  patience: Patience = usual,
): Network {
  // A connection is used again, and then no address is looked at: whoever may go anywhere shares none with the others.
  const routes = { any: routesTo(authorities, env), public: routesTo(authorities, env) }
  return {
    send: async request => send(request, routes[request.addresses](request.url), patience),
    sleep: milliseconds => new Promise(done => setTimeout(done, milliseconds)),
    random: Math.random,
  }
}

function send(
  { method, url, headers, body, addresses }: HttpRequest,
  { agent, proxy }: Route,
  patience: Patience,
): Promise<HttpAnswer> {
  const { request } = url.protocol === 'http:' ? http : https
  const name = hostName(url.host)
  const refused = isIP(name) === 0 ? undefined : refusalOf(name, addresses)
  if (refused !== undefined) return Promise.reject(coded(refused))
  const sent = request(url, { method, headers, agent, lookup: lookups[addresses] })
  const answer = new Promise<HttpAnswer>((done, failed) => {
    sent.on('response', response => done(answerOf(response, proxy, patience)))
    sent.on('error', error => failed(proxy === undefined ? error : ofProxy(error, proxy)))
    sent.end(body)
  })
  // Names, connections and certificates take their time, too, for which Node's own timer does not count.
  return within(answer, patience.idle).catch((error: unknown) => {
    sent.destroy()
    throw error
  })
}

function answerOf(response: http.IncomingMessage, proxy: string | undefined, patience: Patience): HttpAnswer {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')])
  const address = proxy === undefined ? response.socket.remoteAddress : undefined
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: bodyOf(response, patience),
    discard: () => response.destroy(),
    ...(address !== undefined && { address }),
  }
}

/** A server that is given up is let go of: a body that somebody waits for would keep the process alive. */
async function* bodyOf(response: http.IncomingMessage, patience: Patience): AsyncGenerator<Uint8Array> {
  try {
    yield* patiently(response, patience)
  } finally {
    response.destroy()
  }
}

/** Why an address is not gone to, as the code of an error. */
function refusalOf(address: string, addresses: HttpRequest['addresses']): string | undefined {
  if (isMetadataAddress(address)) return 'EMETADATA'
  return addresses === 'public' && isPrivateAddress(address) ? 'EPRIVATE' : undefined
}

/** Looked at where the connection is made: a name that resolves twice cannot change its mind in between. */
function lookupFor(addresses: HttpRequest['addresses']): LookupFunction {
  return (name, options, done) => {
    resolveName(name, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, [])
      const refused = found.map(({ address }) => refusalOf(address, addresses)).find(code => code !== undefined)
      if (refused !== undefined) return done(coded(refused), [])
      if (options.all === true) return done(null, found)
      return done(null, found[0]?.address ?? '', found[0]?.family ?? 4)
    })
  }
}

const lookups = { any: lookupFor('any'), public: lookupFor('public') }
