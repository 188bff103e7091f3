import { ClusterError } from '../error.ts'
import { foreignSentence } from './foreign.ts'
import type { ChosenContext } from './kubeconfig.ts'

/** Who is asked, as sentences name it. */
export type Asked = Pick<ChosenContext, 'name' | 'server' | 'user' | 'plugin' | 'proxy'>

interface Failure {
  readonly codes: RegExp
  readonly kind: ClusterError['code']
  readonly say: (asked: Asked, code: string) => string
}

/** Node's and OpenSSL's codes, the most specific first. */
const failures: readonly Failure[] = [
  {
    codes: /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    kind: 'certificate',
    say: ({ server }, code) => `the certificate of ${server} is not valid now (${code}); check the clock, or renew it`,
  },
  {
    codes: /ALTNAME/,
    kind: 'certificate',
    say: ({ server }, code) =>
      `the certificate of ${server} is for another name (${code}); correct server or tls-server-name in the kubeconfig`,
  },
  {
    codes: /CERT|SELF_SIGNED|SIGNATURE/,
    kind: 'certificate',
    say: ({ server }, code) =>
      `the certificate of ${server} is not trusted (${code}); correct certificate-authority in the kubeconfig`,
  },
  {
    codes: /ERR_OSSL|PEM|X509|KEY_VALUES/,
    kind: 'certificate',
    say: ({ name }, code) =>
      `context "${name}": its client certificate or key cannot be used (${code}); fetch the kubeconfig again`,
  },
  {
    codes: /EPROTO|SSL|TLS/,
    kind: 'certificate',
    say: ({ server }, code) => `${server} does not speak TLS as expected (${code}); check server in the kubeconfig`,
  },
  {
    codes: /ENOTFOUND|EAI_AGAIN/,
    kind: 'unreachable',
    say: ({ server }, code) => `the name of ${server} does not resolve (${code}); is a VPN off, or the cluster gone?`,
  },
  {
    codes: /ECONNREFUSED/,
    kind: 'unreachable',
    say: ({ server }) => `${server} refuses the connection; is the cluster up, and the context right?`,
  },
  {
    codes: /TIMEOUT|ETIMEDOUT/,
    kind: 'unreachable',
    say: ({ server }) => `${server} does not answer; is a VPN off, or the cluster gone?`,
  },
  {
    codes: /ECONNRESET|EPIPE|ABORTED|PREMATURE_CLOSE|EJSON/,
    kind: 'broken',
    say: ({ server }, code) => `${server} broke off in the middle of an answer (${code}); try again`,
  },
  {
    codes: /E2BIG/,
    kind: 'broken',
    say: ({ server }) => `${server} sends more in one answer than an API server does; check server in the kubeconfig`,
  },
  {
    codes: /ERR_INVALID_CHAR/,
    kind: 'credentials',
    say: ({ name }, code) =>
      `context "${name}": its token or user name has a character that no header may have (${code}); fetch the kubeconfig again`,
  },
  {
    codes: /^HPE_/,
    kind: 'broken',
    say: ({ server }, code) => `${server} does not speak HTTP (${code}); check server in the kubeconfig`,
  },
]

/** What to say where no answer came. */
export function connectionError(asked: Asked, error: unknown): ClusterError {
  const code = codeOf(error)
  const known = failures.find(({ codes }) => codes.test(code))
  const kind = known?.kind ?? 'unreachable'
  // Who did not answer may be the proxy as well.
  if (asked.proxy !== undefined && kind !== 'certificate') return new ClusterError(kind, behindProxy(asked, error))
  const said =
    known?.say(asked, code) ?? `${asked.server} cannot be reached (${code}); check the context and the network`
  return new ClusterError(kind, said)
}

function behindProxy({ server, proxy }: Asked, error: unknown): string {
  const advice = 'check proxy-url in the kubeconfig, HTTPS_PROXY and NO_PROXY'
  return `${server} cannot be reached through the proxy ${proxy} (${oneLine(codeOf(error))}); ${advice}`
}

/** What to say where credentials could not be had at all. */
export function credentialError({ name, plugin, provider }: Credentialed, error: unknown): ClusterError {
  const code = codeOf(error)
  if (plugin !== undefined) return new ClusterError('credentials', pluginSentence(name, plugin, error))
  const file = error instanceof Error && 'path' in error ? String(error.path) : undefined
  if (file !== undefined) {
    const advice = 'correct the kubeconfig, or fetch it again'
    return new ClusterError('kubeconfig', `context "${name}": its file ${file} cannot be read (${code}); ${advice}`)
  }
  const advice = provider === undefined ? 'fetch the kubeconfig again' : `${withoutProvider}, or fetch it again`
  const what = provider === undefined ? 'credentials' : `auth-provider "${provider}"`
  // What JavaScript says of a field that is not there is no reason that people understand.
  const why = error instanceof TypeError ? '' : ` (${oneLine(error)})`
  return new ClusterError('credentials', `context "${name}": its ${what} cannot be used${why}; ${advice}`)
}

/** Whose credentials could not be had. */
type Credentialed = Asked & Pick<ChosenContext, 'provider'>

/** client-go 1.26 dropped them. */
const withoutProvider = 'kubectl dropped auth providers in 1.26: log in so that the kubeconfig has exec instead'

function pluginSentence(name: string, { command, hint }: NonNullable<Asked['plugin']>, error: unknown): string {
  const what = `the credential plugin ${command} of context "${name}"`
  if (codeOf(error) === 'ENOENT')
    return `${what} was not found; ${hint === undefined ? 'install it, or correct exec.command in the kubeconfig' : shortened(hint.replaceAll(/\s+/g, ' ').trim())}`
  if (codeOf(error) === 'EACCES') return `${what} cannot be started (EACCES); correct exec.command in the kubeconfig`
  // What client-node throws of what is no JSON, or not the JSON that it is to be.
  if (error instanceof SyntaxError || error instanceof TypeError)
    return `${what} printed no ExecCredential with a token or a certificate; run it yourself to see its output`
  if (codeOf(error) === 'ABORT_ERR') return `${what} failed: ${whyEnded(error)}`
  return `${what} failed: ${oneLine(error) || 'it printed nothing'}`
}

/** Why a plugin was ended that prints without end. */
export const babbled = new Error('it printed more than a megabyte; run it yourself to see its output')

function whyEnded(error: unknown): string {
  return error instanceof Error && error.cause === babbled ? babbled.message : 'it gave no answer within a minute'
}

/** What to say of 401. */
export function notAccepted({ name, server, user, plugin }: Asked): ClusterError {
  const advice =
    plugin === undefined
      ? 'log in again, or fetch the kubeconfig again'
      : `log in again with what ${plugin.command} belongs to`
  const whose = user === '' ? `context "${name}" names no user` : `the credentials of user "${user}" are not accepted`
  return new ClusterError('credentials', `${server}: ${whose} (401 Unauthorized); they may have expired: ${advice}`)
}

/** What to say of a server that speaks TLS and was asked without, as Go's answers then (`net/http/server.go`). */
export function withoutTls({ server }: Pick<Asked, 'server'>): ClusterError {
  return new ClusterError('certificate', `${server} speaks TLS; write https: in the server of the kubeconfig`)
}

/** What to say of an answer that no API server gives. */
export function notKubernetes({ server }: Pick<Asked, 'server'>, status: number): ClusterError {
  return new ClusterError('broken', foreignSentence({ status }, server))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)
}

function shortened(words: string): string {
  return words.length > longestWords ? `${words.slice(0, longestWords)}…` : words
}

const longestWords = 300

/** The last line that says anything, of a program that may have printed many. */
function oneLine(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').map(line => line.trim())
  const last = lines.filter(line => line !== '').at(-1) ?? ''
  return shortened(last)
}
