/**
 * Run every `*.test.ts` and distrust the runner: uvu exits 0 when a suite is skipped, cut short by a hook, or never
 * started. Here that is a failure. `npm test -- test/pss/registry.test.ts chown` runs that file, and those whose path
 * contains `chown`.
 */
import { availableParallelism } from 'node:os'
import { select, testFiles } from './runner/files.ts'
import { type Outcome, Worker } from './runner/worker.ts'

const { files, unmatched } = select(testFiles(), process.argv.slice(2))
const outcomes: Outcome[] = []
const waiting = [...files]
const processes = Math.min(files.length, Math.max(2, availableParallelism()))
await Promise.all(Array.from({ length: processes }, takeTurns))
summarize()

/** One process: it takes the next file until none is left, and starts anew where a file ended it. */
async function takeTurns(): Promise<void> {
  let worker = new Worker()
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (worker.ended !== undefined) worker = new Worker()
    tell(await worker.run(file))
  }
  const late = await worker.close()
  if (late !== undefined) tell(late)
}

/** A file without a test is red, unless it says by name what it skips. */
function tell(outcome: Outcome): void {
  const { file, output, passed, seconds } = outcome
  const empty = passed + outcome.failed === 0 && skips(output).length === 0
  const failed = empty ? 1 : outcome.failed
  outcomes.push({ ...outcome, failed })
  const note = empty ? 'The file runs no test.\n' : ''
  process.stdout.write(`${file}  ${seconds.toFixed(1)} s\n${output.trimEnd()}\n${note}\n`)
}

function skips(output: string): readonly string[] {
  return output.match(/^skipped: .*$/gm) ?? []
}

function summarize(): void {
  const named = outcomes.flatMap(({ output }) => skips(output))
  const red = outcomes.filter(({ failed }) => failed > 0).map(({ file }) => `failed: ${file}`)
  const missed = unmatched.map(filter => `no test file has ${filter} in its path`)
  for (const lines of [named, red, missed]) if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n\n`)
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0)
  process.stdout.write(`${passed} passed, ${failed} failed, ${named.length} skipped\n`)
  process.exitCode = outcomes.length > 0 && failed === 0 && missed.length === 0 ? 0 : 1
}
