import { spawn } from 'node:child_process'
import { isSea } from 'node:sea'
import { setFlagsFromString } from 'node:v8'
import { InputError } from '../../error.ts'
import type { Helper } from './io.ts'

/**
 * Start this program again, with a channel for questions and answers. It is of a group of its own, so that Ctrl-C at a
 * terminal reaches us alone, and what it does is ended in order.
 */
export function startHelper(argv: readonly string[]): Helper {
  holdHeapDown()
  const child = spawn(process.execPath, [...process.execArgv, ...program(), ...argv], {
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
  }
}

/** Several processes work side by side, and V8 would let each heap grow to twice what it needs. */
function holdHeapDown(): void {
  setFlagsFromString('--heap-growing-percent=20')
}

/** Megabytes of V8's young generation: the releases of a fleet are small and many, and what one leaves is of no use to the next. */
const youngGeneration = 2

/** What Node is to run; a single executable is the program itself, by whatever name it was called, and takes no options of V8. */
function program(): readonly string[] {
  const [, file] = process.argv
  return file === undefined || isSea() ? [] : [`--max-semi-space-size=${youngGeneration}`, file]
}

/** Answer whoever started us by `startHelper`, until it is gone. */
export async function serve(answer: (question: string) => Promise<string>): Promise<void> {
  holdHeapDown()
  if (process.send === undefined) throw new InputError('USAGE', 'only `seaworthy fleet` starts what answers it')
  return new Promise((done, failed) => {
    process.once('disconnect', done)
    process.on('message', question => {
      answer(String(question)).then(text => process.send?.(text, undefined, undefined, () => undefined), failed)
    })
  })
}
