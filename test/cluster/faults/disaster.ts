import { setTimeout as wait } from 'node:timers/promises'
import type { RunEvent } from '../../../src/run/run-event.ts'
import { runWorkerJob } from '../../../src/run/run-worker-job.ts'
import { type FaultPhase, faultPhases } from './phases.ts'
import { faultProxy } from './proxy.ts'
import { clusterAt, valuesOf } from './tasks.ts'

/** How a task is held in a phase until the same disaster befalls all of them. */
export interface HeldRow {
  readonly phase: keyof typeof faultPhases
  readonly script: string
}

/** Tasks that are each in another phase when something happens to all of them at once. */
export async function runThrough(
  kubeconfig: string,
  rows: Readonly<Record<string, HeldRow>>,
  disaster: () => Promise<void>,
): Promise<Readonly<Record<string, Promise<readonly RunEvent[]>>>> {
  const [happened, reached] = [gate(), Object.keys(rows).map(gate)]
  const runs = Object.entries(rows).map(([name, row], index) => {
    const arrive = reached[index]?.open ?? (() => {})
    return [name, runHeld(kubeconfig, name.replaceAll(' ', '-'), row, arrive, happened.passed)] as const
  })
  for (const [, run] of runs) run.catch(() => {}) // each is awaited by its row
  // One that ends before it gets there is for its row to tell.
  await Promise.all(reached.map(({ passed }, index) => Promise.race([passed, runs[index]?.[1]])))
  const over = disaster()
  await wait(500)
  happened.open()
  await over
  return Object.fromEntries(runs)
}

interface Gate {
  readonly passed: Promise<void>
  readonly open: () => void
}

function gate(): Gate {
  let open = () => {}
  const passed = new Promise<void>(settle => {
    open = settle
  })
  return { passed, open }
}

async function runHeld(
  kubeconfig: string,
  id: string,
  { phase: name, script }: HeldRow,
  arrive: () => void,
  until: Promise<void>,
): Promise<readonly RunEvent[]> {
  const proxy = await faultProxy(kubeconfig)
  const cluster = await clusterAt(proxy.url, kubeconfig)
  const phase: FaultPhase = faultPhases[name]
  const state = { isOn: phase.from({ type: 'notice', message: 'the beginning' }) }
  proxy.choose = asked => {
    // What follows a running task goes on until the connection breaks.
    if (!state.isOn || name === 'following' || !phase.isOf(asked)) return undefined
    arrive()
    return { fault: 'held', until }
  }
  const events: RunEvent[] = []
  try {
    for await (const event of runWorkerJob(valuesOf(script), { id }, { cluster })) {
      events.push(event)
      if (state.isOn || !phase.from(event)) continue
      state.isOn = true
      if (name === 'following') arrive()
      if (name === 'ending') proxy.breakAll()
    }
    return events
  } finally {
    cluster.close()
    proxy.close()
  }
}
