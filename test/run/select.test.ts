import * as assert from 'uvu/assert'
import { parseSelection, select } from '../../src/run/select.ts'
import { defaultSettings } from '../../src/workload/settings.ts'
import { table } from '../table.ts'

table(
  'parseSelection',
  {
    'kind and name': { text: 'Deployment/web', want: { kind: 'Deployment', name: 'web' } },
    'a short name': { text: 'sts/db', want: { kind: 'sts', name: 'db' } },
    'a name alone': { text: 'web', want: undefined },
    'a path of three parts': { text: 'a/b/c', want: undefined },
    'a path that starts at the root': { text: '/web', want: undefined },
    'a folder': { text: 'manifests/', want: undefined },
  },
  ({ text, want }) => assert.equal(parseSelection(text), want),
)

const item = (kind: string, name: string, namespace?: string) => {
  return { ref: { apiVersion: 'v1', kind, name, ...(namespace === undefined ? {} : { namespace }) } }
}
const stream = [item('Deployment', 'web', 'a'), item('StatefulSet', 'web'), item('Deployment', 'web', 'b')]

table(
  'select',
  {
    'nothing asked is everything': { selections: [], want: [0, 1, 2] },
    'every object of the name, whatever its namespace': { selections: [{ kind: 'deploy', name: 'web' }], want: [0, 2] },
    'several, in the order of the stream': {
      selections: [
        { kind: 'deployments', name: 'web' },
        { kind: 'STS', name: 'web' },
      ],
      want: [0, 1, 2],
    },
    'a kind of the policy': { selections: [{ kind: 'rollout', name: 'x' }], want: [3] },
  },
  ({ selections, want }) => {
    const workloads = [{ group: 'example.com', kind: 'Rollout', path: ['spec', 'template'] }]
    const items = [...stream, item('Rollout', 'x')].slice(0, selections[0]?.kind === 'rollout' ? 4 : 3)
    const got = select(items, selections, { ...defaultSettings, workloads })
    assert.equal(
      got.map(one => items.indexOf(one)),
      want,
    )
  },
)
