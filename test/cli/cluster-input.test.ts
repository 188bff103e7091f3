import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttp, type Server as HttpServer } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { portOf } from '../support/listening.ts'
import { table } from '../table.ts'
import { type Called, callWith } from './call.ts'

/** Every way in which a cluster cannot be asked, by servers of our own: one sentence each, that says what to do. */

const folder = mkdtempSync(join(tmpdir(), 'seaworthy-input-'))
const files = {
  'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
  'w.yaml': 'name: w\nnamespace: agents\nworker: { image: { repository: registry.example.com/w, tag: "1.0" } }\n',
}
const commands: Readonly<Record<string, readonly string[]>> = {
  preflight: ['preflight', 'a.yaml'],
  'run worker-job': ['run', 'worker-job', '-f', 'w.yaml', '--task', 'id=a'],
}

const api = await listening(apiServer('1.36'))
const old = await listening(apiServer('1.20'))
const young = await listening(apiServer('1.45'))
const page = await listening(createHttp((_, to) => to.end('<html>Log in</html>')))
const secure = await listening(
  createHttp((_, to) => to.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n')),
)
const sockets: Socket[] = []
const silent = await listening(createServer(socket => sockets.push(socket)))

const http = (port: number) => `http://127.0.0.1:${port}`
const clusters: Readonly<Record<string, string>> = {
  api: http(api.port),
  old: http(old.port),
  young: http(young.port),
  page: http(page.port),
  silent: http(silent.port),
  plain: `https://127.0.0.1:${api.port}`,
  closed: 'http://127.0.0.1:1',
  secure: http(secure.port),
  'no-url': 'k8s:6443',
}
const plugin = (command: string, ...args: readonly string[]) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args },
})
const users = {
  expired: { token: 'expired' },
  powerless: { token: 'powerless' },
  anonymous: { username: 'ann', password: 'secret' },
  'plugin-gone': plugin(join(folder, 'nowhere')),
  'plugin-no-program': plugin(join(folder, 'config')),
  'plugin-babbles': plugin('echo', 'hello'),
  'plugin-is-silent': plugin('true'),
  'plugin-is-empty': plugin('echo', '{}'),
  'plugin-fails': plugin('sh', '-c', 'echo please log in >&2; exit 4'),
  provider: { 'auth-provider': { name: 'gcp', config: {} } },
}
const config = {
  clusters: [
    ...Object.entries(clusters).map(([name, server]) => ({ name, cluster: { server } })),
    { name: 'proxied', cluster: { server: 'https://k.example', 'proxy-url': 'http://127.0.0.1:1' } },
    { name: 'no-ca', cluster: { server: 'https://127.0.0.1:1', 'certificate-authority': '/nowhere/ca.crt' } },
  ],
  users: Object.entries(users).map(([name, user]) => ({ name, user })),
  contexts: [
    ...[...Object.keys(clusters), 'proxied', 'no-ca'].map(name => ({
      name,
      context: { cluster: name, user: 'powerless' },
    })),
    ...Object.keys(users).map(user => ({ name: user, context: { cluster: 'api', user } })),
  ],
}
const kubeconfig = join(folder, 'config')
writeFileSync(kubeconfig, JSON.stringify(config))

interface Row {
  readonly context?: string
  readonly env?: Readonly<Record<string, string>>
  readonly says: RegExp
}

const rows: Readonly<Record<string, Row>> = {
  'no kubeconfig': {
    env: { HOME: folder },
    says: /^there is no kubeconfig: neither KUBECONFIG nor .* names a cluster$/,
  },
  'a kubeconfig that is not there': {
    env: { KUBECONFIG: join(folder, 'nowhere') },
    says: /nowhere: no such file; KUBECONFIG names it$/,
  },
  'no current context': { says: /^the kubeconfig has no current context; choose one with --context: / },
  'an unknown context': { context: 'apii', says: /^the kubeconfig has no context "apii"; did you mean "api"\?$/ },
  'an expired token': {
    context: 'expired',
    says: /"expired" are not accepted \(401 .*\); they may have expired: log in again/,
  },
  'a server without TLS': {
    context: 'plain',
    says: /does not speak TLS as expected \(.*\); check server in the kubeconfig$/,
  },
  'a server that wants TLS': {
    context: 'secure',
    says: /^http:\S+ speaks TLS; write https: in the server of the kubeconfig$/,
  },
  'a server that is no URL': { context: 'no-url', says: /has the server "k8s:6443", expected a URL such as https:/ },
  'a proxy that is not there': {
    context: 'proxied',
    says: /cannot be reached through the proxy http:\/\/127\.0\.0\.1:1 \(.*\); check proxy-url in the kubeconfig/,
  },
  'a certificate authority that is not there': {
    context: 'no-ca',
    says: /its file \/nowhere\/ca\.crt cannot be read \(ENOENT\); correct the kubeconfig, or fetch it again$/,
  },
  'credentials that count for nobody': {
    context: 'anonymous',
    says: /^the API server does not accept the credentials of the kubeconfig; log in, or /,
  },
  'a plugin that is not there': { context: 'plugin-gone', says: /plugin \S+nowhere of .* was not found; install it/ },
  'a plugin that cannot be started': {
    context: 'plugin-no-program',
    says: /plugin \S+ of .* cannot be started \(EACCES\);/,
  },
  'a plugin that prints what is no JSON': { context: 'plugin-babbles', says: /printed no ExecCredential with a token/ },
  'a plugin that prints nothing': { context: 'plugin-is-silent', says: /printed no ExecCredential with a token/ },
  'a plugin that prints another object': { context: 'plugin-is-empty', says: /printed no ExecCredential with a token/ },
  'a plugin that fails': { context: 'plugin-fails', says: /plugin sh of context \S+ failed: please log in$/ },
  'an auth provider': {
    context: 'provider',
    says: /its auth-provider "gcp" cannot be used .* dropped auth providers in 1\.26/,
  },
  'nobody there': { context: 'closed', says: /refuses the connection; is the cluster up, and the context right\?$/ },
  'no answer in ten seconds': { context: 'silent', says: /does not answer; is a VPN off, or the cluster gone\?$/ },
  'a login page': {
    context: 'page',
    says: /does not answer as a Kubernetes API server does \(200\); a proxy or a login page /,
  },
  'no right at all': { context: 'api', says: /^you may not \w+ \S+( in namespace \w+)?(;|, and nothing else) / },
}

const calls = Object.entries(rows).flatMap(([name, row]) =>
  Object.entries(commands).map(([command, args]) => {
    const { context, env = { KUBECONFIG: kubeconfig }, says } = row
    const begun = performance.now()
    const called = callWith([...args, ...(context === undefined ? [] : ['--context', context])], { files }, { env })
    return [
      `${name}: ${command}`,
      { says, called: called.then(one => ({ ...one, took: performance.now() - begun })) },
    ] as const
  }),
)

table('a cluster that cannot be asked', Object.fromEntries(calls), async ({ called, says }) => {
  const { code, stdout, stderr, took } = await called
  assert.equal([code, stdout, stderr.match(/\n/g)?.length], [3, '', 1], stderr)
  assert.ok(says.test(stderr.trim().replace(/^seaworthy: /, '')), stderr)
  assert.ok(took < 30_000, 'ten seconds, and what a busy machine takes')
})

const doubts: Readonly<Record<string, { readonly context: string; readonly says: RegExp }>> = {
  'far older': {
    context: 'old',
    says: /^seaworthy: the API server is v1\.20\.0, which drops unknown fields .* seaworthy knows Kubernetes 1\.30 to 1\.37\n/,
  },
  'far newer': {
    context: 'young',
    says: /^seaworthy: the API server is v1\.45\.0, newer than Kubernetes 1\.30 to 1\.37, which seaworthy knows; .*\n/,
  },
}
const doubted = Object.entries(doubts).flatMap(([name, row]) =>
  Object.entries(commands).map(([command, args]) => [`${name}: ${command}`, { ...row, args }] as const),
)

table('a server that is', Object.fromEntries(doubted), async ({ context, says, args }) => {
  const called: Called = await callWith([...args, '--context', context], { files }, { env: { KUBECONFIG: kubeconfig } })
  assert.ok(says.test(called.stderr), called.stderr)
})

table('nothing is left', { 'of the servers': [api, old, young, page, secure, silent] }, servers => {
  for (const socket of sockets) socket.destroy()
  for (const { server } of servers) server.close()
  rmSync(folder, { recursive: true })
})

/** An API server that knows whose token has expired, and lets nobody do anything but ask for its version and kinds. */
function apiServer(version: string): HttpServer {
  return createHttp((from, to) => {
    const say = (status: number, body: object) => {
      to.writeHead(status, { 'content-type': 'application/json' })
      to.end(JSON.stringify(body))
    }
    const [major, minor] = version.split('.')
    if (from.headers.authorization === 'Bearer expired')
      say(401, { kind: 'Status', message: 'Unauthorized', code: 401 })
    else if (from.url === '/version') say(200, { major, minor, gitVersion: `v${version}.0` })
    else if (from.headers.authorization?.startsWith('Basic'))
      say(403, { kind: 'Status', code: 403, message: 'forbidden: User "system:anonymous" cannot get path "/api/v1"' })
    else if (from.url === '/api/v1')
      say(200, { kind: 'APIResourceList', resources: [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true }] })
    else say(403, { kind: 'Status', code: 403, message: 'User "a" cannot get resource "b" in API group ""' })
  })
}

async function listening<One extends Server>(server: One): Promise<{ readonly server: One; readonly port: number }> {
  return { server, port: await portOf(server) }
}
