import * as assert from 'uvu/assert'
import type { ClusterRequest } from '../../../src/cluster/cluster.ts'
import { jobFor } from '../../../src/cluster/worker/begin.ts'
import { nothingRemembered } from '../../../src/cluster/worker/watch/steady.ts'
import { InputError } from '../../../src/error.ts'
import { table } from '../../table.ts'

const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'task-a' }, spec: {} }
const task = { namespace: 'agents', name: 'task-a', job, container: 'worker', companions: [], digest: 'd' }
const conflict = 'Operation cannot be fulfilled on resourcequotas "q": the object has been modified'

interface Row {
  /** How many creates in a row are refused for a conflict. */
  readonly conflicts: number
  readonly want: 'made' | 'refused'
  /** Milliseconds, at most. */
  readonly within: number
}

const rows: Readonly<Record<string, Row>> = {
  'once is tried again': { conflicts: 1, want: 'made', within: 1_000 },
  'again and again is given up': { conflicts: Number.POSITIVE_INFINITY, want: 'refused', within: 150_000 },
}

table('a create that meets a conflict', rows, async ({ conflicts, want, within }) => {
  let [now, creates] = [0, 0]
  const wait = async (milliseconds: number) => {
    now += milliseconds
  }
  const ask = async ({ method }: ClusterRequest) => {
    if (method === 'POST') creates += 1
    if (creates > 1_000) throw new Error('no end of it')
    const status = method === 'GET' ? 404 : creates > conflicts ? 201 : 409
    return { status, body: { kind: 'Status', message: conflict }, warnings: [] }
  }
  const open = () => Promise.reject(new Error('nothing is followed'))
  const beginning = {
    cluster: { ask, open, remembered: nothingRemembered() },
    time: { now: () => now, wait, random: () => 0.5 },
    signal: new AbortController().signal,
    preflight: async () => {},
  }
  const got = await jobFor(task, beginning).then(
    () => 'made',
    (error: unknown) => (error instanceof InputError ? 'refused' : String(error)),
  )
  assert.equal([got, now <= within], [want, true], `${creates} creates in ${now} ms`)
})
