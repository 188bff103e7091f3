/**
 * How many worker Jobs a second, and how much memory ten thousand take. Run by hand, or as a smoke with a number of tasks:
 * npx tsx bench/render-jobs.ts [tasks]
 */

import { streamOf } from '../src/render/render.ts'
import { renderWorkerJob, validValues } from '../src/run/render/render-library.ts'
import { renderNamed } from '../src/run/render/render-named.ts'

const tasks = Number(process.argv[2] ?? 10_000)
const given = {
  name: 'platform',
  namespace: 'agents',
  volumes: [{ name: 'cache', claim: { name: 'cache' } }],
  worker: {
    image: { repository: 'ghcr.io/example/worker', tag: '1.2.3' },
    command: ['/entrypoint.sh'],
    env: [
      { name: 'TASK_ID', fromTask: 'id' },
      { name: 'MODEL', fromTask: 'model' },
    ],
    steps: [
      { type: 'clone' as const, repository: 'https://example.com/repo', ref: 'main' },
      { type: 'setup' as const, script: 'npm ci' },
    ],
    volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
    resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '2Gi' } },
  },
}
const valid = validValues(given)
const taskOf = (index: number) => ({ id: `run-${index}`, prompt: `Fix issue ${index}.`, fields: { model: 'large' } })

measure('library, text', () => {
  let bytes = 0
  for (let index = 0; index < tasks; index += 1) bytes += renderWorkerJob(valid, taskOf(index)).text.length
  return bytes
})
measure('library, objects', () => {
  let count = 0
  for (let index = 0; index < tasks; index += 1) count += renderWorkerJob(valid, taskOf(index)).objects.length
  return count
})
measure('command line, one stream', () => {
  const values = { ...given, tasks: Array.from({ length: tasks }, (_, index) => taskOf(index)) }
  return streamOf(renderNamed('worker-job', { value: JSON.parse(JSON.stringify(values)), placeOf: () => '' })).length
})

/** CPU seconds, because a busy machine says nothing about a program; the first Jobs compile the template. */
function measure(name: string, work: () => number): void {
  renderWorkerJob(valid, taskOf(0))
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  work()
  const { user, system } = process.cpuUsage(cpu)
  const perSecond = Math.round(tasks / ((performance.now() - start) / 1000))
  const perCpuSecond = Math.round(tasks / ((user + system) / 1e6))
  const memory = Math.round(process.resourceUsage().maxRSS / 1024)
  process.stdout.write(
    `${name}: ${perSecond} Jobs/s, ${perCpuSecond} Jobs per CPU second, ${memory} MB at most so far\n`,
  )
}
