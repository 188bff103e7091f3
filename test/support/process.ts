import { spawn } from 'node:child_process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A program that is started for real. `env` is added to an environment without what would change its answers. */
export interface Call {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Written to the standard input, piece by piece; without it the standard input is empty. */
  readonly input?: string | Uint8Array | Iterable<Uint8Array>
  readonly seconds?: number
  /** Run as another user, which takes root. */
  readonly uid?: number
}

/** How a program ended, and what it said. */
export interface Ended {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Run a program to its end, or for as long as it may take. */
export function ended({ command, args, cwd, env, input = '', seconds = 60, uid }: Call): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd,
      env: { ...plainEnvironment(), ...env },
      timeout: seconds * 1000,
      ...(uid !== undefined && { uid }),
    }
    const child = spawn(command, args, options)
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', chunk => (output.stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', chunk => (output.stderr += chunk))
    child.on('error', reject)
    child.on('close', (status, signal) => resolve({ status, signal, ...output }))
    const pieces = typeof input === 'string' || input instanceof Uint8Array ? [input] : input
    // It may end without reading, and says so by its status.
    pipeline(Readable.from(pieces), child.stdin).catch(() => {})
  })
}

/** The machine that runs the tests may itself be CI, or a shell inside a Helm plugin. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(CI|NO_COLOR|FORCE_COLOR|NODE_OPTIONS|SEAWORTHY_.*|HELM_.*)$/.test(name),
  )
  return Object.fromEntries(kept)
}
