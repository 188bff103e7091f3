/**
 * Runs the test files that the parent names, one after the other, and ends when none is left. After the output of
 * a file comes a line with the parent's token and the count. uvu's own command line does the same (`uvu/run`): suites of
 * a file that is imported while `UVU_DEFER` is set wait in `UVU_QUEUE`.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Count } from './worker.ts'

/** What uvu puts into its queue for each suite: it runs it, and answers errors, passed, skipped, total. */
type Suite = () => Promise<[errors: string | true, passed: number, skipped: number, total: number]>

const [token = ''] = process.argv.slice(2)
const queue: Suite[][] = []
Object.assign(globalThis, { UVU_DEFER: 1, UVU_INDEX: 0, UVU_QUEUE: queue })

process.on('message', async file => {
  // Node 20 never tells a parent that hangs up itself that the child is closed.
  if (file === '') return process.disconnect()
  // A test that waits for nothing ends the process, and the parent sees that; a channel in use would keep it waiting.
  process.channel?.unref()
  const count = await run(String(file))
  process.channel?.ref()
  process.stdout.write(`\n${token} ${JSON.stringify(count)}\n`)
})

async function run(file: string): Promise<Count> {
  const suites: Suite[] = []
  queue[0] = suites
  try {
    await import(pathToFileURL(resolve(file)).href)
    const counts: Count[] = []
    for (const suite of suites) counts.push(counted(await suite()))
    return counts.reduce(sum, { passed: 0, failed: 0 })
  } catch (error) {
    process.stdout.write(`\n${error instanceof Error ? error.stack : String(error)}\n`)
    return { passed: 0, failed: 1 }
  }
}

/** A test that is left out, and what a hook prevents, count as failures. */
function counted([errors, passed, skipped, total]: Awaited<ReturnType<Suite>>): Count {
  if (errors !== true) process.stdout.write(`\n${errors}\n`)
  return { passed, failed: total - passed + skipped }
}

function sum(one: Count, other: Count): Count {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed }
}
