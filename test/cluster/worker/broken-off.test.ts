import * as assert from 'uvu/assert'
import type { ClusterAnswer, ClusterRequest } from '../../../src/cluster/cluster.ts'
import { runTask } from '../../../src/cluster/worker/run-task.ts'
import { taskAnnotations } from '../../../src/cluster/worker/task-objects.ts'
import { systemTime } from '../../../src/cluster/worker/time.ts'
import { mapAt, type ValueMap } from '../../../src/manifest/value.ts'
import { table } from '../../table.ts'

const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'task-a' }, spec: {} }
const task = { namespace: 'agents', name: 'task-a', job, container: 'worker', companions: [], digest: 'd' }
const usual = { detach: false, keep: false, startTimeout: 0, outage: 600, logs: { head: 1000, tail: 1000 } }

const answer = (status: number, body: ValueMap): ClusterAnswer => ({ status, body, warnings: [] })
const said = (status: number, message: string) => answer(status, { kind: 'Status', message })
const denied = said(403, 'x is forbidden: User "a" cannot list resource "x" in API group ""')
const busy = said(503, 'etcdserver: leader changed')

/** What becomes of requests whose `METHOD /path` a form matches: always, or once the start was given. */
interface Row {
  readonly form: RegExp
  readonly gives: ClusterAnswer
  readonly from: 'always' | 'start'
  /** How far an earlier run came with the Job. */
  readonly found?: 'held' | 'given'
  readonly left: readonly string[]
}

const rows: Readonly<Record<string, Row>> = {
  'is deleted where its pods may not be seen: it was not started': {
    ...{ form: /^GET .*\/pods$/, gives: denied, from: 'always', left: [] },
  },
  'stays where its pods may not be seen, and somebody else started it': {
    ...{ form: /^GET .*\/pods$/, gives: denied, from: 'always', found: 'given', left: ['Job agents/task-a'] },
  },
  'stays where its pods may not be seen, and somebody else may start it': {
    ...{ form: /^GET .*\/pods$/, gives: denied, from: 'always', found: 'held', left: ['Job agents/task-a'] },
  },
  'stays where a right is withdrawn while it runs': {
    ...{ form: /^GET .*\/jobs$/, gives: denied, from: 'start', left: ['Job agents/task-a'] },
  },
  'stays where the API server is busy for longer than is waited': {
    ...{ form: /^GET .*\/jobs$/, gives: busy, from: 'start', left: ['Job agents/task-a'] },
  },
}

table('a Job whose cluster cannot be asked any longer', rows, async ({ form, gives, from, found, left }) => {
  const server = standIn(found)
  const ask = async (request: ClusterRequest) => {
    const hasBegun = from === 'always' || server.isStarted()
    return hasBegun && form.test(`${request.method} ${request.path}`) ? gives : server.ask(request)
  }
  const cluster = { ...server.cluster, ask }
  const options = { ...usual, cluster, time: systemTime, signal: new AbortController().signal }
  const ends: (readonly [string, readonly string[]])[] = []
  for await (const event of runTask(task, options)) if (event.type === 'end') ends.push([event.outcome, event.left])
  assert.equal(ends, [['unreachable', left]])
  assert.is(server.isThere(), left.length > 0)
})

/** A cluster that has no Job but this one, and no controllers. */
function standIn(before: Row['found']) {
  const start = (how: string) => ({ [taskAnnotations.digest]: 'd', [taskAnnotations.start]: how })
  const made = (how: string) => ({ ...job, metadata: { name: 'task-a', uid: 'u', annotations: start(how) } })
  let found: ValueMap | undefined = before && made(before)
  const isStarted = () => mapAt(mapAt(found, 'metadata'), 'annotations')?.[taskAnnotations.start] === 'given'
  const ask = async ({ method, path, query }: ClusterRequest): Promise<ClusterAnswer> => {
    if (query?.dryRun !== undefined) return answer(201, job)
    if (method === 'POST') found = made('held')
    if (method === 'PATCH') found = made('given')
    if (method === 'DELETE') found = undefined
    if (/s$/.test(path) && method === 'GET')
      return answer(200, { kind: 'List', items: path.endsWith('jobs') && found ? [found] : [] })
    return found === undefined ? said(404, 'not found') : answer(method === 'POST' ? 201 : 200, found)
  }
  // Every watch ends at once, so that it is listed anew.
  const open = async () => ({ status: 410, chunks: (async function* () {})(), close: () => {} })
  const named = { context: 'c', server: 'https://k.example', user: 'u', namespace: 'agents' }
  const cluster = { ...named, version: { text: 'v1.36.3', minor: 36 }, open, close: () => {} }
  return { ask, isStarted, isThere: () => found !== undefined, cluster }
}
