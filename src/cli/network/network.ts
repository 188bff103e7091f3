import { lookup as resolveName } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { rootCertificates } from 'node:tls'
import { hostName, isPrivateAddress } from '../../registry/host.ts'
import type { HttpAnswer, HttpRequest, Network } from '../../registry/network.ts'
import { coded, type Patience, patiently, within } from './patience.ts'

/** A server that says nothing for half a minute, or next to nothing for longer, is given up. */
const usual: Patience = { idle: 30_000, rate: 1024 }

/**
 * The real network. Node's own client and not `fetch`, which on Node 20 takes no further certificate authorities, undoes
 * content encodings, and does not say which address answered.
 */
export function processNetwork(authorities: readonly string[], patience: Patience = usual): Network {
  const trusted = authorities.length === 0 ? {} : { ca: [...rootCertificates, ...authorities] }
  const agents = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true, ...trusted }),
  }
  return {
    send: request => send(request, request.url.protocol === 'http:' ? agents['http:'] : agents['https:'], patience),
    sleep: milliseconds => new Promise(done => setTimeout(done, milliseconds)),
    random: Math.random,
  }
}

function send(
  { method, url, headers, body, addresses }: HttpRequest,
  agent: http.Agent,
  patience: Patience,
): Promise<HttpAnswer> {
  const { request } = url.protocol === 'http:' ? http : https
  const name = hostName(url.host)
  if (addresses === 'public' && isIP(name) !== 0 && isPrivateAddress(name)) return Promise.reject(coded('EPRIVATE'))
  const lookup = addresses === 'public' ? { lookup: publicLookup } : {}
  const sent = request(url, { method, headers, agent, ...lookup })
  const answer = new Promise<HttpAnswer>((done, failed) => {
    sent.on('response', response => done(answerOf(response, patience)))
    sent.on('error', failed)
    sent.end(body)
  })
  // Names, connections and certificates take their time, too, for which Node's own timer does not count.
  return within(answer, patience.idle).catch((error: unknown) => {
    sent.destroy()
    throw error
  })
}

function answerOf(response: http.IncomingMessage, patience: Patience): HttpAnswer {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')])
  const address = response.socket.remoteAddress
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: patiently(response, patience),
    discard: () => response.destroy(),
    ...(address !== undefined && { address }),
  }
}

/** Looked at where the connection is made: a name that resolves twice cannot change its mind in between. */
const publicLookup: LookupFunction = (name, options, done) => {
  resolveName(name, { ...options, all: true }, (error, found) => {
    if (error !== null) return done(error, [])
    if (found.some(({ address }) => isPrivateAddress(address))) return done(coded('EPRIVATE'), [])
    if (options.all === true) return done(null, found)
    return done(null, found[0]?.address ?? '', found[0]?.family ?? 4)
  })
}
