import { createServer, type IncomingMessage, request as plainRequest, type ServerResponse } from 'node:http'
import { Agent, request } from 'node:https'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { serverOf } from '../kubeconfig.ts'

/** What goes wrong with a request or its answer. */
export type Fault =
  /** It arrives later. */
  | { readonly fault: 'delay'; readonly milliseconds: number }
  /** It waits for something. */
  | { readonly fault: 'held'; readonly until: Promise<void> }
  /** Somebody on the way answers, or a server that cannot. */
  | { readonly fault: 'answer'; readonly status: number; readonly retryAfter?: number; readonly text?: string }
  /** The connection breaks before it arrives. */
  | { readonly fault: 'reset' }
  /** It is carried out, and the connection breaks before the answer. */
  | { readonly fault: 'lost-answer' }
  /** The connection breaks, and the request arrives all the same, later. */
  | { readonly fault: 'late'; readonly milliseconds: number }
  /** The body ends at a byte: broken off, or as though it were complete. */
  | { readonly fault: 'cut'; readonly at: Cut; readonly how: 'broken' | 'complete' }
  /** The body stops at a byte, and the connection stays. */
  | { readonly fault: 'hang'; readonly at: Cut }
  /** A watch says in a line of its own that it cannot go on from there. */
  | { readonly fault: 'expired' }

/** Where in a piece of a body it is cut; undefined: not in this piece. */
export type Cut = (piece: Buffer) => number | undefined

/** A request, as a fault is chosen by it. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
}

/** A proxy that does to requests what it is told. */
export interface FaultProxy {
  readonly url: string
  /** Decides about every request that comes. */
  choose: (asked: Asked) => Fault | undefined
  /** Every request that came, and whether anything was done to it. */
  readonly asked: (Asked & { readonly fault: Fault | undefined })[]
  /** Break all connections now. */
  readonly breakAll: () => void
  /** Accept no connection for some time. */
  readonly refuse: (milliseconds: number) => Promise<void>
  /** Requests that have no end yet. */
  readonly open: () => number
  readonly close: () => void
}

/** A plain HTTP server on this machine that passes on to the API server of a kubeconfig. */
export async function faultProxy(kubeconfig: string): Promise<FaultProxy> {
  const { url, ca } = serverOf(kubeconfig)
  const agent = new Agent({ keepAlive: true, ...(ca && { ca }) })
  const sockets = new Set<Socket>()
  const state = { open: 0, port: 0 }
  const server = createServer((from, to) => {
    state.open += 1
    to.on('close', () => {
      state.open -= 1
    })
    void handle(from, to)
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  })
  const listen = () =>
    new Promise<void>((listening, reject) => {
      server.once('error', reject)
      server.listen(state.port, '127.0.0.1', () => {
        server.off('error', reject)
        const address = server.address()
        state.port = typeof address === 'object' && address !== null ? address.port : 0
        listening()
      })
    })
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }

  const handle = async (from: IncomingMessage, to: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(from.url ?? '', url)
    const asked = { method: from.method ?? '', path: pathname, query: searchParams }
    const fault = proxy.choose(asked)
    proxy.asked.push({ ...asked, fault })
    const body = await bodyOf(from).catch(() => undefined)
    if (body === undefined) return
    const pass = (answer?: ServerResponse) => passOn({ from, body, url, agent }, answer, fault)
    switch (fault?.fault) {
      case 'reset':
        to.destroy()
        return
      case 'answer':
        refuse(to, fault)
        return
      case 'delay':
        await wait(fault.milliseconds)
        return pass(to)
      case 'held':
        await fault.until
        return pass(to)
      case 'late':
        to.destroy()
        await wait(fault.milliseconds)
        return pass()
      case 'lost-answer':
        await pass()
        to.destroy()
        return
      case 'expired':
        to.writeHead(200, { 'content-type': 'application/json' })
        to.end(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old' } })}\n`)
        return
      default:
        return pass(to)
    }
  }

  const proxy: FaultProxy = {
    url: '',
    choose: () => undefined,
    asked: [],
    breakAll,
    refuse: async milliseconds => {
      const closed = new Promise<void>(done => server.close(() => done()))
      breakAll()
      await closed
      await wait(milliseconds)
      await listen()
    },
    open: () => state.open,
    close: () => {
      server.close()
      breakAll()
      agent.destroy()
    },
  }
  await listen()
  return Object.assign(proxy, { url: `http://127.0.0.1:${state.port}` })
}

function refuse(to: ServerResponse, { status, retryAfter, text }: Extract<Fault, { fault: 'answer' }>): void {
  const message =
    text ?? JSON.stringify({ kind: 'Status', status: 'Failure', message: 'the proxy says no', code: status })
  to.writeHead(status, {
    'content-type': text === undefined ? 'application/json' : 'text/html',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  })
  to.end(message)
}

async function bodyOf(from: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of from) chunks.push(chunk)
  return Buffer.concat(chunks)
}

interface Passed {
  readonly from: IncomingMessage
  readonly body: Buffer
  readonly url: URL
  readonly agent: Agent
}

/** Resolves when the answer is complete, or when there is none. */
function passOn(
  { from, body, url, agent }: Passed,
  to: ServerResponse | undefined,
  fault: Fault | undefined,
): Promise<void> {
  return new Promise(done => {
    const start = url.protocol === 'http:' ? plainRequest : request
    const { method, headers } = from
    const sent = start(new URL(from.url ?? '', url), {
      method,
      headers: { ...headers, host: url.host },
      ...(url.protocol === 'https:' && { agent }),
    })
    sent.on('error', () => {
      to?.destroy()
      done()
    })
    sent.on('response', answer => {
      to?.writeHead(answer.statusCode ?? 500, answer.headers)
      to?.flushHeaders()
      to?.on('close', () => answer.destroy())
      const cut = fault?.fault === 'cut' || fault?.fault === 'hang' ? fault : undefined
      const state = { isCut: false }
      answer.on('data', (piece: Buffer) => {
        if (state.isCut) return
        const at = cut?.at(piece)
        if (at === undefined) return void to?.write(piece)
        state.isCut = true
        to?.write(piece.subarray(0, at))
        if (cut?.fault === 'cut') setTimeout(() => (cut.how === 'complete' ? to?.end() : to?.destroy()), 20)
      })
      answer.on('end', () => {
        if (!state.isCut) to?.end()
        done()
      })
      answer.on('error', () => {
        to?.destroy()
        done()
      })
    })
    sent.end(body)
  })
}
