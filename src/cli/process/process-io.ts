import { InputError } from '../../error.ts'
import { limits } from '../../manifest/read/limits.ts'
import { isCharacterDevice, readAll, writeAll, writeQuietly } from '../files/descriptor.ts'
import {
  changedAt,
  entriesOf,
  kindOf,
  readBytes,
  realPathOf,
  replaceFile,
  replaceUnchanged,
  sizeOf,
} from '../files/files.ts'
import { inputsRead } from '../files/inputs-read.ts'
import type { FileRange, Io } from './io.ts'
import { statusLine } from './status-line.ts'
import { codeOf, reasonOf } from './system-error.ts'

/** The real process as an `Io`. Only the files beside this one touch it. */
export async function processIo(): Promise<Io> {
  const terminal = await terminalOf()
  const inputs = inputsRead()
  const status = statusLine(terminal.stderr ? 'terminal' : 'elsewhere')
  if (terminal.stderr) process.once('exit', status.clear)
  return {
    stdin: async () => {
      inputs.add(0)
      return readyFor(readAll(0, limits.bytes))
    },
    hasPipedInput: async () => (await import('./stdin-piped.ts')).hasPipedInput(),
    stdout: text => {
      status.clear()
      writeAll(1, text)
    },
    stderr: text => {
      status.clear()
      writeQuietly(2, text)
    },
    progress: status.show,
    readFile: async path => {
      inputs.add(path)
      return readyFor(readBytes(path))
    },
    writeFile: async (path, text) => {
      inputs.refuse(path)
      return (await import('./defer-signals.ts')).deferSignals(() => replaceFile(path, text))
    },
    refuseTarget: async path => inputs.refuse(path),
    rewriteFile: async (path, was, text) =>
      (await import('./defer-signals.ts')).deferSignals(() => replaceUnchanged(path, was, text)),
    writePieces: async (path, pieces) => {
      inputs.refuse(path)
      await (await import('../files/write-pieces.ts')).writePieces(path, pieces)
    },
    sizeOf: async path => sizeOf(path),
    changedAt: async path => changedAt(path),
    listFolder: async folder => entriesOf(folder),
    kindOf: async path => kindOf(path),
    realPath: async path => realPathOf(path),
    // Loaded here, because hardly any call starts a program and each would pay for it.
    run: async (command, args, given = {}) => (await import('./run-program.ts')).runProgram(command, args, given),
    inTemporaryFolder,
    openFile,
    network: async authorities => {
      const { processNetwork } = await import('../network/network.ts')
      ;(await import('./v8-flags.ts')).collectBuffersYoung(process.version)
      return processNetwork(authorities, process.env)
    },
    cwd: workingFolder,
    env: process.env,
    terminal,
    startHelper: async (argv, heap) => (await import('./helper.ts')).startHelper(argv, heap),
    serve: async (answer, heap) => (await import('./helper.ts')).serve(answer, heap),
    cores: async () => (await import('node:os')).availableParallelism(),
    now: () => performance.now(),
    today: () => new Date().toISOString().slice(0, 10),
  }
}

/** Which standard streams a person sits at. What knows for sure is loaded only where it may be so. */
async function terminalOf(): Promise<Io['terminal']> {
  const [stdin, stdout, stderr] = [0, 1, 2].map(isCharacterDevice)
  if (!stdin && !stdout && !stderr) return { stdin: false, stdout: false, stderr: false }
  const { isatty } = await import('node:tty')
  const terminal = { stdin: isatty(0), stdout: isatty(1), stderr: isatty(2) }
  return terminal.stdout ? { ...terminal, columns: process.stdout.columns } : terminal
}

/** Somebody may delete the folder that a shell still stands in. */
function workingFolder(): string {
  try {
    return process.cwd()
  } catch (error) {
    throw new InputError('UNREADABLE', `the working folder: cannot be read (${reasonOf(codeOf(error))})`)
  }
}

async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const [{ mkdtempSync, rmSync }, { tmpdir }, { join }] = await Promise.all([
    import('node:fs'),
    import('node:os'),
    import('node:path'),
  ])
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function* openFile(path: string, range?: FileRange): AsyncGenerator<Uint8Array> {
  const { createReadStream } = await import('node:fs')
  const part = range === undefined ? {} : { start: range.offset, end: range.offset + range.size - 1 }
  if (range?.size === 0) return
  try {
    for await (const chunk of createReadStream(path, part)) yield chunk
  } catch (error) {
    throw new InputError('UNREADABLE', `${path}: cannot be read (${reasonOf(codeOf(error))})`)
  }
}

/** Texts from this size on are worth telling V8; for a chart it takes longer to load what tells it. */
const large = 100_000

async function readyFor(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length >= large) (await import('./v8-flags.ts')).delayOptimization(process.version)
  return bytes
}
