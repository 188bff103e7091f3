import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, type IncomingHttpHeaders } from 'node:http2'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ended } from '../support/process.ts'

/** What the server answers: the objects as JSON, or the message of a call that failed. */
export type Generated = { readonly manifests: readonly string[] } | { readonly error: string }

/** An application as the repo server sends one: a folder of a repository, and its environment. */
export interface Application {
  readonly repository: string
  readonly path: string
  readonly env: Readonly<Record<string, string>>
}

/** argocd-cmp-server with a plugin, as it runs in the sidecar, for as long as `use` takes. */
export async function withCmpServer<T>(
  program: string,
  { plugin, folder, env }: { readonly plugin: string; readonly folder: string; readonly env: NodeJS.ProcessEnv },
  use: (generate: (application: Application) => Promise<Generated>) => Promise<T>,
): Promise<T> {
  for (const name of ['config', 'plugins', 'work']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'config/plugin.yaml'), plugin)
  const child = spawn(program, ['--config-dir-path', join(folder, 'config'), '--otlp-address', ''], {
    env: { ...env, ...foldersIn(folder) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const over = new Promise(done => child.once('close', done))
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  try {
    const socket = join(folder, 'plugins/seaworthy.sock')
    for (let left = 200; !existsSync(socket); left -= 1) {
      if (left === 0 || child.exitCode !== null) throw new Error(`argocd-cmp-server does not listen: ${said}`)
      await wait(50)
    }
    return await use(application => generateManifest(socket, folder, application))
  } finally {
    // 3.2.12 does not end when it is asked to.
    child.kill('SIGKILL')
    await over
  }
}

function foldersIn(folder: string) {
  return { ARGOCD_PLUGINSOCKFILEPATH: join(folder, 'plugins'), ARGOCD_CMP_WORKDIR: join(folder, 'work') }
}

/** The call that the repo server makes (cmpserver/plugin/plugin.proto): what it is about, then the archive in pieces. */
async function generateManifest(socket: string, folder: string, application: Application): Promise<Generated> {
  const archive = await packed(application, folder)
  const metadata = message(
    field(1, application.env.ARGOCD_APP_NAME ?? ''),
    field(2, application.path),
    field(3, createHash('sha256').update(archive).digest('hex')),
    field(4, archive.length),
    ...Object.entries(application.env).map(([name, value]) => field(5, message(field(1, name), field(2, value)))),
  )
  const pieces = Array.from({ length: Math.ceil(archive.length / 1024) }, (_, index) =>
    archive.subarray(index * 1024, (index + 1) * 1024),
  )
  const requests = [field(1, metadata), ...pieces.map(piece => field(2, field(1, piece)))]
  return answered(socket, '/plugin.ConfigManagementPluginService/GenerateManifest', requests)
}

async function packed({ repository, path }: Application, folder: string): Promise<Buffer> {
  const file = join(folder, 'repository.tgz')
  const { status, stderr } = await ended({ command: 'tar', args: ['czf', file, '-C', repository, path] })
  if (status !== 0) throw new Error(stderr)
  return readFileSync(file)
}

/** gRPC: HTTP/2, each message behind its length, the outcome in the trailers. */
function answered(socket: string, path: string, requests: readonly Buffer[]): Promise<Generated> {
  return new Promise((resolve, reject) => {
    const session = connect('http://cmp-server', { createConnection: () => createConnection(socket) })
    session.on('error', reject)
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    const parts: Buffer[] = []
    let outcome: IncomingHttpHeaders = {}
    stream.on('response', headers => (outcome = headers))
    stream.on('trailers', headers => (outcome = headers))
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('error', reject)
    stream.on('end', () => {
      session.close()
      if (outcome['grpc-status'] === '0') resolve({ manifests: textsIn(Buffer.concat(parts).subarray(5)) })
      else resolve({ error: decodeURIComponent(String(outcome['grpc-message'])) })
    })
    for (const request of requests) stream.write(framed(request))
    stream.end()
  })
}

function framed(body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(body.length, 1)
  return Buffer.concat([head, body])
}

/** A field of a protobuf message: a number as a varint, all else behind its length. */
function field(number: number, value: string | number | Buffer): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)])
  const bytes = Buffer.from(value)
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes])
}

function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields)
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}

/** The texts of field 1 of a message that has no other numbers than lengths. */
function textsIn(body: Buffer): readonly string[] {
  const texts: string[] = []
  for (let at = 0; at < body.length; ) {
    const key = readVarint(body, at)
    const length = readVarint(body, key.end)
    const end = length.end + length.value
    if (key.value >> 3 === 1) texts.push(body.toString('utf8', length.end, end))
    at = end
  }
  return texts
}

function readVarint(body: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0
  for (let at = start, scale = 1; ; at += 1, scale *= 128) {
    const byte = body[at] ?? 0
    value += (byte % 128) * scale
    if (byte < 128) return { value, end: at + 1 }
  }
}
