import { ClusterError } from '../error.ts'
import { textAt } from '../manifest/value.ts'
import type { Cluster, ClusterRequest, ServerVersion } from './cluster.ts'
import { connectionError, credentialError, notAccepted, notKubernetes, withoutTls } from './failure.ts'
import { isForeign } from './foreign.ts'
import { type Endpoint, exchange, opened } from './http.ts'
import { type ChosenContext, chosenContext, mergedKubeconfig } from './kubeconfig.ts'
import { isInCluster, kubeconfigFiles, ownNamespace } from './kubeconfig-files.ts'
import { refused } from './refusal.ts'

/** Which cluster is meant. */
export interface ConnectOptions {
  /** Of the kubeconfig; its current one where nothing is said. */
  readonly context?: string
  /** Where objects without a namespace go: the context's own, else `default`, where nothing is said. */
  readonly namespace?: string
  /** `KUBECONFIG`, `HOME`, proxies, and what a pod finds of its own cluster. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Connect to the cluster of a kubeconfig, or to that of the pod this program runs in, and ask for its version: whatever is wrong
 * with files, credentials, certificates or the network shows here, as a `ClusterError` of one sentence.
 */
export async function connect(options: ConnectOptions): Promise<Cluster> {
  const chosen = choose(options)
  const session = await newSession(chosen)
  const ask = (request: ClusterRequest) => attempt(session, request, exchange)
  const open = (request: ClusterRequest) => attempt(session, request, opened)
  const close = () => closeAgents(session)
  const named = { context: chosen.name, server: chosen.server, user: chosen.user }
  const namespace = options.namespace ?? chosen.namespace ?? 'default'
  try {
    return { ...named, namespace, ask, open, close, version: await versionOf(session, ask) }
  } catch (error) {
    close()
    throw error
  }
}

function choose({ context, env }: ConnectOptions): ChosenContext {
  const files = kubeconfigFiles(env)
  if (files.length > 0) return chosenContext(mergedKubeconfig(files), context, env)
  if (!isInCluster(env))
    throw new ClusterError(
      'kubeconfig',
      'there is no kubeconfig: neither KUBECONFIG nor ~/.kube/config names a cluster',
    )
  if (context !== undefined)
    throw new ClusterError('kubeconfig', `--context ${context}: there is no kubeconfig that has it`)
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port } = env
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`
  const base = {
    name: 'in-cluster',
    url: server,
    server,
    user: 'the service account of the pod',
    plugin: undefined,
    headers: {},
  }
  return { ...base, namespace: ownNamespace(), config: undefined }
}

interface Session {
  readonly chosen: ChosenContext
  readonly renew: () => Promise<Endpoint>
  endpoint: Endpoint
  /** The one before: what began with it may still go on. */
  former?: Endpoint
  renewing?: Promise<void> | undefined
}

async function newSession(chosen: ChosenContext): Promise<Session> {
  const { credentialsOf } = await import('./client-node.ts')
  const credentials = prepared(chosen, () => credentialsOf(chosen))
  const renew = async (): Promise<Endpoint> => {
    const options = await credentials().catch((error: unknown) => Promise.reject(credentialError(chosen, error)))
    return { server: chosen.url, options }
  }
  return { chosen, renew, endpoint: await renew() }
}

function prepared<Value>(chosen: ChosenContext, make: () => Value): Value {
  try {
    return make()
  } catch (error) {
    throw credentialError(chosen, error)
  }
}

function closeAgents({ endpoint, former }: Session): void {
  for (const one of [endpoint, former]) closeAgent(one)
}

function closeAgent(endpoint: Endpoint | undefined): void {
  const agent = endpoint?.options.agent
  if (typeof agent === 'object') agent.destroy()
}

/** Once for all whose credentials were not accepted at the same time: a plugin may open a browser. */
function renewed(session: Session, used: Endpoint): Promise<void> {
  if (session.endpoint !== used) return Promise.resolve()
  session.renewing ??= renewNow(session).finally(() => {
    session.renewing = undefined
  })
  return session.renewing
}

async function renewNow(session: Session): Promise<void> {
  const endpoint = await session.renew()
  closeAgent(session.former)
  session.former = session.endpoint
  session.endpoint = endpoint
}

/** Once more where the credentials are not accepted any longer: tokens are renewed, by plugins and in files. */
async function attempt<Answer extends { readonly status: number }>(
  session: Session,
  request: ClusterRequest,
  send: (endpoint: Endpoint, request: ClusterRequest) => Promise<Answer>,
): Promise<Answer> {
  const used = session.endpoint
  const first = await sent(session, request, send)
  if (first.status !== 401) return first
  await renewed(session, used)
  const second = await sent(session, request, send)
  if (second.status === 401) throw notAccepted(session.chosen)
  return second
}

async function sent<Answer>(
  { chosen, endpoint }: Session,
  request: ClusterRequest,
  send: (endpoint: Endpoint, request: ClusterRequest) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await send(endpoint, request)
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason
    throw connectionError(chosen, error)
  }
}

async function versionOf(session: Session, ask: Cluster['ask']): Promise<ServerVersion> {
  const request = { method: 'GET', path: '/version', patience: 10_000 } as const
  const answer = await ask(request)
  if (answer.status === 403) return { text: 'unknown', minor: undefined }
  if (/HTTP request to an HTTPS server/.test(textAt(answer.body, 'message') ?? '')) throw withoutTls(session.chosen)
  if (answer.status !== 200 && !isForeign(answer)) throw refused(request, answer)
  const text = textAt(answer.body, 'gitVersion')
  if (text === undefined) throw notKubernetes(session.chosen, answer.status)
  const minor = Number.parseInt(textAt(answer.body, 'minor') ?? '', 10)
  return { text, minor: Number.isNaN(minor) ? undefined : minor }
}
