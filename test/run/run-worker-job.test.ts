import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { InputError } from '../../src/error.ts'
import { runWorkerJob } from '../../src/run/run-worker-job.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

const values = {
  name: 'w',
  level: 'privileged' as const,
  worker: { image: { repository: 'registry.example.com/w', tag: '1.0' } },
}
const policy = { settings: { ...defaultSettings, namespaces: [{ match: 'strict', level: 'restricted' as const }] } }
const tooLow = /expected at least restricted, which the policy demands of namespace strict/
const rows = {
  'of the values': { own: { namespace: 'strict' }, context: 'agents', says: tooLow },
  'of the cluster, where the values name none': { own: {}, context: 'strict', says: tooLow },
  'of the cluster, and no rule is about it': { own: {}, context: 'agents', says: /^Job agents\/task-a-\w+: denied/ },
  'of the values, whatever that of the cluster': {
    own: { namespace: 'agents' },
    context: 'strict',
    says: /^Job agents\/task-a-\w+: denied/,
  },
}

table('the policy is asked about the namespace', rows, async ({ own, context, says }) => {
  const run = runWorkerJob({ ...values, ...own }, { id: 'a' }, { cluster: refusing(context), policy })
  const refused = await run.next().catch((error: unknown) => error)
  assert.match(refused instanceof InputError ? refused.message : '', says)
})

const times = {
  'no number': { given: { outage: Number.NaN }, says: /^outage: found NaN, expected milliseconds, 0 or more$/ },
  'less than nothing': {
    given: { startTimeout: -1 },
    says: /^startTimeout: found -1, expected milliseconds, 0 or more$/,
  },
  'no time for the task': { given: { timeout: 0 }, says: /^timeout: found 0, expected milliseconds, 1 or more$/ },
  'no end': { given: { timeout: Number.POSITIVE_INFINITY }, says: /^Job agents\/task-a-\w+: denied/ },
}

table('a time that is', times, async ({ given, says }) => {
  const run = runWorkerJob({ ...values, namespace: 'agents' }, { id: 'a' }, { cluster: refusing('agents'), ...given })
  const refused = await run.next().catch((error: unknown) => error)
  assert.match(refused instanceof InputError ? refused.message : '', says)
})

/** A cluster that has nothing and takes nothing. */
function refusing(namespace: string): Cluster {
  return {
    ...{ context: 'c', server: 'https://k.example', user: 'u', namespace, version: { text: 'v1.36.3', minor: 36 } },
    ask: async ({ method }) => {
      const body = { kind: 'Status', message: 'denied' }
      return { status: method === 'GET' ? 404 : 403, body, warnings: [] }
    },
    open: async () => Promise.reject(new Error('nothing is followed')),
    close: () => {},
  }
}
