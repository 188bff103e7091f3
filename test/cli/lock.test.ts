import * as assert from 'uvu/assert'
import type { HttpRequest } from '../../src/registry/http/network.ts'
import { fakeNetwork } from '../registry/fake-network.ts'
import { imageOf } from '../registry/image-of.ts'
import { situation, table } from '../table.ts'
import { callWith } from './call.ts'
import { app, file, lockOf, newer, pod, registry } from './lock-registry.ts'

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
  'what is no reference is told, without its password': {
    images: [...kept, 'https://me:secret@r.example/a:v1', 'r.example/Upper'],
    code: 2,
    says: /^seaworthy: -:\d+:\d+: Pod\/\w+ spec\.containers\[2\]\.image: found "https:\/\/…@r\.example\/a:v1", expected an image reference, .*\n.*: found "r\.example\/Upper", expected /,
    writes: false,
  },
  'nor without any password that is one': {
    images: ['https://TOKEN@r.example/app', 'https://u:p/w@r.example/b'],
    code: 2,
    says: /^(?!.*(?:TOKEN|p\/w)).*"https:\/\/…@r\.example\/app".*"https:\/\/…@r\.example\/b"/s,
    writes: false,
  },
  'and a digest hides no part of it': {
    images: [`r.example/App:1.0@sha256:${'0'.repeat(64)}`],
    code: 2,
    says: /: found "r\.example\/App:1\.0@sha256:0+", expected an image reference/,
    writes: false,
  },
  'and with --keep-going the others are written': {
    args: ['--keep-going'],
    images: ['r.example/Upper', 'r.example/new:v1'],
    code: 1,
    says: /: found "r\.example\/Upper", expected an image reference/,
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
  'logins that cannot be read': {
    args: ['--registry-config', 'auth.json'],
    files: { 'auth.json': '{' },
    images: ['r.example/new:v1'],
    code: 2,
    says: /^seaworthy: auth\.json:1:2: found the end, expected a key in double quotes or "}"$/,
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

/** A model, as it is pushed: an empty config, and a file in place of a layer. */
const model = imageOf({ artifact: { mediaType: 'application/vnd.oci.empty.v1+json', text: '{}' } })
const chart = imageOf({ artifact: { mediaType: 'application/vnd.cncf.helm.config.v1+json', text: 'no JSON' } })
const artifacts: Readonly<Record<string, typeof app>> = { 'a model': model, 'a config that is none': chart }
const mounting = (reference: string, image = 'r.example/a:v1') =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image }], volumes: [{ name: 'm', image: { reference } }] },
  })

/** `app` under every name, and the artifact as `r.example/model:v1`. */
function registryWith(artifact: typeof app, asked: string[] = []) {
  const { network } = fakeNetwork(({ url: { pathname } }) => {
    asked.push(pathname)
    const image = pathname.startsWith('/v2/model') ? artifact : app
    const [, digest = ''] = /blobs\/(.+)$/.exec(pathname) ?? []
    return { body: digest === '' ? image.manifestBytes : (image.blobs.get(digest) ?? '') }
  })
  return { network: async () => network }
}

table('a volume that is an artifact is locked by its digest alone:', artifacts, async artifact => {
  const stdin = mounting('r.example/model:v1')
  const got = await callWith(['lock'], { stdin }, registryWith(artifact))
  assert.is(got.code, 0, got.stderr)
  assert.is(got.stderr, 'seaworthy: r.example/model:v1: is an artifact and no image: only its digest is locked\n')
  const text = got.files[file] ?? ''
  assert.match(text, `  r.example/model:v1:\n    digest: ${artifact.root.digest}\n    platforms: {}\n`)
  const asked: string[] = []
  const again = await callWith(['lock'], { stdin, files: { [file]: text } }, registryWith(artifact, asked))
  assert.equal([again.code, again.files[file], asked], [0, text, []])
  const { stdout } = await callWith(['explain'], {
    stdin: stdin.replace('"c"', '"c","volumeMounts":[{"name":"m","mountPath":"/m"}]'),
    files: { [file]: text },
  })
  assert.match(stdout.replace(/\s+/g, ' '), 'it is an artifact and no image, as locked: containerd does not mount it')
})

table('a container is no artifact:', artifacts, async artifact => {
  const stdin = mounting('r.example/model:v1', 'r.example/model:v1')
  const got = await callWith(['lock'], { stdin }, registryWith(artifact))
  assert.is(got.code, 2)
  assert.match(
    got.stderr,
    /^seaworthy: r\.example\/model:v1: the (?:config names no system: it is not a container image; correct the reference|image config is not valid JSON; get a sound copy of the image, .*)\n/,
  )
})

/** A certificate of an authority that nobody has. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUeRfRAKy8h1+YfQoCY3nVQ1MfhzgwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjgyMDQyMTdaGA8yMTI2MTEwNDIwNDIx
N1owDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFLm
QK4VqP2Rt+OKO+qr/rp6dVvOAaVx0Pr8aRHghazy8UFIxlapaKOAgpkHj6S/Gyhr
LCGh387aQDcM8aCJ28KjUzBRMB0GA1UdDgQWBBTlpVR7U7rK/O7oBizMS6inO0FC
BTAfBgNVHSMEGDAWgBTlpVR7U7rK/O7oBizMS6inO0FCBTAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIGTKltq7DY6RY0l7coUXZKrBPBIxnewrgQg2
mcfCXmc/AiEA/dlLPUI3/lGIfnclZnBJdVZ58pobETO+gwEhDrfwSnc=
-----END CERTIFICATE-----
`

interface Wrong {
  readonly args: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly says: string
}

const login = (config: object) => ({ 'auth.json': JSON.stringify(config) })
const noLogin =
  '--registry-config auth.json: found no login, expected auths, credHelpers or credsStore, as `docker login` writes them'

/** Nothing of a registry is asked, and one sentence says what is wrong. */
const wrong: Readonly<Record<string, Wrong>> = {
  'an update and a check': { args: ['--update', '--check'], says: '--check and --update: expected one of them' },
  'a check of a platform': {
    args: ['--check', '--platform=a/b'],
    says: '--check and --platform: expected one of them',
  },
  'no lock, where one is written': {
    args: ['--no-lock'],
    says: 'unknown option --no-lock; `seaworthy lock --help` lists the options',
  },
  'an authority that is a key': {
    args: ['--ca', 'ca.pem'],
    files: { 'ca.pem': '-----BEGIN EC PRIVATE KEY-----\n' },
    says: '--ca ca.pem: found a private key, expected certificates in PEM',
  },
  'an authority in DER': {
    args: ['--ca', 'ca.der'],
    files: { 'ca.der': '0\u0082\u0001' },
    says: '--ca ca.der: found none, expected certificates in PEM',
  },
  'an authority that is an empty file': {
    args: ['--ca', 'ca.pem'],
    files: { 'ca.pem': '' },
    says: '--ca ca.pem: found an empty file, expected certificates in PEM',
  },
  'a second authority that is broken': {
    args: ['--ca', 'ca.pem'],
    files: { 'ca.pem': certificate + certificate.replace('MII', 'MIX') },
    says: '--ca ca.pem: certificate 2 of 2 cannot be read',
  },
  'logins without any': { args: ['--registry-config=auth.json'], files: login({ auths: {} }), says: noLogin },
  'logins that are elsewhere': {
    args: ['--registry-config=auth.json'],
    files: login({ auths: { 'r.example': {} }, credsStore: '' }),
    says: noLogin,
  },
  'logins that are a list': {
    args: ['--registry-config=auth.json'],
    files: { 'auth.json': '[]' },
    says: 'auth.json: expected a map with auths, as `docker login` writes it',
  },
  'a plain registry that is a URL': {
    args: ['--insecure-registry', 'http://x'],
    says: '--insecure-registry: found "http://x", expected HOST[:PORT] without http://, as in registry.example.com',
  },
  'a plain registry that is a repository': {
    args: ['--insecure-registry', 'r.example/a'],
    says: '--insecure-registry: found "r.example/a", expected HOST[:PORT], as in registry.example.com',
  },
  'an allowed registry that is a URL': {
    args: ['--allow-registry', 'https://*.example'],
    says: '--allow-registry: found "https://*.example", expected a registry, or a glob of * and ? without https://',
  },
  'a mirror that is a URL': {
    args: ['--mirror', 'r.example=http://x/y'],
    says: '--mirror: found "r.example=http://x/y", expected REGISTRY=HOST[:PORT] without http://',
  },
  'a mirror that is a URL with a login': {
    args: ['--mirror', 'docker.io=https://me:secret@r.example'],
    says: '--mirror: found "…@r.example", expected REGISTRY=HOST[:PORT] without https://',
  },
  'a mirror at a port that is none': {
    args: ['--mirror', 'r.example=m.example:99999'],
    says: '--mirror: found "r.example=m.example:99999", expected REGISTRY=HOST[:PORT], as in registry.example.com',
  },
  'a mirror of a repository': {
    args: ['--mirror', 'r.example/a=m.example'],
    says: '--mirror: found "r.example/a=m.example", expected REGISTRY=HOST[:PORT], as in registry.example.com',
  },
  'two mirrors of one registry': {
    args: ['--mirror', 'r.example=a', '--mirror', 'r.example=b'],
    says: '--mirror: found a and b for r.example, expected one of them',
  },
  'a layout for an image that is not used': {
    args: ['--from-oci-layout', 'r.example/app:v2=dir'],
    files: { 'dir/index.json': '{}' },
    says: '--from-oci-layout r.example/app:v2=dir: the manifests use no r.example/app:v2; did you mean r.example/app:v1?',
  },
  'a layout for an image like no other': {
    args: ['--from-oci-layout', 'redis=dir'],
    files: { 'dir/index.json': '{}' },
    says: '--from-oci-layout redis=dir: the manifests use no docker.io/library/redis:latest; give it the name that they use',
  },
  'two layouts for one image': {
    args: ['--from-oci-layout', 'r.example/app:v1=a', '--from-oci-layout', 'r.example/app:v1=b'],
    files: { 'a/index.json': '{}', 'b/index.json': '{}' },
    says: '--from-oci-layout r.example/app:v1=b: r.example/app:v1 is in --from-oci-layout r.example/app:v1=a, too; expected it once',
  },
  'a layout that is no folder': {
    args: ['--from-oci-layout', 'r.example/app:v1=nowhere'],
    says: '--from-oci-layout: found "nowhere", expected the folder of an OCI layout, which holds index.json',
  },
}

table('lock refuses', wrong, async ({ args, files, says }) => {
  const seen: HttpRequest[] = []
  const got = await callWith(['lock', ...args], { stdin: pod('r.example/app:v1'), files }, registry(app, seen))
  assert.equal({ code: got.code, stdout: got.stdout, asked: seen.length }, { code: 2, stdout: '', asked: 0 })
  assert.ok(got.stderr.startsWith(`seaworthy: ${says}`), got.stderr)
  assert.is(got.stderr.trimEnd().split('\n').length, 1)
})

/** References that the grammar of images takes, and URLs do not. */
const unasked: Readonly<Record<string, string>> = {
  'an address of five parts': '1.2.3.4.5/app:v1',
  'a port beyond all': 'r.example:99999/app:v1',
}

table('an image of a registry that cannot be asked is one sentence:', unasked, async image => {
  const { code, stderr } = await lockOf(pod(image))
  const host = image.split('/')[0]
  assert.is(stderr, `seaworthy: ${image}: ${host} is neither a host name nor an address; correct the reference\n`)
  assert.is(code, 2)
})

/** Globs and registries that look odd and are none the less right. */
const allowed: Readonly<Record<string, string>> = {
  'any host': '*',
  'any host of a domain': '*.example',
  'an address in parts': '*.*.*.*.*',
  'a host at any port': 'r.example:*',
}

table('--allow-registry takes', allowed, async glob => {
  const { stderr } = await lockOf(pod('r.example/app:v1'), '--allow-registry', glob)
  assert.not.match(stderr, '--allow-registry: found')
})

situation('an authority that can be read is trusted', async () => {
  const world = { stdin: pod('r.example/app:v1'), files: { 'ca.pem': `# of nobody\n${certificate}` } }
  const given: (readonly string[])[] = []
  const network = async (authorities: readonly string[]) => {
    given.push(authorities)
    return registry(app).network()
  }
  const { code } = await callWith(['lock', '--ca', 'ca.pem'], world, { network })
  assert.equal({ code, given }, { code: 0, given: [[certificate.trimEnd()]] })
})

situation('a failure of every image is told once', async () => {
  const { stderr } = await lockOf(pod('r.example/gone:v1'))
  assert.is(
    stderr,
    'seaworthy: r.example/gone:v1: r.example has no gone:v1 (404); correct the reference, or log in if it is private\n',
  )
})

situation('a failure of one says how the others are kept', async () => {
  const { stderr } = await lockOf(pod('r.example/gone:v1', 'r.example/app:v1'))
  assert.match(stderr, /\nseaworthy: seaworthy\.lock\.yaml was not written; --keep-going writes the 1 image found\n$/)
})
