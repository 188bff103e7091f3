import type { RunEvent } from '../../../src/run/run-event.ts'
import { type RunWorkerJobOptions, runWorkerJob } from '../../../src/run/run-worker-job.ts'
import { type FaultPhase, faultPhases, faults } from './phases.ts'
import { type Fault, type FaultProxy, faultProxy } from './proxy.ts'
import { clusterAt, valuesOf } from './tasks.ts'

/** Lines that a task logs, one each tenth of a second. */
export const lines = Array.from({ length: 20 }, (_, index) => `line ${index} ✓ größer 🚢`)
/** The script that does. */
export const script = `i=0; while [ $i -lt 20 ]; do echo "line $i ✓ größer 🚢"; i=$((i+1)); sleep 0.1; done; sleep 0.5`

/** What a task did while something went wrong, as its caller sees it. */
export interface FaultyRun {
  readonly events: readonly RunEvent[]
  /** How many requests met the fault, and how many there were. */
  readonly met: number
  readonly asked: number
  /** Requests that had no end when the task had one. */
  readonly open: number
  readonly seconds: number
}

/** What goes wrong, when, and how often. */
export interface FaultRow {
  readonly phase: FaultPhase
  readonly fault?: Fault
  readonly times?: number
  /** Done once when the phase begins. */
  readonly begins?: (proxy: FaultProxy) => unknown
}

/** Every fault in every phase; of those a few, so that each fault and each phase is among them, unless all are asked for. */
export function matrixRows(which: 'all' | 'some'): Readonly<Record<string, FaultRow>> {
  const phases = Object.entries(faultPhases)
  const rows = phases.flatMap(([phaseName, phase], number) =>
    Object.entries(faults).flatMap(([faultName, fault], index) =>
      which === 'all' || index % phases.length === number ? [[`${phaseName}: ${faultName}`, { phase, ...fault }]] : [],
    ),
  )
  return Object.fromEntries(rows)
}

/** Run a task while a fault happens to it. */
export async function runWithFault(
  kubeconfig: string,
  id: string,
  { phase, fault, times = 1, begins }: FaultRow,
  options: Partial<RunWorkerJobOptions> = {},
  program = script,
): Promise<FaultyRun> {
  const proxy = await faultProxy(kubeconfig)
  const cluster = await clusterAt(proxy.url, kubeconfig)
  const state = { isOn: false, left: times }
  proxy.choose = asked => {
    if (!state.isOn || state.left <= 0 || fault === undefined || !phase.isOf(asked)) return undefined
    state.left -= 1
    return fault
  }
  const begin = () => {
    state.isOn = true
    proxy.breakAll()
    begins?.(proxy)
  }
  const start = Date.now()
  const events: RunEvent[] = []
  try {
    if (phase.from({ type: 'notice', message: 'the beginning' })) begin()
    for await (const event of runWorkerJob(valuesOf(program), { id }, { cluster, ...options })) {
      events.push(event)
      if (!state.isOn && phase.from(event)) begin()
    }
    await new Promise(settled => setTimeout(settled, 100))
    const met = proxy.asked.filter(asked => asked.fault !== undefined).length
    return { events, met, asked: proxy.asked.length, open: proxy.open(), seconds: (Date.now() - start) / 1000 }
  } catch (error) {
    throw new Error(`${id}: ${error} after ${events.map(({ type }) => type).join(', ')}`, { cause: error })
  } finally {
    cluster.close()
    proxy.close()
  }
}
