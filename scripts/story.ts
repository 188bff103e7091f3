/** What the demo and the picture of a terminal show: one story, by the real program in a folder of its own. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Io } from '../src/cli/process/io.ts'
import { processIo } from '../src/cli/process/process-io.ts'
import { program } from '../src/cli/program.ts'

/** A call of the story, with what it printed. */
export interface Scene {
  /** What the call is for. */
  readonly says: string
  readonly typed: string
  readonly printed: string
  readonly code: number
  /** The status that it has to end with. */
  readonly want: number
}

const calls = [
  {
    says: 'A workload that is not root, and a new disk. Who can write what?',
    typed: 'explain --matrix agent.yaml',
    want: 0,
  },
  { says: 'What would change?', typed: 'fix --quiet agent.yaml', want: 1 },
  {
    says: 'Change it. Does the namespace admit it, and can it write now?',
    typed: 'fix --quiet --write agent.yaml',
    want: 0,
  },
  { says: '', typed: 'check --strict agent.yaml', want: 0 },
  { says: 'Keep it so: a file that is reviewed, and every byte is compared.', typed: 'verify --update', want: 1 },
  { says: '', typed: 'verify', want: 0 },
] as const

/** Columns of the terminal that the story is told on. */
export const columns = 88

/** Call after call, each on the files that the one before left. */
export async function story(): Promise<readonly Scene[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-demo-'))
  const start = process.cwd()
  try {
    cpSync(resolve(import.meta.dirname, '../test/fixtures/demo'), folder, { recursive: true })
    process.chdir(folder)
    const scenes: Scene[] = []
    for (const call of calls) scenes.push({ ...call, ...(await printedBy(call.typed)) })
    return scenes
  } finally {
    process.chdir(start)
    rmSync(folder, { recursive: true })
  }
}

async function printedBy(command: string): Promise<Pick<Scene, 'printed' | 'code'>> {
  let printed = ''
  const print = (text: string) => {
    printed += text
  }
  const io: Io = {
    ...(await processIo()),
    stdout: print,
    stderr: print,
    progress: () => undefined,
    env: { NO_COLOR: '1' },
    terminal: { stdin: false, stdout: true, stderr: false, columns },
  }
  const code = await program(command.split(' '), io)
  return { printed, code }
}
