import http from 'node:http'
import https from 'node:https'
import { rootCertificates } from 'node:tls'
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent'
import { proxyFor } from '../../cluster/proxy.ts'
import { hideLogin } from '../../registry/hide-login.ts'
import { ProxyError } from '../../registry/http/network.ts'

/** Where the environment names proxies: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`. */
type Env = Readonly<Record<string, string | undefined>>

/** What a server is reached by: a connection to it, or one through a proxy. */
export interface Route {
  readonly agent: http.Agent
  /** The proxy, without its login. */
  readonly proxy?: string
}

/** The routes to servers: those that lead to the same place share their connections, which are used again. */
export function routesTo(authorities: readonly string[], env: Env): (url: URL) => Route {
  const trusted = authorities.length === 0 ? {} : { ca: [...rootCertificates, ...authorities] }
  const known = new Map<string, Route>()
  return url => {
    const proxy = proxyFor(url, env)
    const key = `${url.protocol} ${proxy ?? ''}`
    const route = known.get(key) ?? routeThrough(proxy, url.protocol, trusted)
    known.set(key, route)
    return route
  }
}

function routeThrough(proxy: string | undefined, protocol: string, trusted: { readonly ca?: string[] }): Route {
  const isPlain = protocol === 'http:'
  const options = { keepAlive: true, ...(isPlain ? {} : trusted) }
  if (proxy === undefined) return { agent: isPlain ? new http.Agent(options) : new https.Agent(options) }
  const named = hideLogin(proxy)
  if (!URL.canParse(proxy) || !/^https?:$/.test(new URL(proxy).protocol))
    throw new ProxyError(named, 'expected http://HOST:PORT')
  const Agent = isPlain ? HttpProxyAgent : HttpsProxyAgent
  return { agent: new Agent({ ...options, proxy, proxyRequestOptions: trusted }), proxy: named }
}

/** What only a proxy can have said or done: it alone resolves the names of servers and connects to them. */
export function ofProxy(error: Error, proxy: string): Error {
  const [, status] = /^Bad response: (\d+)$/.exec(error.message) ?? []
  const code = 'code' in error ? String(error.code) : ''
  if (status !== undefined) return new ProxyError(proxy, status)
  return /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(code)
    ? new ProxyError(proxy, code)
    : error
}
