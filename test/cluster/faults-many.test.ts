import { spawnSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { situation, skipped } from '../table.ts'
import type { Api } from './api.ts'
import { manyLines, runMany } from './faults/many.ts'
import { startStandIn } from './faults/stand-in-kubelet.ts'
import { bindRole, runner, runnerRules } from './faults/tasks.ts'
import { apiFor } from './here.ts'
import { makeNamespace } from './namespaces.ts'
import { proven } from './proven.ts'

/** Two hundred tasks at once by one process, on real controllers and with a kubelet that only stands in. */

const subject = 'many tasks at once'
const namespace = 'seaworthy-many'
const count = 200
const kubeconfig = process.env.SEAWORTHY_TEST_KUBECONFIG ?? ''
const api = apiFor(subject)
if (api !== undefined) await prove(api)

async function prove(one: Api): Promise<void> {
  await makeNamespace(one, namespace, 'restricted')
  const obstacle = await obstacleAt(one)
  if (obstacle !== undefined) {
    one.close()
    return skipped(subject, obstacle)
  }
  await bindRole(one, 'runner', runner, runnerRules, namespace)
  // Every other read of a log breaks off, each in another line.
  const kubelet = await startStandIn(one, read => (read % 2 === 1 ? 4 + read : undefined))
  situation(`${count} tasks at once: none lost, none twice, every line once, and nothing left behind`, async () => {
    const done = await runMany({ kubeconfig, namespace, count, where: 'stand-in', seconds: 300 }).finally(() =>
      kubelet.stop().finally(() => one.close()),
    )
    const starts = done.tasks.map(({ job }) => kubelet.starts(job))
    const wrong = done.tasks.filter(({ outcome, left, incomplete, log }, number) => {
      const isWhole = outcome === 'done' && left.length === 0 && !incomplete
      return !isWhole || starts[number] !== 1 || log.join() !== manyLines(number).join()
    })
    proven('tasks at once run once and tell each line once', count - wrong.length, count)
    assert.equal([wrong, done.warnings], [[], []])
    const { before, most, after } = done.heap
    assert.ok(most - before < 100 && after - before < 20, JSON.stringify(done.heap))
  })
}

async function obstacleAt(one: Api): Promise<string | undefined> {
  if (spawnSync('openssl', ['version']).error !== undefined) return 'no openssl'
  return (await hasControllers(one)) ? undefined : 'the cluster has no controllers'
}

/** The controller manager writes this into every namespace. */
async function hasControllers(one: Api): Promise<boolean> {
  const path = `/api/v1/namespaces/${namespace}/configmaps/kube-root-ca.crt`
  for (let tries = 0; tries < 20; tries += 1) {
    if ((await one.ask({ method: 'GET', path })).status === 200) return true
    await wait(250)
  }
  return false
}
