import http, { type IncomingMessage } from 'node:http'
import https, { type RequestOptions } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { jsonLine } from '../manifest/text/json.ts'
import { isMap, type Value } from '../manifest/value.ts'
import type { ClusterAnswer, ClusterRequest, ClusterStream } from './cluster.ts'

/** Where requests go and what goes with each. */
export interface Endpoint {
  readonly server: string
  readonly options: RequestOptions
}

/** How long names, connections and certificates may take. */
const connectPatience = 10_000

/** As long as an API server lets a request take (`--request-timeout`), webhooks included. */
const usualPatience = 60_000

/** A page holds 500 objects: etcd keeps 1.5 MB of each, yet the largest that are listed, nodes, have 50 KB. */
const mostBytes = 128_000_000

/** Send a request and read the whole answer. Rejects with the system's error, `code` included, where none comes. */
export async function exchange(endpoint: Endpoint, request: ClusterRequest): Promise<ClusterAnswer> {
  const ended = new AbortController()
  const answer = answered(endpoint, request, ended.signal)
  // The body has as long again as its beginning: a server that is stuck in the middle is stuck.
  const late = wait(2 * (request.patience ?? usualPatience) + connectPatience, undefined, {
    signal: ended.signal,
  }).then(() => Promise.reject(coded('ETIMEDOUT')))
  try {
    return await Promise.race([answer, late])
  } finally {
    ended.abort()
    for (const promise of [answer, late]) promise.catch(() => undefined)
  }
}

async function answered(endpoint: Endpoint, request: ClusterRequest, ended: AbortSignal): Promise<ClusterAnswer> {
  const response = await begun(endpoint, request)
  ended.addEventListener('abort', () => response.destroy())
  const text = await textOf(response)
  const parsed: Value = /^\s*\{/.test(text) ? parsedJson(text) : { message: text.trim() }
  return {
    ...headOf(response),
    body: isMap(parsed) ? parsed : {},
    warnings: warningsOf(response.headers.warning ?? ''),
  }
}

/** Send a request and pass its body on as it comes. */
export async function opened(endpoint: Endpoint, request: ClusterRequest): Promise<ClusterStream> {
  const response = await begun(endpoint, request)
  return { ...headOf(response), chunks: response, close: () => response.destroy() }
}

function begun({ server, options }: Endpoint, request: ClusterRequest): Promise<IncomingMessage> {
  const { method, signal, patience = usualPatience } = request
  const payload = request.body === undefined ? undefined : jsonLine(request.body)
  const url = urlOf(server, request)
  const { request: start } = url.protocol === 'http:' ? http : https
  const headers = {
    accept: request.accept ?? 'application/json',
    ...options.headers,
    ...(payload !== undefined && { 'content-type': contentType(request) }),
    // Node sends none with the body of a DELETE, whose bytes the server then takes for the next request.
    ...(method !== 'GET' && { 'content-length': Buffer.byteLength(payload ?? '') }),
  }
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const sent = start(url, { ...options, method, headers, ...(signal && { signal }) })
    const give = (milliseconds: number) => setTimeout(() => sent.destroy(coded('ETIMEDOUT')), milliseconds)
    let timer = give(connectPatience)
    // What was written has left: there is a connection.
    sent.on('finish', () => {
      clearTimeout(timer)
      timer = give(patience)
    })
    sent.on('response', resolve)
    sent.on('error', error => {
      if (signal?.aborted) reject(signal.reason)
      // The server may end a connection that was kept at the very moment it is used again.
      else if (sent.reusedSocket && method === 'GET') resolve(begun({ server, options }, request))
      else reject(error)
    })
    // One who changes the protocol (101) is heard of no more.
    sent.on('close', () => {
      clearTimeout(timer)
      reject(coded('ECONNRESET'))
    })
    sent.on('response', () => clearTimeout(timer))
    sent.end(payload)
  })
}

/** The path of a server behind a gateway (`https://host/k8s/clusters/c-1`) comes before that of the API. */
function urlOf(server: string, { path, query }: ClusterRequest): URL {
  const url = new URL(server + path)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.append(name, value)
  return url
}

function contentType({ method, contentType: said }: ClusterRequest): string {
  return said ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json')
}

function headOf({ statusCode = 0, headers }: IncomingMessage): Pick<ClusterAnswer, 'status' | 'retryAfter'> {
  const after = Number(headers['retry-after'])
  return { status: statusCode, ...(Number.isFinite(after) && after >= 0 && { retryAfter: after }) }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    size += chunk.length
    if (size > mostBytes) throw coded('E2BIG')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** An answer that was cut off, or is no API server's. */
function parsedJson(text: string): Value {
  try {
    return JSON.parse(text)
  } catch {
    throw coded('EJSON')
  }
}

/** `299 - "text", 299 - "text"`: the text is quoted as HTTP quotes. */
export function warningsOf(header: string): readonly string[] {
  return [...header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, quoted = '']) =>
    quoted.replaceAll(/\\(.)/g, '$1'),
  )
}

/** An error by its code, as the system's own. */
function coded(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code })
}
