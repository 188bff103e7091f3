import * as assert from 'uvu/assert'
import { readImage } from '../../src/registry/facts/image-facts.ts'
import type { ClientOptions } from '../../src/registry/http/client.ts'
import type { HttpRequest } from '../../src/registry/http/network.ts'
import { ImageError } from '../../src/registry/limits.ts'
import { table } from '../table.ts'
import { damaged } from './damaged.ts'
import { clientOn, type FakeAnswer, fakeNetwork } from './fake-network.ts'
import { imageOf } from './image-of.ts'

const { manifestBytes, root, blobs } = imageOf({ config: { User: '7' } })
const manifest: FakeAnswer = { body: manifestBytes, headers: { 'docker-content-digest': root.digest } }
const image = { registry: 'reg.example', name: 'team/app', reference: 'v1' }
const url = 'https://reg.example/v2/team/app/manifests/v1'
const unauthorized = (challenge: string): FakeAnswer => ({ status: 401, headers: { 'www-authenticate': challenge } })
const bearer = unauthorized(
  'Bearer realm="https://auth.example/token",service="reg",scope="repository:team/app:pull,push"',
)
const token = 'https://auth.example/token?service=reg&scope=repository%3Ateam%2Fapp%3Apull'
const alice = { kind: 'password', username: 'alice', password: 's3cret' } as const
const noHelper = { kind: 'none', because: 'docker-credential-x, which holds the login, is not installed' } as const
const basic = `Basic ${Buffer.from('alice:s3cret').toString('base64')}`

type Answers = (request: HttpRequest, count: number) => FakeAnswer

interface Row {
  readonly answers: Answers
  readonly options?: Partial<ClientOptions>
  readonly registry?: string
  readonly reference?: string
  /** What was asked, or the sentence of the error. */
  readonly want: readonly string[] | string | RegExp
}

/** One answer after the other; the last again and again. */
function inTurn(...answers: readonly FakeAnswer[]): Answers {
  return (_, count) => answers[Math.min(count, answers.length) - 1] ?? {}
}

const rows: Readonly<Record<string, Row>> = {
  anonymous: { answers: inTurn(manifest), want: [`GET ${url}`] },
  'Docker Hub under its other name': {
    registry: 'docker.io',
    answers: inTurn(manifest),
    want: ['GET https://registry-1.docker.io/v2/team/app/manifests/v1'],
  },
  'a mirror in its place': {
    options: { mirrors: new Map([['reg.example', 'mirror.example:8443']]) },
    answers: inTurn(manifest),
    want: ['GET https://mirror.example:8443/v2/team/app/manifests/v1'],
  },
  'an anonymous token, for our own scope': {
    answers: inTurn(bearer, { body: '{"token":"t1"}' }, manifest),
    want: [`GET ${url}`, `GET ${token}`, `GET ${url} Bearer t1`],
  },
  'a token for a credential': {
    options: { credential: async () => alice },
    answers: inTurn(bearer, { body: '{"access_token":"t2"}' }, manifest),
    want: [`GET ${url}`, `GET ${token} ${basic}`, `GET ${url} Bearer t2`],
  },
  'an identity token is exchanged': {
    options: { credential: async () => ({ kind: 'identity-token', token: 'refresh' }) },
    answers: inTurn(bearer, { body: '{"access_token":"t3"}' }, manifest),
    want: [`GET ${url}`, 'POST https://auth.example/token', `GET ${url} Bearer t3`],
  },
  'basic, and only when asked for': {
    options: { credential: async () => alice },
    answers: inTurn(unauthorized('Basic realm="x"'), manifest),
    want: [`GET ${url}`, `GET ${url} ${basic}`],
  },
  'basic without a credential': {
    answers: inTurn(unauthorized('Basic realm="x"')),
    want: 'reg.example refuses access to team/app:v1 (401); log in with docker login reg.example, or name a file with --registry-config',
  },
  'basic without its helper': {
    options: { credential: async () => noHelper },
    answers: inTurn(unauthorized('Basic realm="x"')),
    want: `reg.example refuses access to team/app:v1 (401); log in with docker login reg.example, or name a file with --registry-config; ${noHelper.because}`,
  },
  'an anonymous token without its helper, which is enough': {
    options: { credential: async () => noHelper },
    answers: inTurn(bearer, { body: '{"token":"t1"}' }, manifest),
    want: [`GET ${url}`, `GET ${token}`, `GET ${url} Bearer t1`],
  },
  'an anonymous token without its helper, which is not enough': {
    options: { credential: async () => noHelper },
    answers: inTurn(bearer, { body: '{"token":"t1"}' }, { status: 403 }),
    want: `reg.example refuses access to team/app:v1 (403); log in with docker login reg.example, or name a file with --registry-config; ${noHelper.because}`,
  },
  'a token server that refuses who comes without a helper': {
    options: { credential: async () => noHelper },
    answers: inTurn(bearer, { status: 401 }),
    want: `the token server auth.example refuses a token (401); log in again; ${noHelper.because}`,
  },
  'a server that fails has nothing to do with a helper': {
    options: { credential: async () => noHelper },
    answers: inTurn(bearer, { body: '{"token":"t1"}' }, { status: 500 }),
    want: 'reg.example failed three times for team/app:v1 (500); try again later',
  },
  'a server that fails for good is asked once': {
    answers: inTurn({ status: 501 }),
    want: 'reg.example failed for team/app:v1 (501); try again later',
  },
  'a registry that asks again and again': {
    answers: request => (request.url.host === 'auth.example' ? { body: '{"token":"t"}' } : bearer),
    want: 'reg.example refuses access to team/app:v1 (401); log in with docker login reg.example, or name a file with --registry-config',
  },
  'a token server that refuses': {
    answers: inTurn(bearer, { status: 401 }),
    want: 'the token server auth.example refuses a token (401); log in again',
  },
  'a token server that fails': {
    answers: inTurn(bearer, { status: 503 }),
    want: 'the token server auth.example refuses a token (503); try again later',
  },
  'a token server over HTTP': {
    answers: inTurn(unauthorized('Bearer realm="http://auth.example/token"')),
    want: 'reg.example names no token server that can be trusted; found http://auth.example, expected https://',
  },
  'a token that would break the header': {
    answers: inTurn(bearer, { body: '{"token":"a\\r\\nX: y"}' }),
    want: 'the token server auth.example answered without a token; is it one?',
  },
  'an image that does not exist': {
    answers: inTurn({ status: 404 }),
    want: 'reg.example has no team/app:v1 (404); correct the reference, or log in if it is private',
  },
  'too many requests, then an answer': {
    answers: inTurn({ status: 429 }, { status: 503 }, manifest),
    want: [`GET ${url}`, `GET ${url}`, `GET ${url}`],
  },
  'too many requests': {
    answers: inTurn({ status: 429 }),
    want: 'reg.example takes no more requests for now (429); log in, or try again later',
  },
  'a connection that breaks, then an answer': {
    answers: inTurn({ fails: 'ECONNRESET' }, manifest),
    want: [`GET ${url}`, `GET ${url}`],
  },
  'a name that does not resolve': {
    answers: inTurn({ fails: 'ENOTFOUND' }),
    want: 'the name reg.example does not resolve (ENOTFOUND); correct the reference',
  },
  'credentials of a cloud in place of a registry': {
    registry: '169.254.169.254',
    answers: inTurn({ fails: 'EMETADATA' }),
    want: '169.254.169.254 leads to an address where clouds serve credentials, so it was not asked; correct the reference or the registry, or read the image from a folder with --from-oci-layout',
  },
  'a token server that is none': {
    answers: request => (request.url.host === 'auth.example' ? { fails: 'EMETADATA' } : bearer),
    want: 'auth.example leads to an address where clouds serve credentials, so it was not asked; correct the reference or the registry, or read the image from a folder with --from-oci-layout',
  },
  'a certificate that is not trusted': {
    answers: inTurn({ fails: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    want: 'the certificate of reg.example is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT); name its authority with --ca FILE',
  },
  silence: {
    answers: inTurn({ fails: 'ETIMEDOUT' }),
    want: 'reg.example did not answer for 30 seconds; try again later',
  },
  'another content than a digest of sha512': {
    reference: `sha512:${'0'.repeat(128)}`,
    answers: inTurn(manifest),
    want: /^reg\.example answers for sha512:0{128} with content of sha512:[a-f0-9]{128}; refused$/,
  },
  'a digest that cannot be checked': {
    reference: 'md5:00',
    answers: inTurn(manifest),
    want: 'md5:00 is not a digest of sha256 or sha512; correct the reference',
  },
  'a digest whose algorithm is what every object has': {
    reference: 'constructor:x',
    answers: inTurn(manifest),
    want: 'constructor:x is not a digest of sha256 or sha512; correct the reference',
  },
  'a digest of three parts': {
    reference: `sha256:${'0'.repeat(64)}:x`,
    answers: inTurn(manifest),
    want: `sha256:${'0'.repeat(64)}:x is not a digest of sha256 or sha512; correct the reference`,
  },
  'an image that is served as an index': {
    answers: inTurn({ body: manifestBytes, headers: { 'content-type': 'application/vnd.oci.image.index.v1+json' } }),
    want: damaged(
      'the manifest has the fields of an image, and says that it is application/vnd.oci.image.index.v1+json',
    ),
  },
  'an image that is served as text': {
    answers: inTurn({ body: manifestBytes, headers: { 'content-type': 'text/plain' } }),
    want: [`GET ${url}`],
  },
  'a body that breaks off': {
    answers: inTurn({ body: manifestBytes, breaks: 'ECONNRESET' }),
    want: 'reg.example broke off in the middle of an answer (ECONNRESET); try again later',
  },
  'a token that breaks off': {
    answers: inTurn(bearer, { body: '{"tok', breaks: 'ECONNRESET' }),
    want: 'auth.example broke off in the middle of an answer (ECONNRESET); try again later',
  },
  'headers without end': {
    answers: inTurn({ fails: 'HPE_HEADER_OVERFLOW' }),
    want: 'reg.example does not speak HTTP as registries do (HPE_HEADER_OVERFLOW); is it a registry?',
  },
  'a mirror gets its own credential alone': {
    options: {
      mirrors: new Map([['reg.example', 'mirror.example']]),
      credential: async repository => (repository.startsWith('reg.example/') ? alice : undefined),
    },
    answers: inTurn(unauthorized('Basic realm="x"')),
    want: 'mirror.example refuses access to team/app:v1 (401); log in with docker login mirror.example, or name a file with --registry-config',
  },
  'a challenge of whom it redirects to': {
    options: { credential: async () => alice },
    answers: inTurn(
      { status: 307, headers: { location: 'https://cdn.example/x' } },
      unauthorized('Bearer realm="https://thief.example/token"'),
    ),
    want: 'reg.example redirects to cdn.example, which refuses access (401); try again later',
  },
  'a registry of this machine with a token server elsewhere over HTTP': {
    registry: 'localhost:5000',
    options: { credential: async () => alice },
    answers: inTurn({}, unauthorized('Bearer realm="http://thief.example/token"')),
    want: 'localhost:5000 names no token server that can be trusted; found http://thief.example, expected https://',
  },
  'a token server whose address has a password': {
    answers: inTurn(unauthorized('Bearer realm="ftp://user:pw@auth.example/token"')),
    want: 'reg.example names no token server that can be trusted; found ftp://auth.example, expected https://',
  },
  'another content than was asked for': {
    answers: inTurn({ ...manifest, headers: { 'docker-content-digest': `sha256:${'0'.repeat(64)}` } }),
    want: `reg.example answers for sha256:${'0'.repeat(64)} with content of ${root.digest}; refused`,
  },
  'a page to log in at in place of a manifest': {
    answers: inTurn({ body: '<html>', headers: { 'content-type': 'text/html; charset=utf-8' } }),
    want: 'reg.example answers with a web page in place of a manifest; is it a registry, and does a proxy ask for a login?',
  },
  'a page in place of a manifest': {
    answers: inTurn({ body: '<html>' }),
    want: damaged('the manifest is not valid JSON'),
  },
  'schema version 1': {
    answers: inTurn({
      body: '{}',
      headers: { 'content-type': 'application/vnd.docker.distribution.manifest.v1+prettyjws' },
    }),
    want: damaged('the registry offers a manifest of schema version 1 only, which has no config'),
  },
  'a redirect keeps the credential from others': {
    options: { credential: async () => alice },
    answers: inTurn(
      unauthorized('Basic realm="x"'),
      { status: 307, headers: { location: 'https://cdn.example/x?sig=1' } },
      manifest,
    ),
    want: [`GET ${url}`, `GET ${url} ${basic}`, 'GET https://cdn.example/x?sig=1'],
  },
  'a redirect within the registry keeps it': {
    options: { credential: async () => alice },
    answers: inTurn(unauthorized('Basic realm="x"'), { status: 307, headers: { location: '/other' } }, manifest),
    want: [`GET ${url}`, `GET ${url} ${basic}`, `GET https://reg.example/other ${basic}`],
  },
  'another port is another origin': {
    options: { credential: async () => alice },
    answers: inTurn(
      unauthorized('Basic realm="x"'),
      { status: 307, headers: { location: 'https://reg.example:444/o' } },
      manifest,
    ),
    want: [`GET ${url}`, `GET ${url} ${basic}`, 'GET https://reg.example:444/o'],
  },
  'a redirect from HTTPS to HTTP': {
    answers: inTurn({ status: 302, headers: { location: 'http://reg.example/x' } }),
    want: 'reg.example redirects to http://reg.example; refused',
  },
  'a redirect to a file': {
    answers: inTurn({ status: 302, headers: { location: 'file:///etc/passwd' } }),
    want: 'reg.example redirects to a file: URL; refused',
  },
  'a redirect to nowhere': {
    answers: inTurn({ status: 302, headers: {} }),
    want: 'reg.example redirects to nowhere; refused',
  },
  'redirects without end': {
    answers: inTurn({ status: 302, headers: { location: '/x' } }),
    want: 'reg.example redirects more than 5 times; refused',
  },
  'a registry of this machine over HTTP': {
    registry: 'localhost:5000',
    answers: request => (request.url.protocol === 'https:' ? { fails: 'ERR_SSL_WRONG_VERSION_NUMBER' } : manifest),
    want: ['GET https://localhost:5000/v2/', 'GET http://localhost:5000/v2/team/app/manifests/v1'],
  },
  'a registry of this machine over TLS stays there': {
    registry: 'localhost:5000',
    answers: inTurn({ status: 401 }, manifest),
    want: ['GET https://localhost:5000/v2/', 'GET https://localhost:5000/v2/team/app/manifests/v1'],
  },
  'a bad certificate is no reason for HTTP': {
    registry: 'localhost:5000',
    answers: inTurn({ fails: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    want: 'the certificate of localhost:5000 is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT); name its authority with --ca FILE',
  },
  'another registry is never asked over HTTP': {
    answers: inTurn({ fails: 'EPROTO' }),
    want: 'reg.example does not speak TLS (EPROTO); if it is meant to, name it with --insecure-registry reg.example',
  },
}

table(
  'asking a registry',
  rows,
  async ({ answers, options, registry = image.registry, reference = image.reference, want }) => {
    const { network, asked } = fakeNetwork(answers)
    const error = await clientOn(network, options)
      .resolve({ ...image, registry, reference })
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
    if (error !== undefined && !(error instanceof ImageError)) throw error
    if (want instanceof RegExp) assert.match(error?.message ?? '', want)
    else assert.equal(error?.message ?? asked, want)
  },
)

/** What is asked for two images, one after the other, and how often it is asked. */
const silences: Readonly<
  Record<string, { readonly registry: string; readonly answers: Answers; readonly want: number }>
> = {
  'that never answered is not waited for again': {
    registry: 'reg.example',
    answers: inTurn({ fails: 'ETIMEDOUT' }),
    want: 1,
  },
  'of this machine that never answered': {
    registry: 'localhost:5000',
    answers: inTurn({ fails: 'ETIMEDOUT' }),
    want: 1,
  },
  'that takes no more requests is not asked again': {
    registry: 'reg.example',
    answers: inTurn({ status: 429 }),
    want: 3,
  },
  'that answered before is asked again': {
    registry: 'reg.example',
    answers: inTurn({ status: 404 }, { fails: 'ETIMEDOUT' }),
    want: 2,
  },
}

table('a registry', silences, async ({ registry, answers, want }) => {
  const { network, asked } = fakeNetwork(answers)
  const client = clientOn(network)
  for (const name of ['team/a', 'team/b'])
    await client.resolve({ ...image, registry, name }).then(
      () => assert.unreachable(),
      (error: unknown) => assert.instance(error, ImageError),
    )
  assert.is(asked.length, want)
})

const waits: Readonly<Record<string, { readonly after: string; readonly date?: string; readonly want: number }>> = {
  'as long as the server asks': { after: '7', want: 7000 },
  'a minute': { after: '60', want: 60_000 },
  'until a date, by the clock of the server': {
    after: 'Wed, 21 Oct 2026 07:28:00 GMT',
    date: 'Wed, 21 Oct 2026 07:27:52 GMT',
    want: 8000,
  },
  'a date that is over': {
    after: 'Wed, 21 Oct 2026 07:28:00 GMT',
    date: 'Wed, 21 Oct 2026 07:29:00 GMT',
    want: 500,
  },
  'a date of a server without a clock': { after: 'Wed, 21 Oct 2026 07:28:00 GMT', want: 500 },
  'less than nothing': { after: '-5', date: 'Wed, 21 Oct 2026 07:28:00 GMT', want: 500 },
}

table('Retry-After', waits, async ({ after, date = '', want }) => {
  const headers = { 'retry-after': after, date }
  const { network, slept } = fakeNetwork(inTurn({ status: 429, headers }, manifest))
  await clientOn(network).resolve(image)
  assert.equal(slept, [want])
})

const tooLong: Readonly<Record<string, { readonly after: string; readonly date?: string }>> = {
  seconds: { after: '61' },
  'a date': { after: 'Thu, 22 Oct 2026 07:28:00 GMT', date: 'Wed, 21 Oct 2026 07:27:52 GMT' },
}

table('more than a minute is not waited for', tooLong, async ({ after, date = '' }) => {
  const { network, asked, slept } = fakeNetwork(inTurn({ status: 429, headers: { 'retry-after': after, date } }))
  await clientOn(network)
    .resolve(image)
    .catch(() => undefined)
  assert.equal([asked.length, slept], [1, []])
})

/** Where a redirect may lead, by where the registry lies. */
const reach: Readonly<Record<string, { readonly address: string; readonly want: string }>> = {
  'a public registry leads to the public alone': { address: '203.0.113.1', want: 'public' },
  'one of a private network may lead to its neighbours': { address: '10.0.0.5', want: 'any' },
}

table('addresses behind a redirect', reach, async ({ address, want }) => {
  const addresses: string[] = []
  const { network } = fakeNetwork((request, count) => {
    addresses.push(request.addresses)
    return count === 1 ? { status: 307, headers: { location: 'https://cdn.example/x' }, address } : manifest
  })
  await clientOn(network).resolve(image)
  assert.equal(addresses, ['any', want])
})

table('one token serves the whole repository', { 'manifest and config': 4 }, async want => {
  const { network, asked } = fakeNetwork(request => {
    if (request.url.host === 'auth.example') return { body: '{"token":"t"}' }
    if (request.headers.authorization === undefined) return bearer
    const [, digest = ''] = /blobs\/(.+)$/.exec(request.url.pathname) ?? []
    return digest === '' ? manifest : { body: blobs.get(digest) ?? '' }
  })
  const resolved = await clientOn(network).resolve(image)
  if (resolved.root.kind === 'index') throw new Error('an image is no index')
  await readImage(resolved.root, resolved.open, { platform: { os: 'linux', architecture: 'amd64' }, paths: [] })
  assert.is(asked.length, want)
})

table('HEAD tells the digest', { 'and nothing else is asked': [`HEAD ${url}`] }, async want => {
  const { network, asked } = fakeNetwork(inTurn({ headers: { 'docker-content-digest': root.digest } }))
  assert.is(await clientOn(network).digest(image), root.digest)
  assert.equal(asked, want)
})
