import { isJsonMap, type Json, type JsonMap, jsonMapAt, own, textOfJson } from '../json.ts'

/** Who asks a registry: a name with its password, or a token that is exchanged for another one. */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'identity-token'; readonly token: string }

/** Nobody could say: requests are anonymous, as those of docker are, and a refusal says `because`. */
export interface NoCredential {
  readonly kind: 'none'
  readonly because: string
}

/** That nobody could say, and why. */
export function noCredential(because: string): NoCredential {
  return { kind: 'none', because }
}

/**
 * Runs `docker-credential-NAME get` with the server's name on its standard input, and gives what it printed; undefined where
 * it knows no login.
 */
export type RunHelper = (name: string, server: string) => Promise<string | undefined | NoCredential>

/** Docker Hub goes by several names in configuration files (docker/cli, `registry.IndexServer`). */
const dockerHub = [
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'https://index.docker.io/v1/',
  'https://index.docker.io/v1',
]

/**
 * The credential of a repository in a configuration of Docker or Podman (containers-auth.json(5)): a helper of its own
 * registry first, then the longest path of `auths`, then the store of all. Never one of another registry.
 */
export async function credentialFor(
  config: JsonMap,
  repository: string,
  run: RunHelper,
): Promise<Credential | NoCredential | undefined> {
  const registry = repository.slice(0, repository.indexOf('/'))
  const servers = registry === 'docker.io' ? dockerHub : [registry, `https://${registry}`, `https://${registry}/`]
  const helpers = jsonMapAt(config, 'credHelpers')
  for (const server of servers) {
    const helper = textOfJson(helpers, server)
    if (helper) return fromHelper(helper, server, run)
    // As docker/cli does (`getConfiguredCredentialStore`): a registry whose helper has no name is not in the store.
    if (helper === '') return fromEntries(jsonMapAt(config, 'auths'), repository, servers)
  }
  const found = fromEntries(jsonMapAt(config, 'auths'), repository, servers)
  const store = textOfJson(config, 'credsStore')
  return found ?? (store ? fromStore(store, servers, run) : undefined)
}

/** Whether a configuration has a login for any registry, or names a program that may have one. */
export function mayHoldLogin(config: JsonMap): boolean {
  const entries = Object.values(jsonMapAt(config, 'auths') ?? {})
  const hasHelper = Object.values(jsonMapAt(config, 'credHelpers') ?? {}).some(
    name => typeof name === 'string' && name !== '',
  )
  return hasHelper || Boolean(textOfJson(config, 'credsStore')) || entries.some(isLogin)
}

function isLogin(entry: Json): boolean {
  return isJsonMap(entry) && fromEntry(entry) !== undefined
}

/**
 * `host/ns/image`, then `host/ns`, then `host` in each of its spellings, those of old versions of docker among them. An
 * entry without a login only says that a store had one, and hides no other.
 */
function fromEntries(
  auths: JsonMap | undefined,
  repository: string,
  servers: readonly string[],
): Credential | undefined {
  const steps = repository.split('/')
  const paths = steps.map((_, index) => steps.slice(0, steps.length - index).join('/')).slice(0, -1)
  const urls = Object.keys(auths ?? {}).filter(key => servers.includes(hostOfUrl(key)))
  const entries = [...paths, ...servers, ...urls].map(key => own(auths, key)).filter(isJsonMap)
  return entries.map(fromEntry).find(found => found !== undefined)
}

/** `https://reg.example/v1/` → `reg.example`, as docker/cli does (`credentials.ConvertToHostname`). What is no URL is a path of podman. */
function hostOfUrl(key: string): string {
  return /^https?:\/\/([^/]+)/.exec(key)?.[1] ?? ''
}

function fromEntry(entry: JsonMap): Credential | undefined {
  const token = textOfJson(entry, 'identitytoken')
  if (token) return { kind: 'identity-token', token }
  const decoded = Buffer.from(textOfJson(entry, 'auth') ?? '', 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  if (colon > 0) return { kind: 'password', username: decoded.slice(0, colon), password: decoded.slice(colon + 1) }
  const username = textOfJson(entry, 'username')
  const password = textOfJson(entry, 'password')
  return username && password ? { kind: 'password', username, password } : undefined
}

async function fromStore(
  store: string,
  servers: readonly string[],
  run: RunHelper,
): Promise<Credential | NoCredential | undefined> {
  for (const server of servers) {
    const found = await fromHelper(store, server, run)
    if (found !== undefined) return found
  }
  return undefined
}

/** The protocol of docker-credential-helpers: JSON with `Username` and `Secret`; the name `<token>` marks a token. */
async function fromHelper(
  name: string,
  server: string,
  run: RunHelper,
): Promise<Credential | NoCredential | undefined> {
  if (!/^[a-z0-9._-]+$/.test(name)) return noCredential(`${JSON.stringify(name)} is not a name of a credential helper`)
  const printed = await run(name, server)
  if (typeof printed !== 'string') return printed
  const answer = answerOf(printed)
  if (answer === undefined)
    return noCredential(`docker-credential-${name} answered without a name and a secret; run it to see why`)
  const { username, secret } = answer
  // Without a name docker asks anonymously; some helpers say so that they know none.
  if (username === '') return undefined
  if (username === '<token>') return { kind: 'identity-token', token: secret }
  return { kind: 'password', username, password: secret }
}

function answerOf(printed: string): { readonly username: string; readonly secret: string } | undefined {
  const answer = parsed(printed)
  const [username, secret] = [textOfJson(answer, 'Username'), textOfJson(answer, 'Secret')]
  return username === undefined || secret === undefined ? undefined : { username, secret }
}

function parsed(printed: string): JsonMap | undefined {
  try {
    const value: Json = JSON.parse(printed)
    return isJsonMap(value) ? value : undefined
  } catch {
    return undefined
  }
}
