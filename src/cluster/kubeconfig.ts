import { ClusterError } from '../error.ts'
import { readDocument } from '../manifest/document.ts'
import { splitStream } from '../manifest/stream.ts'
import { nearest } from '../manifest/text/nearest.ts'
import { isList, isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../manifest/value.ts'
import { proxyFor } from './proxy.ts'

/** A kubeconfig that was found, and the folder its relative paths start from. */
export interface KubeconfigFile {
  readonly path: string
  readonly text: string
  /** A path of the file, made absolute. */
  readonly absolute: (path: string) => string
}

/** The kubeconfig of one context, as client-node is given it: one cluster, one user, every path absolute. */
export interface ChosenContext {
  readonly name: string
  /** Where requests go; `server` is what people are told of it, without a password. */
  readonly url: string
  readonly server: string
  readonly user: string
  readonly namespace: string | undefined
  /** The proxy in between, without its password. */
  readonly proxy?: string
  /** The program that fetches credentials, and what its author says about installing it. */
  readonly plugin: { readonly command: string; readonly hint: string | undefined } | undefined
  /** What kubectl before 1.26 fetched credentials with. */
  readonly provider?: string
  /** Headers that client-node does not know: who else is impersonated. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  /** Undefined for the service account of a pod. */
  readonly config: ValueMap | undefined
}

const lists = ['clusters', 'users', 'contexts'] as const

/** Several files as kubectl merges them: what comes first wins (client-go, `clientcmd/loader.go`). */
export function mergedKubeconfig(files: readonly KubeconfigFile[]): ValueMap {
  const configs = files.map(readKubeconfig)
  const current = configs.map(config => textAt(config, 'current-context')).find(name => name)
  const merged = lists.map(list => [list, firstOfEachName(configs.flatMap(config => listAt(config, list)))])
  return { ...Object.fromEntries(merged), ...(current !== undefined && { 'current-context': current }) }
}

function readKubeconfig({ path, text, absolute }: KubeconfigFile): ValueMap {
  const stream = splitStream(text)
  const [span] = stream.documents
  if (span === undefined) return {}
  const { value, problems } = readDocument(stream, span)
  const [problem] = problems
  if (problem !== undefined)
    throw new ClusterError('kubeconfig', `${path}:${problem.position.line}: ${problem.message}`)
  if (!isMap(value)) throw new ClusterError('kubeconfig', `${path}: is not a kubeconfig; check KUBECONFIG`)
  return { ...value, ...Object.fromEntries(lists.map(list => [list, listAt(value, list).map(at(absolute))])) }
}

/** The fields of a cluster or user that are paths. */
const pathFields = new Set(['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'])

function at(absolute: KubeconfigFile['absolute']): (entry: Value) => Value {
  return entry => {
    if (!isMap(entry)) return entry
    const [cluster, user] = [mapAt(entry, 'cluster'), mapAt(entry, 'user')]
    return {
      ...entry,
      ...(cluster && { cluster: withPaths(cluster, absolute) }),
      ...(user && { user: withPlugin(withPaths(user, absolute), absolute) }),
    }
  }
}

function withPaths(map: ValueMap, absolute: KubeconfigFile['absolute']): ValueMap {
  const entries = Object.entries(map)
  return Object.fromEntries(
    entries.map(([key, value]) => [key, pathFields.has(key) && typeof value === 'string' ? absolute(value) : value]),
  )
}

/** A plugin whose name has a slash lies beside the kubeconfig, any other on PATH. */
function withPlugin(user: ValueMap, absolute: KubeconfigFile['absolute']): ValueMap {
  const exec = mapAt(user, 'exec')
  const command = textAt(exec, 'command')
  if (command === undefined || !/[\\/]/.test(command)) return user
  return { ...user, exec: { ...exec, command: absolute(command) } }
}

function firstOfEachName(entries: readonly Value[]): readonly ValueMap[] {
  const named = new Map<string, ValueMap>()
  for (const entry of entries) {
    const name = textAt(entry, 'name')
    if (isMap(entry) && name !== undefined && !named.has(name)) named.set(name, entry)
  }
  return [...named.values()]
}

/** What the kubeconfig has under a context's name, or under its current one; proxies are as `env` says. */
export function chosenContext(
  merged: ValueMap,
  asked: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ChosenContext {
  const name = asked ?? textAt(merged, 'current-context')
  if (name === undefined) throw new ClusterError('kubeconfig', noCurrent(namesIn(merged, 'contexts')))
  const context = entryOf(merged, 'contexts', 'context', name)
  if (context === undefined) throw new ClusterError('kubeconfig', unknownContext(name, namesIn(merged, 'contexts')))
  const clusterName = textAt(context, 'cluster') ?? ''
  const cluster = entryOf(merged, 'clusters', 'cluster', clusterName)
  const server = textAt(cluster, 'server')?.trim().replace(/\/+$/, '')
  if (cluster === undefined || !server)
    throw new ClusterError(
      'kubeconfig',
      `context "${name}": the kubeconfig has no server for its cluster "${clusterName}"`,
    )
  requireUrl(server, serverUrl, `context "${name}": its cluster "${clusterName}" has the server`)
  const proxy = textAt(cluster, 'proxy-url') || proxyFor(new URL(server), env)
  if (proxy !== undefined) requireUrl(proxy, proxyUrl, `context "${name}": proxy-url, or HTTPS_PROXY, names the proxy`)
  const userName = textAt(context, 'user') ?? ''
  const user = entryOf(merged, 'users', 'user', userName)
  if (user === undefined && userName !== '')
    throw new ClusterError('kubeconfig', `context "${name}": the kubeconfig has no user "${userName}"`)
  const exec = mapAt(user, 'exec')
  const command = textAt(exec, 'command')
  const provider = textAt(mapAt(user, 'auth-provider'), 'name')
  return {
    name,
    url: server,
    server: hasCredentials(server) ? withoutCredentials(server) : server,
    user: userName,
    namespace: textAt(context, 'namespace') || undefined,
    plugin: command === undefined ? undefined : { command, hint: textAt(exec, 'installHint') },
    headers: impersonation(user),
    ...(provider !== undefined && { provider }),
    ...(proxy !== undefined && { proxy: withoutCredentials(proxy) }),
    config: oneContext(clusterFor(cluster, server, proxy), userFor(user ?? {}, { ...cluster, server })),
  }
}

/** Which URLs there may be, and one of them. */
interface UrlForm {
  readonly protocols: RegExp
  readonly example: string
}

const serverUrl: UrlForm = { protocols: /^https?:$/, example: 'https://kubernetes.example.com:6443' }
const proxyUrl: UrlForm = { protocols: /^(?:https?|socks\w*):$/, example: 'http://proxy.example.com:3128' }

function requireUrl(text: string, { protocols, example }: UrlForm, where: string): void {
  if (URL.canParse(text) && protocols.test(new URL(text).protocol)) return
  throw new ClusterError('kubeconfig', `${where} "${withoutCredentials(text)}", expected a URL such as ${example}`)
}

function hasCredentials(url: string): boolean {
  const { username, password } = new URL(url)
  return username !== '' || password !== ''
}

/** It may be no URL at all, and still hold a password: all before the last `@` goes. */
function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, '$1')
}

function entryOf(merged: ValueMap, list: string, field: string, name: string): ValueMap | undefined {
  const entry = listAt(merged, list).find(one => textAt(one, 'name') === name)
  return entry === undefined ? undefined : (mapAt(entry, field) ?? {})
}

function namesIn(merged: ValueMap, list: string): readonly string[] {
  return listAt(merged, list).flatMap(entry => textAt(entry, 'name') ?? [])
}

function noCurrent(known: readonly string[]): string {
  if (known.length === 0) return 'the kubeconfig has no context; check KUBECONFIG'
  return `the kubeconfig has no current context; choose one with --context: ${listed(known)}`
}

function unknownContext(name: string, known: readonly string[]): string {
  const closest = nearest(name, known)
  const hint = closest === undefined ? `it has ${listed(known)}` : `did you mean "${closest}"?`
  return `the kubeconfig has no context "${name}"; ${known.length === 0 ? 'it has none at all' : hint}`
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(name => `"${name}"`)
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ')
}

/** client-node asks to be told that plain HTTP is meant, which who writes `http:` has said (`kubectl proxy`). */
function clusterFor(cluster: ValueMap, server: string, proxy: string | undefined): ValueMap {
  return {
    ...cluster,
    server,
    ...(server.startsWith('http:') && { 'insecure-skip-tls-verify': true }),
    ...(proxy !== undefined && { 'proxy-url': proxy }),
  }
}

/** client-node reads `tokenFile` for `auth-provider` alone, and does not tell a plugin what it is asked for. */
function userFor(user: ValueMap, cluster: ValueMap): ValueMap {
  const [tokenFile, exec] = [textAt(user, 'tokenFile'), mapAt(user, 'exec')]
  if (exec !== undefined) return { ...user, exec: execFor(exec, cluster) }
  if (tokenFile === undefined) return user
  const { token: _, ...others } = user
  return { ...others, 'auth-provider': { name: 'tokenFile', config: { tokenFile } } }
}

/** What client-go tells a plugin (`KUBERNETES_EXEC_INFO`, KEP-541). */
function execFor(exec: ValueMap, cluster: ValueMap): ValueMap {
  const { 'certificate-authority-data': ca, server } = cluster
  const told = exec.provideClusterInfo === true && {
    cluster: { ...(server !== undefined && { server }), ...(ca !== undefined && { 'certificate-authority-data': ca }) },
  }
  const info = {
    apiVersion: textAt(exec, 'apiVersion') ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: false, ...told },
  }
  const env = isList(exec.env) ? exec.env : []
  return { ...exec, env: [...env, { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }] }
}

/** client-node sends the user alone: without the groups somebody else's rights would be asked about. */
function impersonation(user: ValueMap | undefined): Readonly<Record<string, readonly string[]>> {
  const groups = listAt(user, 'as-groups').filter(group => typeof group === 'string')
  const uid = textAt(user, 'as-uid')
  const extra = Object.entries(mapAt(user, 'as-user-extra') ?? {}).map(([key, values]) => [
    `Impersonate-Extra-${encodeURIComponent(key)}`,
    isList(values) ? values.filter(value => typeof value === 'string') : [],
  ])
  return {
    ...(groups.length > 0 && { 'Impersonate-Group': groups }),
    ...(uid !== undefined && { 'Impersonate-Uid': [uid] }),
    ...Object.fromEntries(extra),
  }
}

/** A user is always there, even an empty one: without it client-node leaves out the certificate authority, too. */
function oneContext(cluster: ValueMap, user: ValueMap): ValueMap {
  return {
    clusters: [{ name: 'it', cluster }],
    users: [{ name: 'it', user }],
    contexts: [{ name: 'it', context: { cluster: 'it', user: 'it' } }],
    'current-context': 'it',
  }
}
