/**
 * Run `test/cluster/` on one real cluster, which is taken down again whatever happens. `npm run test:cluster -- admission`
 * runs the files whose names start with it, and a path runs that file; `npm run judge -- --pods 1000 --seed 7` judges that
 * many pods of that seed, `npm run faults` tries every fault in every phase of a task.
 * Without a cluster the run says by name that it is skipped.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { select, testFiles } from '../runner/files.ts'
import { sumsOf } from './proven.ts'
import { startCluster, type TestCluster } from './start.ts'

const root = resolve(import.meta.dirname, '../..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pods: { type: 'string' }, seed: { type: 'string' }, all: { type: 'boolean' } },
})
const filters = positionals.length === 0 ? ['cluster/'] : positionals.map(inCluster)
const { unmatched } = select(testFiles(), filters)
if (unmatched.length > 0) {
  process.stderr.write(`no test file has ${unmatched.join(' or ')} in its path\n`)
  process.exit(1)
}

const interruption = new AbortController()
let tests: ChildProcess | undefined
// The tests are told as well, and when they have ended this process takes the cluster down.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    interruption.abort()
    tests?.kill(signal)
  })

const started = await startCluster(process.env, interruption.signal)
if ('reason' in started) process.stdout.write(`skipped: test/cluster: ${started.reason}\n`)
else
  try {
    process.exitCode = await runTests(started)
  } finally {
    await started.stop()
  }

async function runTests(cluster: TestCluster): Promise<number> {
  const { SEAWORTHY_TEST_NODE: _, ...env } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/run.ts', ...filters], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...env,
      ...(values.pods !== undefined && { SEAWORTHY_JUDGE_PODS: values.pods }),
      ...(values.all && { SEAWORTHY_FAULTS: 'all' }),
      ...(values.seed !== undefined && { SEAWORTHY_JUDGE_SEED: values.seed }),
      SEAWORTHY_TEST_KUBECONFIG: cluster.kubeconfig,
      ...(cluster.node !== undefined && { SEAWORTHY_TEST_NODE: cluster.node }),
    },
  })
  tests = child
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
    process.stdout.write(chunk)
  })
  const status = await new Promise<number>((resolveStatus, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolveStatus(code ?? statusOf(signal)))
  })
  process.stdout.write(`\n${sumsOf(output).join('\n')}\n`)
  return status
}

function inCluster(filter: string): string {
  return filter.includes('cluster/') ? filter : `cluster/${filter}`
}

/** As a shell says that a signal ended a program. */
function statusOf(signal: NodeJS.Signals | null): number {
  return 128 + constants.signals[signal ?? 'SIGKILL']
}
