import * as assert from 'uvu/assert'
import { connect } from '../../src/cluster/connect.ts'
import { situation, table } from '../table.ts'
import type { Api } from './api.ts'
import { manyLines, runMany } from './faults/many.ts'
import { type FaultyRun, lines, matrixRows, runWithFault } from './faults/matrix.ts'
import { observe } from './faults/observer.ts'
import { begun, bindRole, endOf, faultyTasks, idOf, logOf, namespace, runner, runnerRules } from './faults/tasks.ts'
import { apiFor, nodeFor } from './here.ts'
import { makeNamespace } from './namespaces.ts'
import { countOf } from './proven.ts'

/** Tasks on a real API server and kubelet while something goes wrong on the way. `npm run faults` tries every row. */

const kubeconfig = process.env.SEAWORTHY_TEST_KUBECONFIG ?? ''
const which = process.env.SEAWORTHY_FAULTS === 'all' ? 'all' : 'some'
const howMany = which === 'all' ? 60 : 20
const api = apiFor('tasks under faults')
if (api !== undefined && nodeFor('tasks under faults') !== undefined) await prove(api)

async function prove(one: Api): Promise<void> {
  await makeNamespace(one, namespace, 'restricted')
  await bindRole(one, 'runner', runner, runnerRules)
  const direct = await connect({ env: { KUBECONFIG: kubeconfig } })
  const seen = observe(direct, namespace)
  const rows = matrixRows(which)
  const tasks = countOf(faultyTasks)
  const runs = begun(rows, 6, (row, name) => runWithFault(kubeconfig, idOf(name), row))

  table('a task runs once and tells each line once, whatever goes wrong', runs, run =>
    tasks.of(async () => {
      const found = await run
      const { outcome, job, left } = endOf(found.events)
      const once = { jobs: seen.jobs(job).length, pods: seen.pods(job).length }
      assert.ok(found.met > 0, 'the fault met no request')
      assert.equal(
        { outcome, left, ...once, log: logOf(found.events), incomplete: incompleteOf(found), open: found.open },
        { outcome: 'done', left: [], jobs: 1, pods: 1, log: lines, incomplete: [], open: 0 },
      )
    }),
  )

  situation(`${howMany} tasks at once on a kubelet: none lost, none twice, every line once`, async () => {
    await Promise.allSettled(Object.values(runs)) // which have the node to themselves until then
    const { tasks: done, warnings } = await runMany({
      kubeconfig,
      namespace,
      count: howMany,
      where: 'node',
      seconds: 900,
    })
    const wrong = done.filter(({ outcome, job, left, incomplete, log }, number) => {
      const isOnce = seen.jobs(job).length === 1 && seen.pods(job).length === 1 && left.length === 0
      return !(isOnce && outcome === 'done' && !incomplete && log.join() === manyLines(number).join())
    })
    assert.equal([wrong, warnings], [[], []])
  })

  table('nothing is left open by tasks under faults', { 'no watch of theirs': seen }, async ({ stop }) => {
    tasks.tell()
    await stop()
    direct.close()
    one.close()
  })
}

function incompleteOf({ events }: FaultyRun): readonly unknown[] {
  return events.filter(({ type }) => type === 'log-incomplete')
}
