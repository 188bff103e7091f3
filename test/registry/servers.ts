import { type ChildProcess, spawn } from 'node:child_process'
import { createSign, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, createServer as createSocket } from 'node:net'
import { join } from 'node:path'
import { certificateIn } from '../support/certificate.ts'
import { portOf } from '../support/listening.ts'
import { ended } from '../support/process.ts'

/** Who may pull and push at the servers that ask. */
export const alice = { name: 'alice', password: 's3cret' } as const

/** A registry three times: without a question, with a password over TLS, and with a token server. */
export interface Servers {
  readonly plain: string
  readonly password: string
  readonly token: string
  /** The authority that signed the certificates (PEM). */
  readonly ca: string
  readonly stop: () => void
}

/** Start all of them on loopback, in a folder of their own. `program` is a registry of the project Distribution. */
export async function startServers(folder: string, program: string): Promise<Servers> {
  const { certificate, key } = await certificateIn(folder, 'localhost', [
    '-addext',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ])
  const realm = await tokenServer(key, certificate)
  const [plain = 0, password = 0, token = 0] = await freePorts(3)
  const htpasswd = join(folder, 'htpasswd')
  const line = await ended({ command: 'htpasswd', args: ['-Bbn', alice.name, alice.password] })
  writeFileSync(htpasswd, line.stdout)
  const tls = { certificate, key }
  const processes = [
    await registry(program, folder, plain, {}),
    await registry(program, folder, password, { tls, auth: { htpasswd: { realm: 'basic', path: htpasswd } } }),
    await registry(program, folder, token, {
      tls,
      auth: { token: { realm: realm.url, service: 'test', issuer: 'test', rootcertbundle: certificate } },
    }),
  ]
  return {
    plain: `127.0.0.1:${plain}`,
    password: `localhost:${password}`,
    token: `localhost:${token}`,
    ca: certificate,
    stop: () => {
      for (const child of processes) child.kill()
      realm.server.close()
    },
  }
}

interface Secured {
  readonly tls?: object
  readonly auth?: object
}

async function registry(program: string, folder: string, port: number, { tls, auth }: Secured): Promise<ChildProcess> {
  const file = join(folder, `${port}.yml`)
  const storage = { filesystem: { rootdirectory: join(folder, `store-${port}`) } }
  const http = { addr: `127.0.0.1:${port}`, ...(tls && { tls }) }
  writeFileSync(file, JSON.stringify({ version: 0.1, log: { level: 'error' }, storage, http, ...(auth && { auth }) }))
  const env = { ...process.env, OTEL_TRACES_EXPORTER: 'none' }
  const child = spawn(program, ['serve', file], { stdio: 'ignore', env })
  await listening(port)
  // Whoever else took the port would answer in its place.
  if (child.exitCode !== null) throw new Error(`${program} did not start on port ${port}`)
  return child
}

/** All are held until the last is found: a port that was let go is the next one that is given. */
async function freePorts(count: number): Promise<readonly number[]> {
  const sockets = Array.from({ length: count }, () => createSocket().listen(0, '127.0.0.1'))
  await Promise.all(sockets.map(socket => once(socket, 'listening')))
  const ports = sockets.map(socket => (socket.address() as AddressInfo).port)
  await Promise.all(sockets.map(socket => once(socket.close(), 'close')))
  return ports
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await answers(port)) return
    await new Promise(done => setTimeout(done, 100))
  }
  throw new Error(`nothing listens on port ${port}`)
}

function answers(port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect(port, '127.0.0.1')
    const finish = (isUp: boolean) => {
      socket.destroy()
      done(isUp)
    }
    socket.on('connect', () => finish(true)).on('error', () => finish(false))
  })
}

/** Anybody may pull `open/…`; alice may pull and push everything (distribution, docs/spec/auth/jwt.md). */
async function tokenServer(
  key: string,
  certificate: string,
): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost')
    const login = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString()
    const isAlice = login === `${alice.name}:${alice.password}`
    if (login !== '' && !isAlice) return response.writeHead(401).end()
    const [, name = '', actions = ''] = /^repository:([^:]+):(.+)$/.exec(searchParams.get('scope') ?? '') ?? []
    const allowed = isAlice ? actions.split(',') : name.startsWith('open/') ? ['pull'] : []
    response.end(JSON.stringify({ token: signed({ name, actions: allowed }, key, certificate) }))
    return response
  })
  return { url: `http://127.0.0.1:${await portOf(server)}/token`, server }
}

function signed(
  access: { readonly name: string; readonly actions: readonly string[] },
  key: string,
  certificate: string,
): string {
  const now = Math.floor(Date.now() / 1000)
  const x5c = [new X509Certificate(readFileSync(certificate)).raw.toString('base64')]
  const claims = {
    iss: 'test',
    aud: 'test',
    nbf: now - 60,
    exp: now + 600,
    access: [{ type: 'repository', ...access }],
  }
  const parts = [{ typ: 'JWT', alg: 'RS256', x5c }, claims].map(part =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const signature = createSign('RSA-SHA256').update(parts.join('.')).sign(readFileSync(key))
  return [...parts, signature.toString('base64url')].join('.')
}
