import { isAbsolute, join } from 'node:path'

/** What is asked of the process. */
export interface Caller {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: string
  readonly version: string
  readonly arch: string
  readonly execArgv: readonly string[]
}

/** Where V8's code is, and what may be done there. */
export interface CompiledFolder {
  readonly folder: string
  readonly use: 'read' | 'read and write'
}

/**
 * Where V8's code of this very program is kept: in the cache of the user, since what runs is read from it. Options of Node
 * may be V8's, which takes no code that was made under others; and NODE_DISABLE_COMPILE_CACHE is how Node's own is turned off.
 */
export function compiledFolder(caller: Caller, hash: string): CompiledFolder | undefined {
  const { env, platform, version, arch, execArgv } = caller
  if (env.NODE_DISABLE_COMPILE_CACHE || env.NODE_OPTIONS || execArgv.length > 0) return undefined
  const caches = cachesOf(env, platform)
  if (caches === undefined) return undefined
  return { folder: join(caches, 'seaworthy', `${hash}-${version}-${arch}`), use: useOf(caller) }
}

/** A machine of CI is thrown away with all that it learns, and `mcp` writes no file. */
function useOf({ env, argv }: Caller): CompiledFolder['use'] {
  return env.CI || argv[2] === 'mcp' ? 'read' : 'read and write'
}

function cachesOf({ XDG_CACHE_HOME, LOCALAPPDATA, HOME }: Caller['env'], platform: string): string | undefined {
  if (platform === 'win32') return absolute(LOCALAPPDATA)
  const home = absolute(HOME)
  return absolute(XDG_CACHE_HOME) ?? (home && join(home, platform === 'darwin' ? 'Library/Caches' : '.cache'))
}

/** A relative one is to be ignored (XDG Base Directory Specification), and would be in the folder of somebody's chart. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined
}
