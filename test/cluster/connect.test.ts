import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { connect } from '../../src/cluster/connect.ts'
import { ClusterError } from '../../src/error.ts'
import { runWorkerJob } from '../../src/run/run-worker-job.ts'
import { portOf } from '../support/listening.ts'
import { table } from '../table.ts'
import { apiFor } from './here.ts'
import { serverOf } from './kubeconfig.ts'

const kubeconfig = process.env.SEAWORTHY_TEST_KUBECONFIG ?? ''
const api = apiFor('connections to a cluster')
if (api !== undefined) {
  api.close()
  await prove(serverOf(kubeconfig))
}

async function prove({ url, token = '', ca }: ReturnType<typeof serverOf>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-connect-'))
  const silent = await silentServer()
  const cluster = { server: url.origin, ...(ca && { 'certificate-authority-data': ca.toString('base64') }) }
  const login = `printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}'`
  const exec = (script: string, ...args: readonly string[]) => ({
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script, ...args] },
  })
  writeFileSync(join(folder, 'token'), `${token}\n`)
  const users = {
    token: { token },
    tokenFile: { tokenFile: 'token' },
    // Without the variable that tells a plugin what it is asked for, many give nothing.
    plugin: exec(`case $KUBERNETES_EXEC_INFO in *ExecCredential*) ${login} "$0" ;; esac`, token),
    expired: { token: 'expired' },
    'broken plugin': exec('echo "run: login first" >&2; exit 1'),
    'missing plugin': { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'seaworthy-no-such-plugin' } },
    'broken key': { 'client-certificate-data': 'eA==', 'client-key-data': 'eA==' },
  }
  const clusters = {
    good: cluster,
    untrusted: { server: url.origin },
    'other name': { ...cluster, 'tls-server-name': 'other.example' },
    closed: { ...cluster, server: 'https://127.0.0.1:1' },
    silent: { ...cluster, server: `https://127.0.0.1:${silent.port}` },
    'behind a path': { ...cluster, server: `${url.origin}/no/such/path` },
  }
  const entries = (map: object, field: string) => Object.entries(map).map(([name, value]) => ({ name, [field]: value }))
  const contexts = Object.keys(clusters).flatMap(name =>
    Object.keys(users).map(user => ({ name: `${name}, ${user}`, context: { cluster: name, user, namespace: 'ours' } })),
  )
  const file = join(folder, 'config')
  writeFileSync(
    file,
    JSON.stringify({ clusters: entries(clusters, 'cluster'), users: entries(users, 'user'), contexts }),
  )
  const env = { PATH: process.env.PATH, KUBECONFIG: file }

  table(
    'a cluster is reached with',
    { 'a token': 'token', 'a file that holds a token': 'tokenFile', 'a credential plugin': 'plugin' },
    async user => {
      const found = await connect({ context: `good, ${user}`, env })
      const answer = await found.ask({ method: 'GET', path: '/api/v1/namespaces', query: { limit: '1' } })
      found.close()
      assert.equal([found.namespace, answer.status, answer.body.kind], ['ours', 200, 'NamespaceList'])
      assert.match(found.version.text, /^v1\.\d+/)
    },
  )
  table('a stream is read as it comes', { 'of a watch': 'good, token' }, async context => {
    const found = await connect({ context, env })
    const stream = await found.open({ method: 'GET', path: '/api/v1/namespaces', query: { watch: '1' } })
    for await (const chunk of stream.chunks) {
      assert.match(Buffer.from(chunk).toString(), /^\{"type":"ADDED"/)
      break
    }
    stream.close()
    found.close()
  })
  table('a request is ended by its signal', { 'while it waits': 'good, token' }, async context => {
    const found = await connect({ context, env })
    const watch = { method: 'GET', path: '/api/v1/namespaces', query: { watch: '1' } } as const
    const got = await found.ask({ ...watch, signal: AbortSignal.timeout(200) }).catch((error: unknown) => error)
    found.close()
    assert.is(got instanceof DOMException ? got.name : got, 'TimeoutError')
  })
  const failures: Readonly<Record<string, { readonly code: ClusterError['code']; readonly says: RegExp }>> = {
    'good, expired': { code: 'credentials', says: /user "expired" are not accepted .401.*log in again/ },
    'good, broken plugin': { code: 'credentials', says: /plugin sh .* failed: run: login first$/ },
    'good, missing plugin': { code: 'credentials', says: /seaworthy-no-such-plugin .* was not found; install it/ },
    'good, broken key': { code: 'certificate', says: /client certificate or key cannot be used/ },
    'untrusted, token': { code: 'certificate', says: /is not trusted .*certificate-authority/ },
    'other name, token': { code: 'certificate', says: /is for another name .*tls-server-name/ },
    'closed, token': { code: 'unreachable', says: /refuses the connection/ },
    'silent, token': { code: 'unreachable', says: /does not answer/ },
    'behind a path, token': { code: 'refused', says: /\/version/ },
    'goood, token': { code: 'kubeconfig', says: /did you mean "good, token"/ },
  }
  table('a cluster that cannot be asked', failures, async ({ code, says }, context) => {
    const start = performance.now()
    const error = await connect({ context, env }).then(
      found => found.close(),
      (reason: unknown) => reason,
    )
    assert.ok(error instanceof ClusterError, String(error))
    assert.is(error.code, code)
    assert.match(error.message, says)
    assert.ok(performance.now() - start < 13_000, 'ten seconds, and what a busy machine takes')
  })
  table('a namespace', { 'that does not exist': 'no-such-namespace' }, async namespace => {
    const found = await connect({ context: 'good, token', namespace, env })
    const values = { name: 'w', worker: { image: { repository: 'registry.example.com/w', tag: '1.0' } } }
    const error = await runWorkerJob(values, { id: 'a' }, { cluster: found })
      .next()
      .catch((reason: unknown) => reason)
    found.close()
    const want = 'the cluster has no namespace "no-such-namespace"; create it, or name another with --namespace'
    assert.is(error instanceof Error ? error.message : error, `${want} [missing-object]`)
  })
  table('nothing is left', { behind: silent }, ({ server, sockets }) => {
    for (const socket of sockets) socket.destroy()
    server.close()
    rmSync(folder, { recursive: true })
    assert.match(readFileSync(kubeconfig, 'utf8'), /clusters/)
  })
}

/** A server that takes connections and says nothing, as a firewall makes of one. */
async function silentServer(): Promise<{ server: Server; port: number; sockets: readonly Socket[] }> {
  const sockets: Socket[] = []
  const server = createServer(socket => sockets.push(socket))
  return { server, sockets, port: await portOf(server) }
}
