import { join } from 'node:path'
import { InputError } from '../../error.ts'
import { type Credential, credentialFor } from '../../registry/credentials.ts'
import { type JsonMap, jsonMap } from '../../registry/json.ts'
import { ImageError } from '../../registry/limits.ts'
import type { Io } from '../process/io.ts'

/**
 * Credentials as Docker and Podman keep them: the file that the user names and no other, else the first of the usual ones
 * that knows the repository (containers-auth.json(5), docker login).
 */
export async function registryLogin(
  named: string | undefined,
  io: Io,
): Promise<(repository: string) => Promise<Credential | undefined>> {
  const files = named === undefined ? await existing(usualFiles(io), io) : [named]
  const configs: JsonMap[] = []
  for (const file of files) configs.push(await configOf(file, io))
  return async repository => {
    for (const config of configs) {
      const found = await credentialFor(config, repository, (helper, server) => runHelper(helper, server, io))
      if (found !== undefined) return found
    }
    return undefined
  }
}

async function configOf(file: string, io: Io): Promise<JsonMap> {
  const bytes = await io.readFile(file)
  try {
    return jsonMap(bytes, file)
  } catch (error) {
    if (error instanceof ImageError) throw new InputError('UNREADABLE', error.message)
    throw error
  }
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

/** A helper that knows nothing of the server exits 1 (docker-credential-helpers, `errCredentialsNotFound`). */
async function runHelper(name: string, server: string, io: Io): Promise<string | undefined> {
  const ended = await io.run(`docker-credential-${name}`, ['get'], { input: server })
  return ended?.status === 0 ? ended.stdout : undefined
}
