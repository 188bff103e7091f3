/**
 * The main job in a few seconds, without a cluster and without a `helm` binary: `npm run demo`. Every line that begins
 * with `$` is what a user would type; what follows is what the program really says.
 */

import { readFileSync } from 'node:fs'
import { createColors } from 'picocolors'
import type { Io } from '../src/cli/process/io.ts'
import { processIo } from '../src/cli/process/process-io.ts'
import { program } from '../src/cli/program.ts'

const { bold, dim, green, red } = createColors(process.stdout.isTTY === true && !process.env.NO_COLOR)
const stream = 'test/fixtures/streams/shop.helm3.yaml'
let failed = false

say('1. Render the master agent and a worker Job from values. One planner lets both write their volumes.')
const agent = await run('render agent -f presets/obol/master.yaml', { show: [/^ {6}securityContext:/, 10] })
await run('render worker-job -f presets/kelos/task.yaml', { show: [/^ {6}securityContext:/, 10] })

say('2. Ask whether what we rendered is what the namespace admits.')
await run('check -', { stdin: agent, typed: 'seaworthy render agent -f presets/obol/master.yaml | seaworthy check -' })

say("3. Somebody else's chart, as Helm pipes it to a post-renderer: what would change, and why.")
await run(`fix --diff ${stream}`, { want: 1 })

say('4. As a post-renderer: the hardened manifest, and nothing else, on standard output.')
await run('post-render', {
  stdin: readFileSync(stream, 'utf8'),
  typed: `cat ${stream} | seaworthy post-render`,
  show: [/name: share-volumes/, 12],
})

say('5. Hold what is rendered and hardened against the golden files.')
await run('verify')

process.exitCode = failed ? 1 : 0

interface Show {
  readonly stdin?: string
  readonly typed?: string
  /** Only so many lines from the first that matches. */
  readonly show?: readonly [RegExp, number]
  readonly want?: number
}

async function run(command: string, { stdin, typed, show, want = 0 }: Show = {}): Promise<string> {
  print(bold(`$ ${typed ?? `seaworthy ${command}`}\n`))
  let stdout = ''
  const real = await processIo()
  const io: Io = {
    ...real,
    stdin: async () => new TextEncoder().encode(stdin ?? ''),
    stdout: text => {
      stdout += text
    },
    stderr: text => print(text),
    progress: () => undefined,
    terminal: { ...real.terminal, stdin: false },
  }
  const code = await program(command.split(' '), io)
  print(show === undefined ? stdout : excerpt(stdout, show))
  if (code !== want) failed = true
  print(`${code === want ? green(dim(`exit ${code}`)) : red(`exit ${code}, wanted ${want}`)}\n\n`)
  return stdout
}

function excerpt(text: string, [from, count]: readonly [RegExp, number]): string {
  const lines = text.split('\n')
  const first = Math.max(
    0,
    lines.findIndex(line => from.test(line)),
  )
  const before = first > 0 ? dim(`… ${first} lines\n`) : ''
  const rest = lines.length - 1 - first - count
  return `${before}${lines.slice(first, first + count).join('\n')}\n${rest > 0 ? dim(`… ${rest} lines\n`) : ''}`
}

function say(text: string): void {
  print(`${bold(text)}\n\n`)
}

function print(text: string): void {
  process.stdout.write(text)
}
