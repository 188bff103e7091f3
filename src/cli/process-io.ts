import { readSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { InputError } from '../error.ts'
import { limits } from '../manifest/limits.ts'
import type { Io, ProgramResult } from './io.ts'

/** The real process as an `Io`. Only this file and `main.ts` touch it. */
export function processIo(): Io {
  return {
    stdin: readStdin,
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
    readFile: path => readable(path, () => readFile(path)),
    writeFile: replaceFile,
    listFiles: folder => readable(folder, () => filesBelow(folder)),
    kindOf,
    run,
    cwd: process.cwd(),
    env: process.env,
    terminal: {
      stdin: process.stdin.isTTY === true,
      stdout: process.stdout.isTTY === true,
      stderr: process.stderr.isTTY === true,
      ...(process.stdout.isTTY === true && { columns: process.stdout.columns }),
    },
    today: () => new Date().toISOString().slice(0, 10),
  }
}

/** File descriptor 0 read directly: setting up a stream costs more than a small chart does. */
async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  const buffer = Buffer.allocUnsafe(1 << 20)
  // What is longer than any stream may be is refused by whoever decodes it; its end need not be waited for.
  for (let total = 0; total <= limits.bytes; ) {
    const length = readChunk(buffer)
    if (length === 0) break
    if (length === undefined) await setTimeout(2)
    else chunks.push(Buffer.from(buffer.subarray(0, length)))
    total += length ?? 0
  }
  return Buffer.concat(chunks)
}

/** Undefined when a pipe that does not block has nothing yet. */
function readChunk(buffer: Buffer): number | undefined {
  try {
    return readSync(0, buffer)
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined
    if (codeOf(error) === 'EOF') return 0 // Windows, when the other end of the pipe closes
    throw new InputError('UNREADABLE', `standard input: cannot be read (${codeOf(error)})`)
  }
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw new InputError('UNREADABLE', `${path}: cannot be read (${reasonOf(codeOf(error))})`)
  }
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile() && !join(entry.parentPath, entry.name).split(/[\\/]/).includes('.git'))
    .map(entry => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
    .toSorted()
}

/** Written beside the target and renamed over it; a link keeps pointing, and the mode of the old file is kept. */
async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => resolve(path))
  // Not named after the target: its name may already be as long as a file system takes.
  const partial = join(dirname(target), `.seaworthy-${process.pid}.partial`)
  try {
    await mkdir(dirname(target), { recursive: true })
    await writeFile(partial, text, { flag: 'wx' })
    const mode = await stat(target)
      .then(found => found.mode & 0o7777)
      .catch(() => undefined)
    if (mode !== undefined) await chmod(partial, mode)
    await rename(partial, target)
  } catch (error) {
    await rm(partial, { force: true })
    throw new InputError('UNREADABLE', `${path}: cannot be written (${reasonOf(codeOf(error))})`)
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'absent'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch {
    return 'absent'
  }
}

/** Loaded here, because hardly any call starts a program and each would pay for it. */
async function run(command: string, args: readonly string[]): Promise<ProgramResult | undefined> {
  const { spawn } = await import('node:child_process')
  return new Promise(done => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const text = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', chunk => (text.stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', chunk => (text.stderr += chunk))
    child.on('error', () => done(undefined))
    child.on('close', status => done({ status: status ?? 1, ...text }))
  })
}

/** Why the standard output cannot be written; undefined when its reader has stopped early, as `head` does. */
export function outputFailure(error: Error): string | undefined {
  const code = codeOf(error)
  return code === 'EPIPE' ? undefined : `standard output: cannot be written (${reasonOf(code)})`
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
}

function reasonOf(code: string): string {
  return reasons[code] ?? code
}
