/**
 * Run every `*.test.ts` and distrust the runner: uvu exits 0 when a suite is skipped, cut short by a hook, or never
 * started. Here that is a failure. `npm test -- chown` runs the files whose path contains `chown`.
 */
import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

const [filter = ''] = process.argv.slice(2)
const args = ['--import', 'tsx', 'node_modules/uvu/bin.js', 'test', `${filter}.*\\.test\\.ts$`]
const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
let stdout = ''
child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
  stdout += chunk
  process.stdout.write(chunk)
})
child.on('close', status => {
  const [total, passed, skips] = ['Total', 'Passed', 'Skipped'].map(label => count(stdout, label))
  const complete = status === 0 && total !== undefined && total > 0 && passed === total && skips === 0
  const named = stdout.match(/^skipped: .*$/gm) ?? []
  if (named.length > 0) process.stdout.write(`\n${named.join('\n')}\n`)
  process.stdout.write(`\n${passed ?? 0} passed, ${(total ?? 0) - (passed ?? 0)} failed, ${named.length} skipped\n`)
  process.exitCode = complete ? 0 : 1
})

function count(text: string, label: string): number | undefined {
  const found = [...stripVTControlCharacters(text).matchAll(new RegExp(`^\\s*${label}:\\s+(\\d+)`, 'gm'))].at(-1)
  return found?.[1] === undefined ? undefined : Number(found[1])
}
