import * as assert from 'uvu/assert'
import { chosenContext, mergedKubeconfig } from '../../src/cluster/kubeconfig.ts'
import { proxyFor } from '../../src/cluster/proxy.ts'
import { mapAt, textAt, type ValueMap, valueAt } from '../../src/manifest/value.ts'
import { table } from '../table.ts'

const one = `apiVersion: v1
kind: Config
current-context: dev
clusters:
  - { name: c1, cluster: { server: https://one.example:6443/, certificate-authority: ca.crt } }
  - { name: plain, cluster: { server: http://127.0.0.1:8001 } }
  - { name: password, cluster: { server: ' https://ann:secret@one.example:6443/ ' } }
users:
  - { name: u1, user: { client-certificate: u.crt, client-key: /keys/u.key } }
  - { name: file, user: { token: old, tokenFile: token } }
  - name: plugin
    user:
      exec: { apiVersion: client.authentication.k8s.io/v1beta1, command: ./bin/login, args: [now], provideClusterInfo: true }
  - { name: other, user: { token: t, as: ann, as-groups: [ops, dev] } }
contexts:
  - { name: dev, context: { cluster: c1, user: u1, namespace: agents } }
  - { name: proxy, context: { cluster: plain, user: other } }
  - { name: token, context: { cluster: c1, user: file } }
  - { name: exec, context: { cluster: c1, user: plugin } }
  - { name: anonymous, context: { cluster: c1 } }
  - { name: lost, context: { cluster: gone, user: u1 } }
  - { name: password, context: { cluster: password } }
  - { name: nobody, context: { cluster: c1, user: gone } }
`
const two = `current-context: prod
clusters: [{ name: c1, cluster: { server: https://never.example } }, { name: c2, cluster: { server: https://two.example } }]
contexts: [{ name: prod, context: { cluster: c2 } }]
`

function fileOf(text: string, folder: string) {
  const absolute = (path: string) => (path.startsWith('/') ? path : `${folder}/${path.replace('./', '')}`)
  return { path: `${folder}/config`, text, absolute }
}

const merged = mergedKubeconfig([fileOf(one, '/first'), fileOf(two, '/second')])
const choose = (name?: string, env = {}) => chosenContext(merged, name, env)
const clusterIn = (config: ValueMap | undefined) => mapAt(valueAt(config ?? {}, ['clusters', 0]), 'cluster')
const userIn = (config: ValueMap | undefined) => mapAt(valueAt(config ?? {}, ['users', 0]), 'user')

table(
  'the context of a kubeconfig',
  {
    'the current one of the first file': { got: choose().name, want: 'dev' },
    'its server, without the slash': { got: choose().server, want: 'https://one.example:6443' },
    'its server as people are told of it, without a password': {
      got: choose('password').server,
      want: 'https://one.example:6443',
    },
    'and as it is asked, with it': { got: choose('password').url, want: 'https://ann:secret@one.example:6443' },
    'its namespace': { got: choose().namespace, want: 'agents' },
    'none where it names none': { got: choose('proxy').namespace, want: undefined },
    'of the second file': { got: choose('prod').server, want: 'https://two.example' },
    'a certificate beside the kubeconfig': {
      got: textAt(clusterIn(choose().config), 'certificate-authority'),
      want: '/first/ca.crt',
    },
    'a key with a whole path': { got: textAt(userIn(choose().config), 'client-key'), want: '/keys/u.key' },
    'plain HTTP is meant': { got: clusterIn(choose('proxy').config)?.['insecure-skip-tls-verify'], want: true },
    'groups that are impersonated': { got: choose('proxy').headers, want: { 'Impersonate-Group': ['ops', 'dev'] } },
    'a token file wins over a token': {
      got: userIn(choose('token').config),
      want: {
        tokenFile: '/first/token',
        'auth-provider': { name: 'tokenFile', config: { tokenFile: '/first/token' } },
      },
    },
    'a plugin beside the kubeconfig': { got: choose('exec').plugin?.command, want: '/first/bin/login' },
    'a context without a user': { got: userIn(choose('anonymous').config), want: {} },
    'the proxy that is named where it fails, without its password': {
      got: choose('dev', { HTTPS_PROXY: 'http://u:p@proxy.example:3128' }).proxy,
      want: 'http://proxy.example:3128',
    },
    'a proxy of the environment': {
      got: clusterIn(choose('dev', { HTTPS_PROXY: 'proxy.example:3128' }).config)?.['proxy-url'],
      want: 'http://proxy.example:3128',
    },
  },
  ({ got, want }) => assert.equal(got, want),
)

table('what a plugin is told', { 'as client-go tells it': choose('exec') }, ({ config }) => {
  const told = valueAt(userIn(config) ?? {}, ['exec', 'env', 0])
  assert.equal(JSON.parse(textAt(told, 'value') ?? ''), {
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    kind: 'ExecCredential',
    spec: { interactive: false, cluster: { server: 'https://one.example:6443' } },
  })
})

const oneServer = (server: string, proxy?: string) => ({
  'current-context': 'c',
  clusters: [{ name: 'c', cluster: { server, ...(proxy !== undefined && { 'proxy-url': proxy }) } }],
  contexts: [{ name: 'c', context: { cluster: 'c' } }],
})
const damaged = mergedKubeconfig([fileOf('contexts: []\n', '/x')])
const current = mergedKubeconfig([fileOf(two.replace('current-context: prod\n', ''), '/x')])
table(
  'a kubeconfig that leads nowhere',
  {
    'a context that is misspelt': {
      read: () => choose('prdo'),
      want: 'the kubeconfig has no context "prdo"; did you mean "prod"?',
    },
    'a context that is none of them': {
      read: () => chosenContext(current, 'staging', {}),
      want: 'the kubeconfig has no context "staging"; it has "prod"',
    },
    'no current context': {
      read: () => chosenContext(current, undefined, {}),
      want: 'the kubeconfig has no current context; choose one with --context: "prod"',
    },
    'no context at all': {
      read: () => chosenContext(damaged, undefined, {}),
      want: 'the kubeconfig has no context; check KUBECONFIG',
    },
    'a cluster that is not there': {
      read: () => choose('lost'),
      want: 'context "lost": the kubeconfig has no server for its cluster "gone"',
    },
    'a user that is not there': {
      read: () => choose('nobody'),
      want: 'context "nobody": the kubeconfig has no user "gone"',
    },
    'a server that is no URL': {
      read: () => chosenContext(oneServer('localhost:6443'), undefined, {}),
      want: 'context "c": its cluster "c" has the server "localhost:6443", expected a URL such as https://',
    },
    'a server with a port that is none': {
      read: () => chosenContext(oneServer('https://k.example:99999'), undefined, {}),
      want: 'context "c": its cluster "c" has the server "https://k.example:99999", expected a URL such as https://',
    },
    'a proxy that is none': {
      read: () => chosenContext(oneServer('https://k.example'), undefined, { HTTPS_PROXY: '::1' }),
      want: 'context "c": proxy-url, or HTTPS_PROXY, names the proxy "http://::1", expected a URL such as http://',
    },
    'a proxy with a password, which nobody prints': {
      read: () => chosenContext(oneServer('https://k.example', 'ftp://u:p@proxy.example'), undefined, {}),
      want: 'context "c": proxy-url, or HTTPS_PROXY, names the proxy "ftp://proxy.example", expected a URL such as http://',
    },
    'a proxy without a scheme, with a password': {
      read: () => chosenContext(oneServer('https://k.example', 'u:p@proxy.example:3128'), undefined, {}),
      want: 'context "c": proxy-url, or HTTPS_PROXY, names the proxy "proxy.example:3128", expected a URL such as http://',
    },
    'a server with a slash in its password': {
      read: () => chosenContext(oneServer('ftp://u:p/w@k.example'), undefined, {}),
      want: 'context "c": its cluster "c" has the server "ftp://k.example", expected a URL such as https://',
    },
    'a file that is no map': {
      read: () => mergedKubeconfig([fileOf('- a\n', '/x')]),
      want: '/x/config: is not a kubeconfig; check KUBECONFIG',
    },
    'a file that is broken': {
      read: () => mergedKubeconfig([fileOf('a: "b\n', '/x')]),
      want: '/x/config:1:',
    },
  },
  ({ read, want }) => {
    try {
      read()
    } catch (error) {
      assert.ok(error instanceof Error && error.message.startsWith(want), String(error))
      return
    }
    assert.unreachable('it was read')
  },
)

const env = { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.example,.b.example,10.0.0.0/8,c.example:8443' }
table(
  'a proxy is used',
  {
    'for any other host': { host: 'https://x.example', want: true },
    'not for a host that is named': { host: 'https://a.example:6443', want: false },
    'not for what is below it': { host: 'https://k.a.example', want: false },
    'not for what is below a dot': { host: 'https://k.b.example', want: false },
    'for what the dot begins after': { host: 'https://b.example', want: true },
    'for a host that ends alike': { host: 'https://xa.example', want: true },
    'not in a network': { host: 'https://10.1.2.3:6443', want: false },
    'outside of it': { host: 'https://11.1.2.3', want: true },
    'not at the port that is named': { host: 'https://c.example:8443', want: false },
    'at another port': { host: 'https://c.example', want: true },
    'not on this machine': { host: 'https://127.0.0.1:6443', want: false },
    'not for plain HTTP, which has another': { host: 'http://x.example', want: false },
  },
  ({ host, want }) => assert.is(proxyFor(new URL(host), env) !== undefined, want),
)
