import { type SpawnOptions, spawn } from 'node:child_process'
import http, { type OutgoingHttpHeaders } from 'node:http'
import https, { type RequestOptions } from 'node:https'
import { KubeConfig } from '@kubernetes/client-node'
import { jsonLine } from '../manifest/text/json.ts'
import { babbled } from './failure.ts'
import type { ChosenContext } from './kubeconfig.ts'

/**
 * What each request needs so that the API server knows who asks: certificates, headers, an agent behind a proxy. Runs the
 * credential plugin where the kubeconfig names one. Loaded only where a cluster is asked, for it costs a third of a second.
 */
export type Credentials = () => Promise<RequestOptions>

/** The credentials of a kubeconfig, or, without one, of the pod's service account. */
export function credentialsOf(chosen: ChosenContext): Credentials {
  const kubeconfig = new KubeConfig()
  if (chosen.config === undefined) kubeconfig.loadFromCluster()
  else kubeconfig.loadFromString(jsonLine(chosen.config))
  usePlugins(kubeconfig)
  return async () => {
    const options: RequestOptions = {}
    await kubeconfig.applyToHTTPSOptions(options)
    const isBehindProxy = kubeconfig.getCurrentCluster()?.proxyUrl !== undefined
    const agent = isBehindProxy ? options.agent : keptConnections(chosen.url, options)
    return { ...options, headers: headersOf(options, chosen), ...(agent !== undefined && { agent }) }
  }
}

/** Files of tokens often end with a line end, which is no part of a header. */
function headersOf(options: RequestOptions, { headers }: ChosenContext): OutgoingHttpHeaders {
  const given = Object.entries({ ...options.headers, ...headers }).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.trim() : value,
  ])
  return Object.fromEntries(given)
}

/** client-node's agent makes a connection for each request. */
function keptConnections(server: string, options: RequestOptions): http.Agent {
  const kept = { keepAlive: true, maxFreeSockets: 16 }
  if (server.startsWith('http:')) return new http.Agent(kept)
  const { ca, cert, key, servername, rejectUnauthorized } = options
  const tls = Object.entries({ ca, cert, key, servername, rejectUnauthorized }).filter(
    ([, value]) => value !== undefined,
  )
  return new https.Agent({ ...kept, ...Object.fromEntries(tls) })
}

/** client-node lets nobody else start the plugin, and so the one who does is exchanged. */
function usePlugins(kubeconfig: KubeConfig): void {
  const authenticators: readonly object[] = Reflect.get(kubeconfig, 'authenticators')
  for (const one of authenticators) if ('execFn' in one) one.execFn = startPlugin
}

/** A minute is enough for a plugin that opens a browser. */
const pluginPatience = 60_000

/** Bytes that a plugin may print: a token has some thousands. */
const mostPrinted = 1_000_000

/**
 * As client-node starts it, but with the terminal, which a plugin may ask for a second factor, and not for ever. Node's own
 * `timeout` holds the process where the program cannot be started, and what that program started holds its output open.
 */
function startPlugin(command: string, args: readonly string[] | undefined, options: SpawnOptions) {
  const babble = new AbortController()
  const signal = AbortSignal.any([AbortSignal.timeout(pluginPatience), babble.signal])
  const stdio = ['inherit', 'pipe', 'pipe'] as const
  const plugin = spawn(command, [...(args ?? [])], { ...options, stdio: [...stdio], signal, killSignal: 'SIGKILL' })
  let size = 0
  for (const stream of [plugin.stdout, plugin.stderr])
    stream?.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > mostPrinted) babble.abort(babbled)
    })
  signal.addEventListener('abort', () => {
    plugin.stdout?.destroy()
    plugin.stderr?.destroy()
  })
  return plugin
}
