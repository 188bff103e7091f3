import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'

/** How many tests of a file passed, and how many did not. */
export interface Count {
  readonly passed: number
  readonly failed: number
}

/** What became of a file. */
export interface Outcome extends Count {
  readonly file: string
  readonly output: string
  readonly seconds: number
}

/** How long a process may take to end once no file is left, in milliseconds. */
const mostToEnd = 60_000

/** A process that runs test files one after the other. uvu says nothing when a test ends it; here that is a failure. */
export class Worker {
  /** How the process ended, once it did. */
  ended: string | undefined
  /** It stands before a count in the output, and no test knows it. */
  readonly #token = randomUUID()
  readonly #child: ChildProcess
  readonly #closed: Promise<undefined>
  #file = ''
  #output = ''
  #counted: (count: Count) => void = () => {}

  constructor() {
    const args = ['--import', 'tsx', join(import.meta.dirname, 'child.ts'), this.#token]
    // What the tests start keeps nothing in the cache of whoever runs them; `compiled.test.ts` says otherwise.
    const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1', ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) }
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env })
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#read(text))
    this.#closed = once(this.#child, 'close').then(([status, signal]) => {
      this.ended = `The process ended with ${signal ?? `status ${status}`}`
      return undefined
    })
  }

  /** Run a file to its end, or to the end of the process. */
  async run(file: string): Promise<Outcome> {
    const start = performance.now()
    this.#file = file
    const counted = new Promise<Count>(resolve => {
      this.#counted = resolve
    })
    this.#child.send(file, () => {}) // a process that is gone has said so by closing
    const count = await Promise.race([counted, this.#closed])
    return { ...this.#outcome(count ?? `${this.ended} before the file was done.`), seconds: secondsSince(start) }
  }

  /** Let the process end, and wait for it. What a test left behind may still fail, and what it left open is not waited for. */
  async close(): Promise<Outcome | undefined> {
    this.#child.send('', () => {})
    const late = setTimeout(() => this.#child.kill(), mostToEnd)
    await this.#closed
    clearTimeout(late)
    return this.#child.exitCode === 0 ? undefined : this.#outcome(`${this.ended} after this file.`)
  }

  #outcome(count: Count | string): Outcome {
    const output = typeof count === 'string' ? `${this.#output}\n${count}\n` : this.#output
    this.#output = ''
    return { file: this.#file, output, seconds: 0, ...(typeof count === 'string' ? { passed: 0, failed: 1 } : count) }
  }

  #read(text: string): void {
    this.#output += text
    const [output = '', count] = this.#output.split(`\n${this.#token} `)
    if (!count?.endsWith('\n')) return
    this.#output = output
    this.#counted(JSON.parse(count))
  }
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000
}
