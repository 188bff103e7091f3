import type { RunEvent } from '../../../src/cluster/worker/run-event.ts'
import { runWorkerJob } from '../../../src/run/run-worker-job.ts'
import { serverOf } from '../kubeconfig.ts'
import { clusterAt, valuesOf } from './tasks.ts'

/** What many tasks told, and what Node warned of meanwhile. */
export interface ManyRuns {
  readonly events: readonly (readonly RunEvent[])[]
  readonly warnings: readonly string[]
}

/** What the task of a number logs. */
export function manyLine(number: number): string {
  return `task ${number}`
}

/** Run many tasks at once, over one connection and by one signal. */
export async function runMany(kubeconfig: string, count: number): Promise<ManyRuns> {
  const cluster = await clusterAt(serverOf(kubeconfig).url.origin, kubeconfig)
  const { signal } = new AbortController()
  const warnings: string[] = []
  const warned = (warning: Error) => warnings.push(warning.name)
  process.on('warning', warned)
  const one = async (number: number) => {
    const events: RunEvent[] = []
    const values = valuesOf(`echo ${manyLine(number)}`)
    for await (const event of runWorkerJob(values, { id: `many-${number}` }, { cluster, signal })) events.push(event)
    return events
  }
  try {
    return { events: await Promise.all(Array.from({ length: count }, (_, number) => one(number))), warnings }
  } finally {
    process.off('warning', warned)
    cluster.close()
  }
}
