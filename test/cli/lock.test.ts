import * as assert from 'uvu/assert'
import type { HttpRequest } from '../../src/registry/network.ts'
import { type FakeAnswer, fakeNetwork } from '../registry/fake-network.ts'
import { imageOf } from '../registry/image-of.ts'
import { situation, table } from '../table.ts'
import { callWith } from './call.ts'

const app = imageOf({ config: { User: 'app' }, layers: [[{ path: 'etc/passwd', content: 'app:x:7:8::/:\n' }]] })
const newer = imageOf({ config: { User: '9:9' } })
const blobs = new Map([...app.blobs, ...newer.blobs])
const pod = (...images: readonly string[]) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: images.map((image, index) => ({ name: `c${index}`, image })) },
  })

/** A registry that has `v1` under any name, but for those that begin with `gone`. */
function registry(image: typeof app, seen: HttpRequest[] = []) {
  const { network } = fakeNetwork((request): FakeAnswer => {
    seen.push(request)
    if (request.url.pathname.startsWith('/v2/gone')) return { status: 404 }
    if (request.url.pathname.startsWith('/v2/secret')) return { status: 401, headers: { 'www-authenticate': 'Basic' } }
    const [, digest = ''] = /blobs\/(.+)$/.exec(request.url.pathname) ?? []
    const headers = { 'docker-content-digest': image.root.digest }
    return digest === '' ? { body: image.manifestBytes, headers } : { body: blobs.get(digest) ?? '' }
  })
  return { network: async () => network }
}

async function lockOf(manifest: string, ...args: readonly string[]) {
  return callWith(['lock', ...args], { stdin: manifest }, registry(app))
}

const file = 'seaworthy.lock.yaml'
const locked = async () => (await lockOf(pod('r.example/b:v1', 'r.example/a:v1'))).files[file] ?? ''

situation('two runs give equal bytes, in whatever order the images stand', async () => {
  const texts = [
    await locked(),
    await locked(),
    (await lockOf(pod('r.example/a:v1', 'r.example/b:v1', 'r.example/a:v1'))).files[file],
  ]
  assert.match(texts[0] ?? '', /uid: 7/)
  assert.equal(new Set(texts).size, 1)
})

interface Row {
  readonly args?: readonly string[]
  readonly images: readonly string[]
  /** What the registry has now; what was locked is always the first image. */
  readonly now?: typeof app
  readonly files?: Readonly<Record<string, string>>
  readonly code: number
  readonly says: RegExp
  /** Whether the file is another one afterwards. */
  readonly writes: boolean
  readonly asks?: RegExp
}

const kept = ['r.example/a:v1', 'r.example/b:v1']

const rows: Readonly<Record<string, Row>> = {
  'what is known is kept, and nobody is asked': {
    images: kept,
    now: newer,
    code: 0,
    says: /2 kept/,
    writes: false,
    asks: /^$/,
  },
  'unless it is to be updated': { args: ['--update'], images: kept, now: newer, code: 0, says: /2/, writes: true },
  'what is not used any more goes with --prune': {
    args: ['--prune'],
    images: ['r.example/a:v1'],
    code: 0,
    says: /1/,
    writes: true,
  },
  'a failure leaves the file as it was': {
    images: [...kept, 'r.example/gone:v1', 'r.example/new:v1'],
    code: 2,
    says: /r\.example\/gone:v1: r\.example has no gone:v1 \(404\)/,
    writes: false,
  },
  'and every failure is told': {
    images: ['r.example/gone:v1', 'r.example/gone:v2'],
    code: 2,
    says: /gone:v1.*\n.*gone:v2/,
    writes: false,
  },
  'with --keep-going the others are written': {
    args: ['--keep-going'],
    images: ['r.example/gone:v1', 'r.example/new:v1'],
    code: 1,
    says: /gone:v1/,
    writes: true,
  },
  'a registry that is not allowed is not asked': {
    args: ['--allow-registry', '*.internal'],
    images: ['r.example/new:v1'],
    code: 2,
    says: /r\.example is not one of the registries of --allow-registry/,
    writes: false,
    asks: /^$/,
  },
  '--check asks for digests alone': {
    args: ['--check'],
    images: kept,
    code: 0,
    says: /^$/,
    writes: false,
    asks: /^(HEAD r\.example ?)+$/,
  },
  '--check finds a tag that moved': {
    args: ['--check'],
    images: kept,
    now: newer,
    code: 1,
    says: /r\.example\/a:v1: now names sha256:.*\n.*r\.example\/b:v1: now names/,
    writes: false,
  },
  '--check finds what is not locked': {
    args: ['--check'],
    images: ['r.example/new:v1'],
    code: 1,
    says: /r\.example\/new:v1: is not in/,
    writes: false,
  },
  'logins that cannot be read': {
    args: ['--registry-config', 'auth.json'],
    files: { 'auth.json': '{' },
    images: ['r.example/new:v1'],
    code: 2,
    says: /auth\.json is not valid JSON/,
    writes: false,
  },
  'a password is in no message': {
    args: ['--registry-config', 'auth.json'],
    files: { 'auth.json': '{"auths":{"r.example":{"username":"alice","password":"hunter2"}}}' },
    images: ['r.example/secret:v1'],
    code: 2,
    says: /^(?!.*(?:hunter2|YWxpY2U6aHVudGVyMg))seaworthy: r\.example\/secret:v1: r\.example/s,
    writes: false,
  },
  'a mirror that is no host': {
    args: ['--mirror', 'r.example=http://x/y'],
    images: kept,
    code: 2,
    says: /--mirror/,
    writes: false,
  },
}

table('seaworthy lock', rows, async ({ args = [], images, now = app, files = {}, code, says, writes, asks }) => {
  const seen: HttpRequest[] = []
  const before = await locked()
  const world = { stdin: pod(...images), files: { [file]: before, ...files } }
  const got = await callWith(['lock', ...args], world, registry(now, seen))
  assert.is(got.code, code, got.stderr)
  assert.match(`${got.stderr}${got.stdout}`.trimEnd(), says)
  assert.is(got.files[file] !== before, writes)
  if (asks !== undefined) assert.match(seen.map(({ method, url }) => `${method} ${url.host}`).join(' '), asks)
})

situation('--check tells of every tag that cannot be asked for', async () => {
  const images = ['r.example/gone-a:v1', 'r.example/gone-b:v1']
  const before = (await locked()).replaceAll('r.example/', 'r.example/gone-')
  const got = await callWith(['lock', '--check'], { stdin: pod(...images), files: { [file]: before } }, registry(app))
  assert.is(got.code, 2)
  assert.match(got.stderr, /gone-a:v1: r\.example has no gone-a:v1 \(404\).*\n.*gone-b:v1: r\.example has no gone-b:v1/)
})
