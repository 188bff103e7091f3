import * as assert from 'uvu/assert'
import type { ClusterRequest } from '../../src/cluster/cluster.ts'
import { babbled, connectionError, credentialError } from '../../src/cluster/failure.ts'
import { isMissingRight, refused, rightFor, spelledRight } from '../../src/cluster/refusal.ts'
import { table } from '../table.ts'

const get = (path: string): ClusterRequest => ({ method: 'GET', path })

const rights: Readonly<Record<string, { readonly request: ClusterRequest; readonly want: string }>> = {
  'a list of the core group': { request: get('/api/v1/pods'), want: 'list pods' },
  'in a namespace': { request: get('/api/v1/namespaces/a/pods'), want: 'list pods in namespace a' },
  'one object': { request: get('/api/v1/namespaces/a/pods/p'), want: 'get pods in namespace a' },
  'a namespace itself': { request: get('/api/v1/namespaces/a'), want: 'get namespaces' },
  'of another group': { request: get('/apis/storage.k8s.io/v1/csidrivers'), want: 'list csidrivers.storage.k8s.io' },
  'a sub-resource': { request: get('/api/v1/namespaces/a/pods/p/log'), want: 'get pods/log in namespace a' },
  'a watch': {
    request: { ...get('/apis/batch/v1/namespaces/a/jobs'), query: { watch: 'true' } },
    want: 'watch jobs.batch in namespace a',
  },
  'a new object': {
    request: { method: 'POST', path: '/apis/apps/v1/namespaces/a/deployments' },
    want: 'create deployments.apps in namespace a',
  },
  'a patch': { request: { method: 'PATCH', path: '/api/v1/namespaces/a/pods/p' }, want: 'patch pods in namespace a' },
  'all of them': {
    request: { method: 'DELETE', path: '/api/v1/namespaces/a/pods' },
    want: 'deletecollection pods in namespace a',
  },
}

table('the right that a request needs', rights, ({ request, want }) => {
  const right = rightFor(request)
  assert.is(right === undefined ? undefined : spelledRight(right), want)
})

const answer = (message: string) => ({ status: 403, body: { kind: 'Status', message }, warnings: [] })
table(
  'a refusal with 403 is for want of a right',
  {
    "in RBAC's words": {
      message: 'pods is forbidden: User "ann" cannot list resource "pods" in API group "" in the namespace "a"',
      want: true,
    },
    'not by Pod Security': {
      message: 'pods "p" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
      want: false,
    },
    'not by a quota': { message: 'pods "p" is forbidden: exceeded quota: q, requested: pods=1', want: false },
  },
  ({ message, want }) => assert.is(isMissingRight(answer(message)), want),
)

const asked = { name: 'dev', server: 'https://k.example', user: 'ann', plugin: { command: 'aws', hint: undefined } }
const coded = (code: string, text = code) => Object.assign(new Error(text), { code })
table(
  'why a cluster cannot be asked',
  {
    'no answer': { got: connectionError(asked, coded('ETIMEDOUT')), want: 'unreachable' },
    'no such name': { got: connectionError(asked, coded('ENOTFOUND')), want: 'unreachable' },
    'nobody there': { got: connectionError(asked, coded('ECONNREFUSED')), want: 'unreachable' },
    'a code that nobody knows': { got: connectionError(asked, coded('EOTHER')), want: 'unreachable' },
    'an authority that is not known': {
      got: connectionError(asked, coded('SELF_SIGNED_CERT_IN_CHAIN')),
      want: 'certificate',
    },
    'a certificate that has expired': { got: connectionError(asked, coded('CERT_HAS_EXPIRED')), want: 'certificate' },
    'a key that is none': { got: connectionError(asked, coded('ERR_OSSL_PEM_NO_START_LINE')), want: 'certificate' },
    'a connection that was cut': { got: connectionError(asked, coded('ECONNRESET')), want: 'broken' },
    'a plugin that is not installed': { got: credentialError(asked, coded('ENOENT')), want: 'credentials' },
    'a refusal': { got: refused(get('/api/v1/pods'), answer('no')), want: 'refused' },
    'a page': { got: refused(get('/api/v1/pods'), { ...answer(''), body: { message: '<html>' } }), want: 'broken' },
    'a token that no header may have': { got: connectionError(asked, coded('ERR_INVALID_CHAR')), want: 'credentials' },
    'an answer that does not end': { got: connectionError(asked, coded('E2BIG')), want: 'broken' },
  },
  ({ got, want }) => assert.is(got.code, want),
)

const behind = { ...asked, proxy: 'http://proxy.example:3128' }
table(
  'through a proxy',
  {
    'that is not there': {
      code: 'ECONNREFUSED',
      want: /^https:\/\/k\.example cannot be reached through the proxy http:/,
    },
    'whose name nobody knows': {
      code: 'ENOTFOUND',
      want: /\(ENOTFOUND\); check proxy-url .*, HTTPS_PROXY and NO_PROXY$/,
    },
    'a certificate is still that of the server': {
      code: 'CERT_HAS_EXPIRED',
      want: /^the certificate of .* check the clock/,
    },
  },
  ({ code, want }) => assert.match(connectionError(behind, coded(code)).message, want),
)

table(
  'the sentence about credentials',
  {
    'in a file that is not there': {
      given: { ...asked, plugin: undefined },
      error: Object.assign(coded('ENOENT'), { path: '/keys/u.key' }),
      want: 'context "dev": its file /keys/u.key cannot be read (ENOENT); correct the kubeconfig, or fetch it again',
    },
    'of an auth provider': {
      given: { ...asked, plugin: undefined, provider: 'gcp' },
      error: new Error('Token is expired!'),
      want: 'context "dev": its auth-provider "gcp" cannot be used (Token is expired!); kubectl dropped auth providers in 1.26: log in so that the kubeconfig has exec instead, or fetch it again',
    },
    'of a field that is no text': {
      given: { ...asked, plugin: undefined },
      error: new TypeError('The "file" argument must be of type string. Received type number (5)'),
      want: 'context "dev": its credentials cannot be used; fetch the kubeconfig again',
    },
  },
  ({ given, error, want }) => assert.is(credentialError(given, error).message, want),
)

table(
  'the sentence about a plugin',
  {
    'that failed': {
      error: new Error('warning: x\nUnable to locate credentials\n'),
      want: 'the credential plugin aws of context "dev" failed: Unable to locate credentials',
    },
    'that never ended': {
      error: coded('ABORT_ERR', 'The operation was aborted due to timeout'),
      want: 'the credential plugin aws of context "dev" failed: it gave no answer within a minute',
    },
    'that prints without end': {
      error: Object.assign(coded('ABORT_ERR'), { cause: babbled }),
      want: 'the credential plugin aws of context "dev" failed: it printed more than a megabyte; run it yourself to see its output',
    },
    'that failed in one long line': {
      error: new Error('x'.repeat(2000)),
      want: `the credential plugin aws of context "dev" failed: ${'x'.repeat(300)}…`,
    },
    'that failed without a word': {
      error: new Error(''),
      want: 'the credential plugin aws of context "dev" failed: it printed nothing',
    },
    'that cannot be started': {
      error: coded('EACCES', 'spawn aws EACCES'),
      want: 'the credential plugin aws of context "dev" cannot be started (EACCES); correct exec.command in the kubeconfig',
    },
  },
  ({ error, want }) => assert.is(credentialError(asked, error).message, want),
)

table(
  'what its author says of installing a plugin',
  { 'in several lines': 'Install it:\n  brew install aws\n' },
  hint => {
    const { message } = credentialError({ ...asked, plugin: { command: 'aws', hint } }, coded('ENOENT'))
    assert.match(message, /was not found; Install it: brew install aws$/)
  },
)
