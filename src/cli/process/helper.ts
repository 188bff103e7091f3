import { type ChildProcess, spawn } from 'node:child_process'
import { isSea } from 'node:sea'
import { setFlagsFromString } from 'node:v8'
import { InputError } from '../../error.ts'
import type { Helper, HelperHeap } from './io.ts'

/**
 * Start this program again, with a channel for questions and answers. It is of a group of its own, so that Ctrl-C at a
 * terminal reaches us alone, and what it does is ended in order.
 */
export function startHelper(argv: readonly string[], heap: HelperHeap): Helper {
  holdHeapDown(heap)
  const child = spawn(process.execPath, [...process.execArgv, ...program(heap), ...argv], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  })
  let waiting: { readonly done: (answer: string) => void; readonly failed: (why: Error) => void } | undefined
  let over: Error | undefined
  const end = (why: string) => {
    over ??= new Error(why)
    waiting?.failed(over)
    waiting = undefined
  }
  child.on('message', answer => {
    waiting?.done(String(answer))
    waiting = undefined
  })
  child.on('error', ({ message }) => end(message))
  child.on('exit', (status, signal) => end(signal === null ? `exit ${status}` : signal))
  return {
    ask: question =>
      new Promise((done, failed) => {
        if (over !== undefined) return failed(over)
        waiting = { done, failed }
        // Where it is gone already, its end is told by the listeners above.
        child.send(question, () => undefined)
      }),
    end: () => {
      if (child.connected) child.disconnect()
    },
    stop: () => {
      if (child.connected) child.disconnect()
      const late = setTimeout(() => killGroup(child), grace)
      child.once('exit', () => clearTimeout(late))
    },
  }
}

/** Milliseconds in which a helper that listens has ended what it started, and removed its temporary files. */
const grace = 2_000

/** A helper leads its group, in which the programs are that it started; Windows knows no groups. */
function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
}

/** Several processes work side by side, and V8 would let each heap grow to twice what it needs. */
function holdHeapDown(heap: HelperHeap): void {
  if (heap === 'small') setFlagsFromString('--heap-growing-percent=20')
}

/** Megabytes of V8's young generation: the releases of a fleet are small and many, and what one leaves is of no use to the next. */
const youngGeneration = 2

/** What Node is to run; a single executable is the program itself, by whatever name it was called, and takes no options of V8. */
function program(heap: HelperHeap): readonly string[] {
  const [, file] = process.argv
  if (file === undefined || isSea()) return []
  return heap === 'small' ? [`--max-semi-space-size=${youngGeneration}`, file] : [file]
}

/** Answer whoever started us by `startHelper`, until it is gone. */
export async function serve(answer: (question: string) => Promise<string>, heap: HelperHeap): Promise<void> {
  holdHeapDown(heap)
  if (process.send === undefined) throw new InputError('USAGE', 'only seaworthy itself starts what answers it')
  return new Promise((done, failed) => {
    process.once('disconnect', done)
    process.on('message', question => {
      answer(String(question)).then(text => process.send?.(text, undefined, undefined, () => undefined), failed)
    })
  })
}
