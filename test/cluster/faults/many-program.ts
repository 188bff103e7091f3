/** `many-program.ts KUBECONFIG NAMESPACE COUNT stand-in|node`: what `runMany` starts. */
import { setInterval as every } from 'node:timers/promises'
import { runWorkerJob } from '../../../src/run/run-worker-job.ts'
import { serverOf } from '../kubeconfig.ts'
import { type ManyDone, manyLines, type TaskDone, type Where } from './many.ts'
import { onStandIn } from './stand-in-kubelet.ts'
import { clusterAt, endOf, logOf, valuesOf } from './tasks.ts'

const [kubeconfig = '', namespace = '', count = '0', where = ''] = process.argv.slice(2)
if (!isWhere(where)) throw new Error(`expected stand-in or node, got ${JSON.stringify(where)}`)

const warnings: string[] = []
process.on('warning', warning => warnings.push(`${warning.name}: ${warning.message}`))
const cluster = await clusterAt(serverOf(kubeconfig).url.origin, kubeconfig)
const { signal } = new AbortController()
const before = heap()
let most = before
const measured = new AbortController()
const measuring = (async () => {
  for await (const _ of every(2_000, undefined, { signal: measured.signal })) most = Math.max(most, heap())
})().catch(() => {}) // ended by its signal
const tasks = await Promise.all(Array.from({ length: Number(count) }, (_, number) => run(number)))
measured.abort()
await measuring
cluster.close()
const done: ManyDone = { tasks, warnings, heap: { before, most, after: heap() } }
process.stdout.write(JSON.stringify(done))

async function run(number: number): Promise<TaskDone> {
  const { worker, ...values } = valuesOf('printf "%s\\n" "$@"')
  const command = [...worker.command, ...worker.args, 'sh']
  const one = {
    ...worker,
    ...(where === 'stand-in' && onStandIn),
    command,
    args: [...manyLines(number)],
  }
  const events = []
  const task = { id: `many-${number}` }
  for await (const event of runWorkerJob({ ...values, namespace, worker: one }, task, { cluster, signal }))
    events.push(event)
  const { outcome, job, left } = endOf(events)
  const incomplete = events.some(({ type }) => type === 'log-incomplete')
  return { outcome, job, left, incomplete, log: logOf(events) }
}

function isWhere(word: string): word is Where {
  return word === 'stand-in' || word === 'node'
}

/** Megabytes that are in use, and not merely not collected yet. */
function heap(): number {
  globalThis.gc?.()
  return Math.round(process.memoryUsage().heapUsed / 1e6)
}
