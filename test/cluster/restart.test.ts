import { existsSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { connect } from '../../src/cluster/connect.ts'
import type { RunEvent } from '../../src/run/run-event.ts'
import { runWorkerJob } from '../../src/run/run-worker-job.ts'
import { table } from '../table.ts'
import { Api } from './api.ts'
import { type HeldRow, runThrough } from './faults/disaster.ts'
import { lines, script } from './faults/matrix.ts'
import { observe } from './faults/observer.ts'
import { killKubelet, pauseKubelet, restartApiServer } from './faults/processes.ts'
import {
  bindRole,
  clusterAt,
  endOf,
  faultyTasks,
  logOf,
  namespace,
  runner,
  runnerRules,
  valuesOf,
} from './faults/tasks.ts'
import { apiFor, nodeFor } from './here.ts'
import { serverOf } from './kubeconfig.ts'
import { makeNamespace } from './namespaces.ts'
import { countOf } from './proven.ts'
import { startCluster } from './start.ts'

/** Tasks whose API server is killed, and whose kubelet stops: on a cluster of their own, for others would miss them. */

const here = 'tasks over restarts'
const given = apiFor(here)
given?.close()
if (given !== undefined && nodeFor(here) !== undefined) {
  const started = await startCluster({}, new AbortController().signal)
  if ('reason' in started || started.node === undefined) throw new Error('no cluster of their own')
  try {
    await prove(started.kubeconfig, started.node)
  } catch (error) {
    await started.stop()
    throw error
  }
  table('nothing is left of it', { 'neither a process nor a folder': started }, async ({ stop, node = '' }) => {
    await stop()
    assert.not(existsSync(node))
  })
}

async function prove(kubeconfig: string, node: string): Promise<void> {
  const api = new Api(kubeconfig)
  await makeNamespace(api, namespace, 'restricted')
  await bindRole(api, 'runner', runner, runnerRules)
  const direct = await connect({ env: { KUBECONFIG: kubeconfig } })
  const seen = observe(direct, namespace)
  const tasks = countOf(faultyTasks)

  const rows: Readonly<Record<string, HeldRow>> = {
    admission: { phase: 'admission', script },
    create: { phase: 'create', script },
    start: { phase: 'start', script },
    following: { phase: 'following', script: script.replace('sleep 0.1', 'sleep 0.6') },
    ending: { phase: 'ending', script },
    cleanup: { phase: 'cleanup', script },
  }
  const restarted = await runThrough(kubeconfig, rows, () => restartApiServer(node, 3_000))
  await Promise.allSettled(Object.values(restarted))
  const paused = {
    'kubelet following': { phase: 'following', script },
    'kubelet ending': { phase: 'ending', script },
  } as const
  const resumed = await runThrough(kubeconfig, paused, () => pauseKubelet(node, 8_000))
  await Promise.allSettled(Object.values(resumed))
  const cluster = await clusterAt(serverOf(kubeconfig).url.origin, kubeconfig)
  const lost: RunEvent[] = []
  for await (const event of runWorkerJob(valuesOf('echo up; sleep 600'), { id: 'lost' }, { cluster, timeout: 5_000 })) {
    lost.push(event)
    if (event.type === 'log') killKubelet(node)
  }

  table('a task whose API server is killed and starts again in its', restarted, run =>
    tasks.of(async () => {
      const events = await run
      const { outcome, job, left } = endOf(events)
      const once = { jobs: seen.jobs(job).length, pods: seen.pods(job).length }
      assert.equal(
        { outcome, left, ...once, log: logOf(events), incomplete: incompleteOf(events) },
        { outcome: 'done', left: [], jobs: 1, pods: 1, log: lines, incomplete: [] },
      )
    }),
  )

  table('a task whose kubelet stops for a while', resumed, run =>
    tasks.of(async () => {
      const events = await run
      assert.equal([endOf(events).outcome, logOf(events), incompleteOf(events)], ['done', lines, []])
    }),
  )

  table('a task whose node goes away', { 'ends by its time, and is deleted': lost }, events => {
    const { outcome, failure, left } = endOf(events)
    assert.equal([outcome, failure?.code, left, logOf(events)], ['failed', 'timeout', [], ['up']])
  })

  table('nothing is left open by tasks over restarts', { 'no connection': cluster }, async ({ close }) => {
    tasks.tell()
    close()
    await seen.stop()
    direct.close()
    api.close()
  })
}

function incompleteOf(events: readonly RunEvent[]): readonly RunEvent[] {
  return events.filter(({ type }) => type === 'log-incomplete')
}
