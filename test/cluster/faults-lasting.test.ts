import * as assert from 'uvu/assert'
import { connect } from '../../src/cluster/connect.ts'
import { mapAt, textAt } from '../../src/manifest/value.ts'
import type { RunEvent } from '../../src/run/run-event.ts'
import { table } from '../table.ts'
import { type Api, itemsOf, messageOf } from './api.ts'
import { type FaultRow, lines, runWithFault } from './faults/matrix.ts'
import { observe } from './faults/observer.ts'
import { faultPhases } from './faults/phases.ts'
import type { Asked, Cut } from './faults/proxy.ts'
import { begun, bindRole, endOf, faultyTasks, idOf, logOf, namespace, runner, runnerRules } from './faults/tasks.ts'
import { apiFor, nodeFor } from './here.ts'
import { makeNamespace } from './namespaces.ts'
import { countOf } from './proven.ts'

/** Tasks to which something happens that does not pass, or that somebody does on purpose; on a real kubelet. */

const subject = 'tasks under lasting faults'
const kubeconfig = process.env.SEAWORTHY_TEST_KUBECONFIG ?? ''

const isWatch = ({ query }: Asked) => query.has('watch')
const atOnce: Cut = () => 0
const always = { times: Number.POSITIVE_INFINITY }
const watches = { phase: { ...faultPhases.admission, isOf: isWatch }, ...always }

const lasting: Readonly<Record<string, FaultRow>> = {
  'every watch hangs': { ...watches, fault: { fault: 'hang', at: atOnce } },
  'every watch is answered with 410': { ...watches, fault: { fault: 'answer', status: 410 } },
  'every watch says that it has expired': { ...watches, fault: { fault: 'expired' } },
  'every watch is answered with 429': { ...watches, fault: { fault: 'answer', status: 429, retryAfter: 1 } },
  'every watch is answered with 500': { ...watches, fault: { fault: 'answer', status: 500 } },
  'every request is answered with 429 for a while': {
    phase: { ...faultPhases.admission, isOf: () => true },
    ...always,
    fault: { fault: 'answer', status: 429, retryAfter: 1 },
    begins: proxy => setTimeout(() => Object.assign(proxy, { choose: () => undefined }), 8_000),
  },
  'the log hangs': {
    phase: { ...faultPhases.following, isOf: ({ path }) => path.endsWith('/log') },
    fault: { fault: 'hang', at: piece => Math.floor(piece.length / 2) },
  },
  'no connection is accepted for a while': {
    phase: faultPhases.following,
    begins: proxy => proxy.refuse(6_000),
  },
}

/** More than the cut within one second, so that reading on begins where reading began. */
const loquacious = 'seq 1 500; sleep 3'
const sameByte: Cut = piece => Math.min(piece.length, 500)
const cutting: Readonly<Record<string, FaultRow>> = {
  'cuts each log at the same byte': {
    phase: { ...faultPhases.admission, isOf: ({ path }) => path.endsWith('/log') },
    ...always,
    fault: { fault: 'cut', at: sameByte, how: 'complete' },
  },
}

/** Ends at once when it is told to. */
const patientScript = `trap 'exit 3' TERM; echo up; sleep 600 & wait`

interface Deed {
  readonly does: (one: Api, job: string) => Promise<void>
  readonly want: string
}

const deeds: Readonly<Record<string, Deed>> = {
  'whose pod is evicted': { does: (one, job) => onPod(one, job, 'eviction'), want: 'evicted' },
  'whose pod is deleted': { does: (one, job) => onPod(one, job, 'deletion'), want: 'pod-deleted' },
  'whose Job is deleted': {
    does: (one, job) => ask(one, 'DELETE', `/apis/batch/v1/namespaces/${namespace}/jobs/${job}`, background),
    want: 'job-deleted',
  },
}

const background = { propagationPolicy: 'Background' }

async function prove(one: Api): Promise<void> {
  await makeNamespace(one, namespace, 'restricted')
  await bindRole(one, 'runner', runner, runnerRules)
  const direct = await connect({ env: { KUBECONFIG: kubeconfig } })
  const seen = observe(direct, namespace)
  const tasks = countOf(faultyTasks)
  const runs = begun(lasting, 8, (row, name) => runWithFault(kubeconfig, `lasting-${idOf(name)}`, row))
  const cut = begun(cutting, 1, (row, name) => runWithFault(kubeconfig, `lasting-${idOf(name)}`, row, {}, loquacious))
  const done = begun(deeds, 3, (deed, name) => runWithDeed(one, `deed-${idOf(name)}`, deed))

  table('a task runs once and tells each line once although', runs, (run, name) =>
    tasks.of(async () => {
      const { events, met, open } = await run
      assert.ok(met > 0 || lasting[name]?.fault === undefined, 'the fault met no request')
      const { outcome, job, left } = endOf(events)
      const once = { jobs: seen.jobs(job).length, pods: seen.pods(job).length }
      const incomplete = events.filter(({ type }) => type === 'log-incomplete')
      assert.equal(
        { outcome, left, ...once, log: logOf(events), incomplete, open },
        { outcome: 'done', left: [], jobs: 1, pods: 1, log: lines, incomplete: [], open: 0 },
      )
    }),
  )

  table('a log is not taken for whole where something', cut, async run => {
    const { events } = await run
    const told = events.flatMap(event => (event.type === 'log-incomplete' ? [event.message] : []))
    assert.equal([endOf(events).outcome, told.length], ['done', 1], JSON.stringify(told))
    assert.match(told.join(), 'something on the way cuts the log off')
    const log = logOf(events)
    assert.ok(log.length < 500 && log.every((line, index) => line === `${index + 1}`), log.join())
  })

  table('a task fails and says why', done, async (run, name) => {
    const events = await run
    const { outcome, failure, job } = endOf(events)
    assert.equal(
      [outcome, failure?.code, logOf(events), seen.pods(job).length],
      ['failed', deeds[name]?.want, ['up'], 1],
    )
  })

  table('nothing is left open by tasks under lasting faults', { 'no watch of theirs': seen }, async ({ stop }) => {
    tasks.tell()
    await stop()
    direct.close()
    one.close()
  })
}

/** Do it to a task when it has begun to run. */
async function runWithDeed(one: Api, id: string, { does }: Deed): Promise<readonly RunEvent[]> {
  const state = { job: '' }
  const from = (event: RunEvent) => {
    if (event.type === 'created') state.job = event.job
    return event.type === 'log'
  }
  const row: FaultRow = { phase: { from, isOf: () => false }, begins: () => does(one, state.job) }
  return (await runWithFault(kubeconfig, id, row, {}, patientScript)).events
}

async function onPod(one: Api, job: string, what: 'eviction' | 'deletion'): Promise<void> {
  const pods = `/api/v1/namespaces/${namespace}/pods`
  const [pod] = itemsOf(await one.ask({ method: 'GET', path: `${pods}?labelSelector=job-name%3D${job}` }))
  const name = textAt(mapAt(pod, 'metadata'), 'name') ?? ''
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } }
  return what === 'eviction'
    ? ask(one, 'POST', `${pods}/${name}/eviction`, eviction)
    : ask(one, 'DELETE', `${pods}/${name}`, background)
}

async function ask(one: Api, method: 'POST' | 'DELETE', path: string, body: object): Promise<void> {
  const answer = await one.ask({ method, path, body: { ...body } })
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${messageOf(answer)}`)
}

const api = apiFor(subject)
if (api !== undefined && nodeFor(subject) !== undefined) await prove(api)
