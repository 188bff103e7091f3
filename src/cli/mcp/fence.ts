import { join, resolve } from 'node:path'
import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import { isInside, staysIn } from '../files/folder.ts'
import { withSlashes } from '../files/slashes.ts'
import type { Io } from '../process/io.ts'
import { refuseReachingOut } from './reach.ts'

/** What a call may read beside the working folder, and where its output goes. */
export interface Fence {
  /** Files that whoever started the server named. */
  readonly named: readonly string[]
  /** Texts that the call holds, by the names that stand for them. */
  readonly given: ReadonlyMap<string, string>
  readonly write: (stream: 'stdout' | 'stderr', text: string) => void
  /** Nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** How long a program may take that is started for it. */
  readonly seconds: number
}

/**
 * An `Io` that reads nothing outside the working folder, links resolved, and writes nothing: a client's model calls, and
 * it does what the texts tell it that it reads. Helm and kustomize read what they want, so what a folder leads to is
 * looked at before they are started.
 */
export function fenced(io: Io, { named, given, write, signal, seconds }: Fence): Io {
  const allowed = new Set(named.map(file => resolve(io.cwd(), file)))
  const isAllowed = async (path: string) => allowed.has(resolve(io.cwd(), path)) || staysIn(io.cwd(), path, io)
  const text = (name: string) => given.get(name)
  // Each is named, so that what commands learn to touch one day is no hole here.
  return {
    cwd: io.cwd,
    env: io.env,
    now: io.now,
    today: io.today,
    cores: io.cores,
    realPath: io.realPath,
    inTemporaryFolder: io.inTemporaryFolder,
    stdin: async () => bytes(''),
    hasPipedInput: async () => false,
    stdout: output => write('stdout', output),
    stderr: output => write('stderr', output),
    progress: () => undefined,
    terminal: { stdin: false, stdout: false, stderr: false },
    readFile: async path => {
      const own = text(path)
      if (own !== undefined) return bytes(own)
      if (!(await isAllowed(path))) throw outside(path, io)
      if ((await io.kindOf(path)) === 'special') throw special(path)
      return io.readFile(path)
    },
    kindOf: async path => {
      if (given.has(path)) return 'file'
      // A search for a policy ends here as it ends at the root of a repository.
      if (resolve(io.cwd(), path) === resolve(io.cwd(), '.git')) return 'folder'
      return (await isAllowed(path)) ? io.kindOf(path) : 'absent'
    },
    sizeOf: async path => ((await isAllowed(path)) ? io.sizeOf(path) : 0),
    changedAt: async path => ((await isAllowed(path)) ? io.changedAt(path) : 0),
    listFolder: async folder => {
      if (!(await isAllowed(folder))) throw outside(folder, io)
      const inside = []
      for (const entry of await io.listFolder(folder)) {
        const path = withSlashes(join(folder, entry.name))
        if (!entry.isLink || entry.kind === 'absent' || (await isAllowed(path))) inside.push(entry)
        else write('stderr', `seaworthy: left out ${visible(path)} (a link out of the folder that is served)\n`)
      }
      return inside
    },
    openFile: path => {
      throw outside(path, io)
    },
    run: async (command, args, more) => {
      const folders = args.map(arg => resolve(io.cwd(), arg)).filter(path => isInside(path, io.cwd()))
      for (const folder of folders) await refuseReachingOut(folder, io)
      const env = { ...more?.env, ...noGit }
      const late = AbortSignal.timeout(seconds * 1_000)
      const stop = AbortSignal.any([signal, late])
      return io.run(command, args, { ...more, env, signal: stop }).catch(error => {
        throw late.aborted ? tooLate(command, seconds) : error
      })
    },
    network: () => Promise.reject(new InputError('USAGE', 'this server opens no connection')),
    writeFile: async path => Promise.reject(readOnly(path)),
    refuseTarget: async path => Promise.reject(readOnly(path)),
    rewriteFile: async path => Promise.reject(readOnly(path)),
    writePieces: async path => Promise.reject(readOnly(path)),
    startHelper: () => Promise.reject(noHelper()),
    serve: () => Promise.reject(noHelper()),
  }
}

/** A kustomization may name a repository in a folder of this machine; git looks up this variable before it opens one. */
const noGit = { GIT_ALLOW_PROTOCOL: 'none' }

function tooLate(command: string, seconds: number): InputError {
  return new InputError('BAD_INPUT', `${command}: was stopped, since it was not done after ${seconds} s`)
}

/** The error for what lies outside the working folder, whether anything is there or not. */
export function outside(path: string, io: Io): InputError {
  return new InputError(
    'UNREADABLE',
    `${visible(path)}: cannot be read (it is outside ${visible(io.cwd())}, the folder that is served)`,
  )
}

/** Who reads a pipe waits for somebody to write. */
function special(path: string): InputError {
  return new InputError('UNREADABLE', `${visible(path)}: cannot be read (it is a pipe or a device)`)
}

function noHelper(): InputError {
  return new InputError('USAGE', 'this server starts no other for a call')
}

function readOnly(path: string): InputError {
  return new InputError('UNWRITABLE', `${visible(path)}: cannot be written (this server changes nothing)`)
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
