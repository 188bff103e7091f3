import * as assert from 'uvu/assert'
import type { ClusterAnswer } from '../../../src/cluster/cluster.ts'
import { steady } from '../../../src/cluster/worker/watch/steady.ts'
import { table } from '../../table.ts'

const answer = (status: number, message = ''): ClusterAnswer => ({
  status,
  body: { kind: 'Status', message },
  warnings: [],
})
const request = { method: 'GET', path: '/api/v1/pods' } as const
const page: ClusterAnswer = { status: 200, body: { message: '<html>Log in</html>' }, warnings: [] }
const elsewhere: ClusterAnswer = { status: 302, body: { message: '' }, warnings: [] }
const right = answer(403, 'jobs.batch is forbidden: User "a" cannot create resource "jobs" in API group "batch"')
const quota = answer(403, 'pods "a" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1')

interface Row {
  /** What another request was answered before. */
  readonly before?: readonly ClusterAnswer[]
  readonly said: readonly ClusterAnswer[]
  /** Whether the same request succeeded before. */
  readonly used?: boolean
  /** How many of them it took, and the status that came back. */
  readonly want: readonly [number, number]
}

const rows: Readonly<Record<string, Row>> = {
  'a success is an answer': { said: [answer(200)], want: [1, 200] },
  'a server that is busy is asked again': { said: [answer(503), answer(200)], want: [2, 200] },
  'what is gone was too old, and is asked for anew': { said: [answer(410), answer(200)], want: [2, 200] },
  'a login page is no answer': { said: [page, answer(200)], want: [2, 200] },
  'a way to a login page is none': { said: [elsewhere, answer(200)], want: [2, 200] },
  'a page that says that nothing is there is none': { said: [{ ...page, status: 404 }, answer(200)], want: [2, 200] },
  'a right that was there before is waited for': { said: [right, answer(201)], used: true, want: [2, 201] },
  'a right that never was there is a no': { said: [right], want: [1, 403] },
  'a right that never was there is a no, whatever others were': {
    before: [answer(200)],
    said: [right],
    want: [1, 403],
  },
  'a right is asked for again where the server may have just started': {
    before: [answer(503), answer(200)],
    said: [right, answer(200)],
    want: [2, 200],
  },
  'and is a no where it has not': { before: [answer(503), answer(200)], said: Array(40).fill(right), want: [13, 403] },
  'what admission refuses is a no, whatever was taken before': { said: [quota], used: true, want: [1, 403] },
}

table('a cluster that is asked until it answers', rows, async ({ before = [], used, said, want }) => {
  const left = [...before, ...(used ? [answer(200)] : []), ...said]
  const clock = { now: 0 }
  const wait = async (milliseconds: number) => {
    clock.now += milliseconds
  }
  const time = { now: () => clock.now, wait, random: () => 0 }
  const ask = async () => left.shift() ?? answer(404)
  const open = async () => ({ status: 500, chunks: (async function* () {})(), close: () => {} })
  const cluster = steady({ ask, open }, { time, patience: () => 60_000, tell: () => {} })
  if (before.length > 0) await cluster.ask({ method: 'GET', path: '/apis/batch/v1/jobs' })
  if (used) await cluster.ask(request)
  const { status } = await cluster.ask(request)
  assert.equal([said.length - left.length, status], want)
})
