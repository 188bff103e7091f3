import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import * as assert from 'uvu/assert'
import { processNetwork } from '../../src/cli/network/network.ts'
import { bytesOf } from '../../src/registry/digest.ts'
import { unreachable } from '../../src/registry/http/registry-error.ts'
import { certificateIn } from '../support/certificate.ts'
import { withFolder } from '../support/folder.ts'
import { portOf } from '../support/listening.ts'
import { table } from '../table.ts'

interface Row {
  readonly env: Readonly<Record<string, string>>
  readonly url?: string
  readonly addresses?: 'any' | 'public'
  /** What the proxy answers; where it lets everybody through. */
  readonly refuses?: number
  /** The body, or the sentence. */
  readonly want: string
  /** What the proxy was asked, with the login. */
  readonly asked?: string
}

const through = { HTTPS_PROXY: 'http://127.0.0.1:%P' }
const noName = 'the name reg.test does not resolve (ENOTFOUND); correct the reference'
const behind = 'reg.test cannot be reached through the proxy'
const advice = 'check HTTPS_PROXY, or add reg.test to NO_PROXY'

/** `reg.test` is a name that nobody but the proxy resolves: what answers has come through it. */
const rows: Readonly<Record<string, Row>> = {
  'without a proxy': { env: {}, want: noName },
  'through a proxy': { env: through, want: 'over TLS', asked: 'reg.test:443' },
  'named in lower case': { env: { https_proxy: '127.0.0.1:%P' }, want: 'over TLS', asked: 'reg.test:443' },
  'with its login': {
    env: { HTTPS_PROXY: 'http://me:s%40cret@127.0.0.1:%P' },
    want: 'over TLS',
    asked: `reg.test:443 Basic ${Buffer.from('me:s@cret').toString('base64')}`,
  },
  'in plain HTTP': {
    env: { HTTP_PROXY: 'http://127.0.0.1:%P' },
    url: 'http://reg.test/',
    want: 'plain',
    asked: 'reg.test:80',
  },
  'one that is not for it': { env: { HTTP_PROXY: 'http://127.0.0.1:%P' }, want: noName },
  'a name that needs none': { env: { ...through, NO_PROXY: '.corp, reg.test' }, want: noName },
  'a proxy that wants a login': {
    env: through,
    refuses: 407,
    want: `${behind} http://127.0.0.1:%P (407); ${advice}`,
    asked: 'reg.test:443',
  },
  'a proxy that is not there, without its login': {
    env: { HTTPS_PROXY: 'http://me:secret@127.0.0.1:1' },
    want: `${behind} http://…@127.0.0.1:1 (ECONNREFUSED); ${advice}`,
  },
  'a proxy whose name does not resolve': {
    env: { HTTPS_PROXY: 'http://proxy.test:3128' },
    want: `${behind} http://proxy.test:3128 (ENOTFOUND); ${advice}`,
  },
  'a proxy of another kind': {
    env: { HTTPS_PROXY: 'socks5://127.0.0.1:%P' },
    want: `${behind} socks5://127.0.0.1:%P (expected http://HOST:PORT); ${advice}`,
  },
  'a proxy that is no URL': {
    env: { HTTPS_PROXY: '::' },
    want: `${behind} http://:: (expected http://HOST:PORT); ${advice}`,
  },
  'credentials of a cloud are not asked of it either': {
    env: through,
    url: 'https://169.254.169.254/',
    want: 'EMETADATA',
  },
  'nor a private address for the public': {
    env: through,
    url: 'https://10.0.0.1/',
    addresses: 'public',
    want: 'EPRIVATE',
  },
}

table('a registry', rows, async ({ env, url = 'https://reg.test/', addresses = 'any', refuses, want, asked }) =>
  withFolder({}, async folder => {
    const { key, certificate } = await certificateIn(folder, 'reg.test', ['-addext', 'subjectAltName=DNS:reg.test'])
    const ca = readFileSync(certificate, 'utf8')
    const servers = {
      443: createTlsServer({ key: readFileSync(key), cert: ca }, (_, response) => response.end('over TLS')),
      80: createServer((_, response) => response.end('plain')),
    }
    const ports = { 443: await portOf(servers[443]), 80: await portOf(servers[80]) }
    const seen: string[] = []
    const sockets = new Set<Socket>()
    const proxy = createServer().on('connect', ({ url: target = '', headers }: IncomingMessage, socket: Socket) => {
      seen.push([target, headers['proxy-authorization']].filter(part => part !== undefined).join(' '))
      if (refuses !== undefined) return socket.end(`HTTP/1.1 ${refuses} No\r\n\r\n`)
      const onward = connect(target.endsWith(':443') ? ports[443] : ports[80], '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        onward.pipe(socket).pipe(onward)
      })
      for (const end of [socket, onward]) sockets.add(end.on('error', () => undefined))
    })
    const port = String(await portOf(proxy))
    const here = (text: string) => text.replace('%P', port)
    try {
      const given = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)]))
      const network = processNetwork([ca], given, { idle: 3000, rate: 1 })
      const got = await network
        .send({ method: 'GET', url: new URL(url), headers: {}, addresses })
        .then(async ({ body, address }) => [String(Buffer.from(await bytesOf(body, 'the body', 100))), address])
        .catch((error: NodeJS.ErrnoException) =>
          /^E(?:METADATA|PRIVATE)$/.test(error.code ?? '') ? [error.code] : [unreachable('reg.test', error).message],
        )
      assert.equal(
        got.filter(part => part !== undefined),
        [here(want)],
      )
      assert.equal(seen, asked === undefined ? [] : [asked])
    } finally {
      for (const socket of sockets) socket.destroy()
      for (const server of [proxy, servers[443], servers[80]]) server.close()
    }
  }),
)
