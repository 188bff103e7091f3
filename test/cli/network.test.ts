import { createServer, type RequestListener } from 'node:http'
import { createServer as createSocket, type Server, type Socket } from 'node:net'
import * as assert from 'uvu/assert'
import { processNetwork } from '../../src/cli/network/network.ts'
import { bytesOf } from '../../src/registry/digest.ts'
import type { HttpRequest } from '../../src/registry/http/network.ts'
import { portOf } from '../support/listening.ts'
import { situation, table } from '../table.ts'

const network = processNetwork([], {}, { idle: 300, rate: 10_000 })

/** A server on loopback for as long as `prove` runs. */
async function withServer(server: Server, prove: (port: number) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  const port = await portOf(server)
  try {
    await prove(port)
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

const raw = (speak: (socket: Socket) => void) => createSocket(socket => speak(socket.on('error', () => undefined)))
const http = (answer: RequestListener) => createServer(answer)
const head = 'HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n'

interface Row {
  readonly server: () => Server
  readonly url?: string
  readonly addresses?: HttpRequest['addresses']
  /** The code of the error, or the body. */
  readonly want: string
}

const rows: Readonly<Record<string, Row>> = {
  'an answer': { server: () => http((_, response) => response.end('hello')), want: 'hello' },
  'what is encoded stays so': {
    server: () => http((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain')),
    want: 'plain',
  },
  'a server that never answers': { server: () => raw(() => undefined), want: 'ETIMEDOUT' },
  'a body that stops': { server: () => raw(socket => socket.write(`${head}abc`)), want: 'ETIMEDOUT' },
  'a body that drips': {
    server: () =>
      raw(socket => {
        socket.write(head)
        const timer = setInterval(() => socket.write('x'), 50)
        socket.on('close', () => clearInterval(timer))
      }),
    want: 'ETOOSLOW',
  },
  'a body that is cut off': { server: () => raw(socket => socket.end(`${head}abc`)), want: 'ECONNRESET' },
  'a connection that is cut off': { server: () => raw(socket => socket.destroy()), want: 'ECONNRESET' },
  'headers without end': {
    server: () => http((_, response) => response.writeHead(200, { x: 'y'.repeat(100_000) }).end()),
    want: 'HPE_HEADER_OVERFLOW',
  },
  'no HTTP': { server: () => raw(socket => socket.end('SSH-2.0-x\r\n')), want: 'HPE_INVALID_CONSTANT' },
  'a private address': { server: () => http(() => undefined), addresses: 'public', want: 'EPRIVATE' },
  'a private address in another spelling': {
    server: () => http(() => undefined),
    url: 'http://0x7f000001:PORT/',
    addresses: 'public',
    want: 'EPRIVATE',
  },
  'a private address of IPv6': {
    server: () => http(() => undefined),
    url: 'http://[::ffff:127.0.0.1]:PORT/',
    addresses: 'public',
    want: 'EPRIVATE',
  },
  'credentials of a cloud': {
    server: () => http(() => undefined),
    url: 'http://169.254.169.254:PORT/',
    want: 'EMETADATA',
  },
  'credentials of a cloud, as one number': {
    server: () => http(() => undefined),
    url: 'http://2852039166:PORT/',
    want: 'EMETADATA',
  },
  'credentials of a cloud, in hexadecimal and octal': {
    server: () => http(() => undefined),
    url: 'http://0xa9.0376.43518:PORT/',
    want: 'EMETADATA',
  },
  'credentials of a cloud, within IPv6': {
    server: () => http(() => undefined),
    url: 'http://[::ffff:169.254.169.254]:PORT/',
    want: 'EMETADATA',
  },
  'credentials of a cloud, for the public': {
    server: () => http(() => undefined),
    url: 'http://[fe80::1]:PORT/',
    addresses: 'public',
    want: 'EMETADATA',
  },
  'a name that leads to a private address': {
    server: () => http(() => undefined),
    url: 'http://localhost:PORT/',
    addresses: 'public',
    want: 'EPRIVATE',
  },
}

table('the real network', rows, ({ server, url = 'http://127.0.0.1:PORT/', addresses = 'any', want }) =>
  withServer(server(), async port => {
    const request = { method: 'GET', url: new URL(url.replace('PORT', String(port))), headers: {}, addresses } as const
    const got = await network
      .send(request)
      .then(({ body }) => bytesOf(body, 'the body', 1e6))
      .then(
        bytes => Buffer.from(bytes).toString(),
        (error: NodeJS.ErrnoException) => error.code,
      )
    assert.is(got, want)
  }),
)

situation('a server that stops in the middle is let go of, or we would not end', async () => {
  const server = raw(socket => socket.resume().write(`${head}abc`))
  await withServer(server, async port => {
    const gone = new Promise(done =>
      server.on('connection', (socket: Socket) => socket.on('close', () => done('gone'))),
    )
    const url = new URL(`http://127.0.0.1:${port}/`)
    const { body } = await network.send({ method: 'GET', url, headers: {}, addresses: 'any' })
    await bytesOf(body, 'the body', 1e6).catch(() => undefined)
    const late = new Promise(done => setTimeout(() => done('still there'), 500))
    assert.is(await Promise.race([gone, late]), 'gone')
  })
})

table('a connection that is open', { 'is not for who may not make it': 'EPRIVATE' }, want =>
  withServer(
    http((_, response) => response.end('private')),
    async port => {
      const request = { method: 'GET', url: new URL(`http://localhost:${port}/`), headers: {} } as const
      const { body } = await network.send({ ...request, addresses: 'any' })
      assert.is(Buffer.from(await bytesOf(body, 'the body', 100)).toString(), 'private')
      await new Promise(done => setTimeout(done, 50)) // until the connection is back in its pool
      const got = await network.send({ ...request, addresses: 'public' }).then(
        ({ status }) => status,
        (error: NodeJS.ErrnoException) => error.code,
      )
      assert.is(got, want)
    },
  ),
)

table('who reads slowly', { 'is not the fault of the server': 'x'.repeat(200_000) }, want =>
  withServer(
    http((_, response) => response.end(want)),
    async port => {
      const url = new URL(`http://127.0.0.1:${port}/`)
      const { body, address } = await network.send({ method: 'GET', url, headers: {}, addresses: 'any' })
      let got = ''
      for await (const chunk of body) {
        if (got === '') await new Promise(done => setTimeout(done, 700))
        got += Buffer.from(chunk).toString()
      }
      assert.equal([got.length, address], [want.length, '127.0.0.1'])
    },
  ),
)
