import { join } from 'node:path'
import { InputError } from '../../error.ts'
import { jsonProblem } from '../../manifest/text/json-problem.ts'
import { visible } from '../../manifest/text/visible.ts'
import {
  type Credential,
  credentialFor,
  mayHoldLogin,
  type NoCredential,
  noCredential,
  type RunHelper,
} from '../../registry/http/credentials.ts'
import { isJsonMap, type Json, type JsonMap } from '../../registry/json.ts'
import { readText } from '../input.ts'
import type { Io } from '../process/io.ts'

/**
 * Credentials as Docker and Podman keep them: the file that the user names and no other, else the first of the usual ones
 * that knows the repository (containers-auth.json(5), docker login).
 */
export async function registryLogin(
  named: string | undefined,
  io: Io,
  patience = helperPatience,
): Promise<(repository: string) => Promise<Credential | NoCredential | undefined>> {
  const files = named === undefined ? await existing(usualFiles(io), io) : [named]
  const configs: JsonMap[] = []
  for (const file of files) configs.push(await configOf(file, io))
  if (named !== undefined) for (const config of configs) refuseWithoutLogin(named, config)
  const run = helpersOf(io, patience)
  return async repository => {
    let none: NoCredential | undefined
    for (const config of configs) {
      const found = await credentialFor(config, repository, run)
      if (found?.kind === 'none') none ??= found
      else if (found !== undefined) return found
    }
    return none
  }
}

async function configOf(file: string, io: Io): Promise<JsonMap> {
  const text = await readText(file, io)
  const value = parsed(text, file)
  if (isJsonMap(value)) return value
  throw new InputError('UNREADABLE', `${visible(file)}: expected a map with auths, as \`docker login\` writes it`)
}

function parsed(text: string, file: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    throw new InputError('UNREADABLE', visible(jsonProblem(text, file)))
  }
}

/** A file that is named for its logins has some, or every registry would be asked without. */
function refuseWithoutLogin(file: string, config: JsonMap): void {
  if (!mayHoldLogin(config))
    throw new InputError(
      'UNREADABLE',
      `--registry-config ${visible(file)}: found no login, expected auths, credHelpers or credsStore, as \`docker login\` writes them`,
    )
}

function usualFiles({ env }: Io): readonly string[] {
  const { REGISTRY_AUTH_FILE: podman, DOCKER_CONFIG: docker, XDG_RUNTIME_DIR: runtime, HOME: home } = env
  return [
    ...(podman ? [podman] : []),
    ...(docker ? [join(docker, 'config.json')] : []),
    ...(runtime ? [join(runtime, 'containers/auth.json')] : []),
    ...(home ? [join(home, '.docker/config.json')] : []),
  ]
}

async function existing(files: readonly string[], io: Io): Promise<readonly string[]> {
  const kinds = await Promise.all(files.map(file => io.kindOf(file)))
  return files.filter((_, index) => kinds[index] === 'file')
}

/** Milliseconds: a helper looks into a key ring, or asks a cloud for a token. */
const helperPatience = 10_000

/** What a helper that knows nothing of the server prints (docker-credential-helpers, `errCredentialsNotFound`), and exits 1. */
const knowsNothing = /credentials not found in native keychain/

/** Who waited for one in vain does not wait for it again. */
function helpersOf(io: Io, patience: number): RunHelper {
  const silent = new Map<string, NoCredential>()
  return async (name, server) => {
    const answer = silent.get(name) ?? (await runHelper(name, server, io, patience))
    if (answer !== undefined && typeof answer !== 'string') silent.set(name, answer)
    return answer
  }
}

/** One that is missing, fails or hangs keeps nobody from an image that is public. What it prints may be a secret. */
async function runHelper(name: string, server: string, io: Io, patience: number) {
  const program = `docker-credential-${name}`
  const signal = AbortSignal.timeout(patience)
  try {
    const ended = await io.run(program, ['get'], { input: server, signal })
    if (ended === undefined) return noCredential(`${program}, which holds the login, is not installed`)
    if (ended.status === 0) return ended.stdout
    if (knowsNothing.test(ended.stdout + ended.stderr)) return undefined
    return noCredential(`${program}, which holds the login, failed (exit ${ended.status}); run it to see why`)
  } catch (error) {
    if (!signal.aborted) throw error
    return noCredential(
      `${program} gave no answer within ${patience / 1000} s; log in again, or name another file with --registry-config`,
    )
  }
}
