import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { jsonLine } from '../../src/manifest/text/json.ts'
import type { Value } from '../../src/manifest/value.ts'
import { portOf } from '../support/listening.ts'

/** What a server answers: a JSON value, or whatever it does with the connection. */
export type Reply =
  | { readonly status?: number; readonly body: Value }
  | { readonly status?: number; readonly page: string }
  | ((request: IncomingMessage, response: ServerResponse) => void)

/** A server that is no API server, or a bad one. */
export interface FakeServer {
  readonly url: string
  /** `GET /version`, in the order in which they came. */
  readonly asked: readonly string[]
  readonly close: () => void
}

/** Answers each `METHOD /path` by what the first rule says that matches it, and 404 as Go does. */
export async function fakeServer(rules: readonly (readonly [RegExp, Reply])[]): Promise<FakeServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`
    asked.push(line)
    const [, reply] = rules.find(([form]) => form.test(line)) ?? []
    request.resume().on('end', () => give(reply ?? { status: 404, page: '404 page not found\n' }, request, response))
  })
  const port = await portOf(server)
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}`, asked, close }
}

function give(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
  if (typeof reply === 'function') {
    reply(request, response)
    return
  }
  const isPage = 'page' in reply
  response.writeHead(reply.status ?? 200, { 'content-type': isPage ? 'text/html' : 'application/json' })
  response.end(isPage ? reply.page : jsonLine(reply.body))
}

/** The text of a kubeconfig for it; what else there is to say of the cluster and the user. */
export function kubeconfigOf(server: string, user: Value): string {
  return jsonLine({
    'current-context': 'fake',
    clusters: [{ name: 'fake', cluster: { server } }],
    users: [{ name: 'somebody', user }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'somebody', namespace: 'agents' } }],
  })
}

const resource = (kind: string, name: string) => ({ kind, name, namespaced: true })

/** What every API server says: its version, some kinds, a namespace without quotas. A create is taken as it is. */
export const usualRules: readonly (readonly [RegExp, Reply])[] = [
  [/ \/version$/, { body: { gitVersion: 'v1.36.3', minor: '36' } }],
  [/ \/api\/v1$/, { body: { kind: 'APIResourceList', resources: [resource('Pod', 'pods')] } }],
  [/ \/apis\/batch\/v1$/, { body: { kind: 'APIResourceList', resources: [resource('Job', 'jobs')] } }],
  [/ \/api\/v1\/namespaces\/[^/]+$/, { body: { kind: 'PartialObjectMetadata' } }],
  [/\/resourcequotas$/, { body: { kind: 'ResourceQuotaList', items: [] } }],
  [/^POST /, { status: 201, body: { kind: 'Pod' } }],
  [/^GET /, { status: 404, body: { kind: 'Status', message: 'not found' } }],
]
