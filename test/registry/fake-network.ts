import { type ClientOptions, registryClient } from '../../src/registry/http/client.ts'
import type { HttpAnswer, HttpRequest, Network } from '../../src/registry/http/network.ts'
import { inPieces } from './image-of.ts'

/** What a fake server answers: status 200 and no body where it does not say, or an error with a code. */
export interface FakeAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly address?: string
  readonly fails?: string
  /** The code of an error behind the body. */
  readonly breaks?: string
}

/** A network in which `answer` says what each request gets, and what was asked, line by line. */
export function fakeNetwork(answer: (request: HttpRequest, count: number) => FakeAnswer) {
  const asked: string[] = []
  const slept: number[] = []
  const network: Network = {
    send: async request => {
      const { authorization } = request.headers
      asked.push([request.method, request.url.href, ...(authorization ? [authorization] : [])].join(' '))
      return toAnswer(answer(request, asked.length))
    },
    sleep: async milliseconds => {
      slept.push(milliseconds)
    },
    random: () => 0,
  }
  return { network, asked, slept }
}

function toAnswer(answer: FakeAnswer): HttpAnswer {
  const { status = 200, headers = {}, body = '', address = '203.0.113.1', fails, breaks } = answer
  if (fails !== undefined) throw coded(fails)
  return { status, headers, body: bodyOf(Buffer.from(body), breaks), discard: () => undefined, address }
}

async function* bodyOf(bytes: Uint8Array, breaks: string | undefined): AsyncGenerator<Uint8Array> {
  yield* inPieces(bytes)
  if (breaks !== undefined) throw coded(breaks)
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** A client on a fake network: anonymous, without mirrors, TLS alone. */
export function clientOn(network: Network, options: Partial<ClientOptions> = {}) {
  return registryClient({
    network,
    credential: async () => undefined,
    insecure: new Set(),
    mirrors: new Map(),
    ...options,
  })
}
