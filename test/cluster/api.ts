import { Agent, request } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { jsonLine } from '../../src/manifest/text/json.ts'
import { isList, isMap, listAt, textAt, type Value, type ValueMap } from '../../src/manifest/value.ts'
import { type Server, serverOf } from './kubeconfig.ts'

/** What the API server answered. `warnings` are its `Warning` headers, without code and agent. */
export interface Answer {
  readonly status: number
  readonly body: ValueMap
  readonly warnings: readonly string[]
}

/** A request: a body is sent as JSON, a text as the YAML that it is. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: Value
  readonly yaml?: string
}

/** Where the objects of a kind live. */
export interface Resource {
  readonly plural: string
  readonly namespaced: boolean
}

/** An API server over a few kept connections. Knows nothing of kubectl. */
export class Api {
  readonly #server: Server
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 })
  readonly #resources = new Map<string, Promise<ReadonlyMap<string, Resource>>>()

  constructor(kubeconfig: string) {
    this.#server = serverOf(kubeconfig)
  }

  /** Ask once more where the server says that it is busy. */
  async ask(question: Question): Promise<Answer> {
    const { retryAfter, ...answer } = await this.#send(question)
    if (answer.status !== 429) return answer
    await wait(1000 * (retryAfter ?? 1))
    return this.ask(question)
  }

  /** Where the server keeps a kind; undefined where it does not know it. */
  async resourceOf(apiVersion: string, kind: string): Promise<Resource | undefined> {
    const found = this.#resources.get(apiVersion) ?? this.#discover(apiVersion)
    this.#resources.set(apiVersion, found)
    return (await found).get(kind)
  }

  /** End the connections, so that a process can end. */
  close(): void {
    this.#agent.destroy()
  }

  async #discover(apiVersion: string): Promise<ReadonlyMap<string, Resource>> {
    const { body } = await this.ask({ method: 'GET', path: groupPath(apiVersion) })
    const kinds = listAt(body, 'resources').filter(isMap).flatMap(resourceEntry)
    return new Map(kinds)
  }

  #send({ method, path, body, yaml }: Question): Promise<Answer & { readonly retryAfter?: number }> {
    const payload = yaml ?? (body === undefined ? undefined : jsonLine(body))
    const { url, token, ca, cert, key } = this.#server
    const headers = {
      accept: 'application/json',
      'content-type': contentType(method, yaml),
      // Node sends none with the body of a DELETE, whose bytes the server then takes for the next request.
      'content-length': Buffer.byteLength(payload ?? ''),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    }
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), { method, headers, agent: this.#agent, ca, cert, key }, response => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('error', reject)
        response.on('end', () => {
          const { 'retry-after': after, warning = '' } = response.headers
          const status = response.statusCode ?? 0
          const parsed: Value = text.startsWith('{') ? JSON.parse(text) : { message: text.trim() }
          const retryAfter = after === undefined ? {} : { retryAfter: Number(after) }
          resolve({ status, body: isMap(parsed) ? parsed : {}, warnings: warningsOf(warning), ...retryAfter })
        })
      })
      sent.on('error', error => {
        // The server may end a connection that was kept at the very moment it is used again.
        if (sent.reusedSocket && method === 'GET') resolve(this.#send({ method, path }))
        else reject(error)
      })
      sent.end(payload)
    })
  }
}

function contentType(method: Question['method'], yaml: string | undefined): string {
  if (yaml !== undefined) return 'application/yaml'
  return method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
}

/** Sub-resources have a slash in their names, and are nobody's home. */
function resourceEntry(entry: ValueMap): readonly (readonly [string, Resource])[] {
  const [kind, plural] = [textAt(entry, 'kind'), textAt(entry, 'name')]
  if (kind === undefined || plural === undefined || plural.includes('/')) return []
  return [[kind, { plural, namespaced: entry.namespaced === true }]]
}

/** `299 - "text", 299 - "text"`: the text is quoted as HTTP quotes. */
function warningsOf(header: string): readonly string[] {
  return [...header.matchAll(/\d{3} \S+ ("(?:[^"\\]|\\.)*")/g)].map(([, quoted = '""']) => String(JSON.parse(quoted)))
}

/** `/api/v1` for the core, `/apis/GROUP/VERSION` else. */
function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

/** Where objects of a resource are made. */
export function collectionPath(apiVersion: string, { plural, namespaced }: Resource, namespace: string): string {
  return `${groupPath(apiVersion)}/${namespaced ? `namespaces/${namespace}/` : ''}${plural}`
}

/** The API server's sentence about a refusal. */
export function messageOf({ body }: Answer): string {
  return textAt(body, 'message') ?? ''
}

/** Whether a value is a list of maps, which `items` of an answer is. */
export function itemsOf({ body }: Answer): readonly ValueMap[] {
  const { items } = body
  return isList(items) ? items.filter(isMap) : []
}
