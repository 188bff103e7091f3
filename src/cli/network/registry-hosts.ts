import { InputError } from '../../error.ts'
import { hideLogin } from '../../registry/hide-login.ts'
import { isHost } from '../../registry/http/host.ts'
import { globMatches } from '../../workload/glob.ts'
import type { Arguments } from '../options/arguments.ts'

/** Registries as options name them. What no reference could name is refused: it would say nothing of any. */
export interface RegistryHosts {
  readonly isAllowed: (registry: string) => boolean
  readonly insecure: ReadonlySet<string>
  readonly mirrors: ReadonlyMap<string, string>
}

/** Read the options that name registries. `InputError('USAGE')` for a URL, a repository, and what is no host. */
export function registryHosts({ texts }: Arguments): RegistryHosts {
  const globs = texts('allow-registry')
  for (const glob of globs)
    if (!isHost(exampleOf(glob))) throw noHost('allow-registry', glob, 'a registry, or a glob of * and ?')
  for (const host of texts('insecure-registry'))
    if (!isHost(host)) throw noHost('insecure-registry', host, 'HOST[:PORT]')
  return {
    isAllowed: registry => globs.length === 0 || globs.some(glob => globMatches(glob, registry)),
    insecure: new Set(texts('insecure-registry')),
    mirrors: mirrorsOf(texts('mirror')),
  }
}

/** A text that a glob of registries matches. */
function exampleOf(glob: string): string {
  return glob.replace(/:[\d*?]+$/, ':1').replaceAll(/[*?]/g, 'a')
}

function mirrorsOf(texts: readonly string[]): ReadonlyMap<string, string> {
  const mirrors = new Map<string, string>()
  for (const text of texts) {
    const [registry, host] = pairOf('mirror', text, 'REGISTRY=HOST[:PORT]')
    if (!isHost(registry) || !isHost(host)) throw noHost('mirror', text, 'REGISTRY=HOST[:PORT]')
    const other = mirrors.get(registry)
    if (other !== undefined && other !== host)
      throw new InputError('USAGE', `--mirror: found ${other} and ${host} for ${registry}, expected one of them`)
    mirrors.set(registry, host)
  }
  return mirrors
}

function noHost(option: string, text: string, expected: string): InputError {
  const url = /\bhttps?:\/\//.exec(text)?.[0]
  const hint = url === undefined ? '' : ` without ${url}`
  return new InputError(
    'USAGE',
    `--${option}: found "${hideLogin(text)}", expected ${expected}${hint}, as in registry.example.com`,
  )
}

/** Both sides of the first `=`. `InputError('USAGE')` where one is missing. */
export function pairOf(option: string, text: string, expected: string): readonly [string, string] {
  const equals = text.indexOf('=')
  if (equals <= 0 || equals === text.length - 1)
    throw new InputError('USAGE', `--${option}: found "${hideLogin(text)}", expected ${expected}`)
  return [text.slice(0, equals), text.slice(equals + 1)]
}
