import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Value } from '../../src/manifest/value.ts'
import { call } from '../cli/call.ts'
import { table } from '../table.ts'
import { fakeServer, kubeconfigOf, type Reply, usualRules } from './fake-server.ts'

/** Servers that are no API server, or a bad one, and manifests that would have something else be asked for. */

const page = '<!DOCTYPE html>\n<html><body>Log in</body></html>\n'
const status = (code: number, message: string) => ({ status: code, body: { kind: 'Status', message } })
const pod = (more: string, spec = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: p${more}}\nspec: {containers: [{name: a, image: b${spec}}]}\n`
const manifest = pod('', ', envFrom: [{secretRef: {name: creds}}]')

/** Run a command against a server with these rules before the usual ones. */
async function against(
  rules: readonly (readonly [RegExp, Reply])[],
  command: string,
  text = manifest,
  user: Value = { token: 'abc' },
) {
  const server = await fakeServer([...rules, ...usualRules])
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-bad-'))
  const KUBECONFIG = join(folder, 'config')
  writeFileSync(KUBECONFIG, kubeconfigOf(server.url, user))
  try {
    const got = await call(command, { files: { 'm.yaml': text } }, { env: { PATH: process.env.PATH, KUBECONFIG } })
    return { ...got, asked: server.asked }
  } finally {
    server.close()
    rmSync(folder, { recursive: true })
  }
}

const version = / \/version$/
const foreign = /does not answer as a Kubernetes API server does \(\d+\); a proxy or a login page may stand in between/
const upgrade: Reply = request => {
  request.socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
}
const endless = { kind: 'NodeList', metadata: { continue: 'again' }, items: [] }

interface Bad {
  readonly rule: readonly [RegExp, Reply]
  readonly says: RegExp
  readonly command?: string
}

const preflight = 'preflight m.yaml'
const lock = 'lock --cluster'
const bad: Readonly<Record<string, Bad>> = {
  'a page for its version': { rule: [version, { page }], says: foreign },
  'a page with an error for its version': { rule: [version, { status: 502, page }], says: foreign },
  'another protocol': { rule: [version, upgrade], says: /broke off in the middle of an answer/ },
  'a page for its kinds': { rule: [/ \/api\/v1$/, { page }], says: foreign },
  'a redirection for its kinds': { rule: [/ \/api\/v1$/, { status: 302, page: '' }], says: foreign },
  'a page for a namespace': { rule: [/ \/api\/v1\/namespaces\/agents$/, { status: 404, page }], says: foreign },
  'a page for a create': { rule: [/^POST /, { page }], says: foreign },
  'a page that refuses a create': { rule: [/^POST /, { status: 413, page }], says: foreign },
  'a page for a secret': { rule: [/secrets/, { page }], says: foreign },
  'no answer in time for a create': {
    rule: [/^POST /, status(504, 'Timeout: no answer')],
    says: /Timeout.*\(504\); try again$/m,
  },
  'an error for a secret': { rule: [/secrets/, status(500, 'etcd is gone')], says: /etcd is gone \(500\)/ },
  'an error for quotas': { rule: [/resourcequotas/, status(500, 'etcd is gone')], says: /etcd is gone \(500\)/ },
  'a page for a list': { command: lock, rule: [/ \/api\/v1\/nodes/, { page }], says: foreign },
  'nothing for a list': { command: lock, rule: [/ \/api\/v1\/nodes/, { body: {} }], says: foreign },
  'a list without end': { command: lock, rule: [/nodes/, { body: endless }], says: /the list does not end/ },
}

table('a server that gives', bad, async ({ command = preflight, rule, says }) => {
  const { code, stdout, stderr, files } = await against([rule], command)
  assert.match(stderr, says)
  assert.not.match(stderr, /Log in|DOCTYPE/)
  assert.equal([code, stdout, files['/seaworthy.lock.yaml']], [3, '', undefined])
})

const told = { 'a webhook with a status of its own': 'admission webhook "a.b" denied the request: not today' }
table('what is still the word of a server:', told, async message => {
  const { code, stdout } = await against([[/^POST /, status(503, message)]], preflight, pod(''))
  assert.is(code, 1)
  assert.match(stdout, /denied the request: not today \[cluster-webhook\]/)
})

const chatty = (script: string) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script] },
})
const plugins = { 'on its output': chatty('yes'), 'on its errors': chatty('yes >&2') }
table('a plugin that prints without end', plugins, async user => {
  const { code, stderr } = await against([], preflight, manifest, user)
  assert.is(code, 3)
  assert.match(stderr, /plugin sh of context "fake" failed: it printed more than a megabyte; run it yourself/)
})

interface Odd {
  readonly text: string
  readonly says: RegExp
}

const notKnown = /the cluster does not know Pod of .* \[unknown-kind\]/
const noSecret = /the cluster has no Secret \.\. in namespace agents/
const odd: Readonly<Record<string, Odd>> = {
  'a query in apiVersion': { text: manifest.replace('v1', '"v1?x="'), says: notKnown },
  'a fragment in apiVersion': { text: manifest.replace('v1', '"v1#"'), says: notKnown },
  'a way up in apiVersion': { text: manifest.replace('v1', '../api/v1'), says: notKnown },
  'a way up for a namespace': { text: pod(', namespace: ".."'), says: /the cluster has no Namespace \.\./ },
  'a way up for a secret': { text: pod('', ', envFrom: [{secretRef: {name: ".."}}]'), says: noSecret },
}

const known = [/version$/, /v1$/, /namespaces\/agents$/, /namespaces\/agents\/(?:pods|resourcequotas)/]

table('nothing else is asked for where manifests have', odd, async ({ text, says }) => {
  const { code, stdout, asked } = await against([], preflight, text)
  assert.is(code, 1)
  assert.match(stdout, says)
  assert.equal(
    asked
      .map(line => new URL(line.split(' ')[1] ?? '', 'http://k').pathname)
      .filter(path => !known.some(one => one.test(path))),
    [],
  )
})

table(
  'an object whose name is a way up',
  { 'is only asked to be created': pod('').replace('name: p', 'name: ".."') },
  async text => {
    const taken: readonly [RegExp, Reply] = [/namespaces\/agents\/$/, { body: { kind: 'Namespace' } }]
    const { asked } = await against([taken], preflight, text)
    assert.equal(
      asked.filter(line => !line.startsWith('GET')).map(line => line.split('?')[0]),
      ['POST /api/v1/namespaces/agents/pods'],
    )
  },
)
