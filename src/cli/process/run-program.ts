import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { InputError } from '../../error.ts'
import { limits } from '../../manifest/read/limits.ts'
import type { ProgramInput, ProgramResult } from './io.ts'

/** Run a program to its end. Undefined where there is none. Rejects when it is stopped, by the signal or for what it prints. */
export function runProgram(
  command: string,
  args: readonly string[],
  { input, env, signal }: ProgramInput,
): Promise<ProgramResult | undefined> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  // A program may end without reading what it is given.
  child.stdin.on('error', () => undefined).end(input)
  // Helm takes the other signals for a wish to end when it is done.
  const kill = () => {
    child.kill('SIGKILL')
    // Whatever it started itself may hold them open for as long as it likes.
    child.stdout.destroy()
    child.stderr.destroy()
  }
  signal?.addEventListener('abort', kill)
  if (signal?.aborted) kill()
  return resultOf(child, command)
    .then(result => {
      signal?.throwIfAborted()
      return result
    })
    .finally(() => signal?.removeEventListener('abort', kill))
}

function resultOf(child: ChildProcessWithoutNullStreams, command: string): Promise<ProgramResult | undefined> {
  const text = { stdout: '', stderr: '' }
  return new Promise((done, failed) => {
    const keep = (stream: keyof typeof text) => (chunk: string) => {
      if (text[stream].length + chunk.length <= limits.bytes) text[stream] += chunk
      else if (child.kill('SIGKILL')) failed(tooMuch(command))
    }
    child.stdout.setEncoding('utf8').on('data', keep('stdout'))
    child.stderr.setEncoding('utf8').on('data', keep('stderr'))
    child.on('error', () => done(undefined))
    child.on('close', status => done({ status: status ?? 1, ...text }))
  })
}

function tooMuch(command: string): InputError {
  return new InputError('BAD_INPUT', `${command}: its output has more than ${limits.bytes} bytes (200 MB), the limit`)
}
