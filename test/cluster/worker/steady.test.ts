import * as assert from 'uvu/assert'
import type { ClusterAnswer } from '../../../src/cluster/cluster.ts'
import { steady } from '../../../src/cluster/worker/steady.ts'
import { table } from '../../table.ts'

const answer = (status: number, message = ''): ClusterAnswer => ({ status, body: { message }, warnings: [] })
const right = answer(403, 'jobs.batch is forbidden: User "a" cannot create resource "jobs" in API group "batch"')
const quota = answer(403, 'pods "a" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1')

interface Row {
  readonly said: readonly ClusterAnswer[]
  /** How many of them it took, and the status that came back. */
  readonly want: readonly [number, number]
}

const rows: Readonly<Record<string, Row>> = {
  'a success is an answer': { said: [answer(200)], want: [1, 200] },
  'a server that is busy is asked again': { said: [answer(503), answer(200)], want: [2, 200] },
  'a right that was there before is waited for': { said: [answer(200), right, answer(201)], want: [2, 201] },
  'a right that never was there is a no': { said: [right], want: [1, 403] },
  'what admission refuses is a no, whatever was taken before': { said: [answer(200), quota], want: [1, 403] },
}

table('a cluster that is asked until it answers', rows, async ({ said, want }) => {
  const left = [...said]
  const time = { now: () => 0, wait: async () => {}, random: () => 0 }
  const ask = async () => left.shift() ?? answer(500)
  const open = async () => ({ status: 500, chunks: (async function* () {})(), close: () => {} })
  const cluster = steady({ ask, open }, { time, patience: () => 60_000, tell: () => {} })
  const request = { method: 'GET', path: '/api/v1/pods' } as const
  if (said.length > 1 && said[0]?.status === 200) await cluster.ask(request)
  const before = left.length
  const { status } = await cluster.ask(request)
  assert.equal([before - left.length, status], want)
})
