import * as assert from 'uvu/assert'
import { parseSelection, select } from '../../src/run/select.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
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

/** As `kubectl api-resources` prints them. */
const shortNames = {
  cj: 'CronJob',
  deploy: 'Deployment',
  ds: 'DaemonSet',
  po: 'Pod',
  rc: 'ReplicationController',
  rs: 'ReplicaSet',
  sts: 'StatefulSet',
}

table('a short name', shortNames, (kind, short) =>
  assert.equal(select([item(kind, 'web')], [{ kind: short, name: 'web' }], defaultSettings), [item(kind, 'web')]),
)

/** How many names are told where none is close, and how the rest is counted. */
table(
  'a workload that is not there, of',
  {
    none: { count: 0, want: 'the manifests hold no workload' },
    one: { count: 1, want: 'the manifests hold Job/aaa0' },
    'as many as are told': { count: 10, want: /^the manifests hold (Job\/aaa\d, ){9}Job\/aaa9$/ },
    'one more': { count: 11, want: /^the manifests hold (Job\/aaa\d, ){9}Job\/aaa9, and 1 more$/ },
    'two more': { count: 12, want: /^the manifests hold (Job\/aaa\d, ){9}Job\/aaa9, and 2 more$/ },
  },
  ({ count, want }) => {
    const items = Array.from({ length: count }, (_, index) => item('Job', `aaa${index}`))
    const missing = [{ kind: 'sts', name: 'something-else' }]
    assert.throws(
      () => select(items, missing, defaultSettings),
      (error: Error) => {
        const said = error.message.replace('sts/something-else: no such workload; ', '')
        return typeof want === 'string' ? said === want : want.test(said)
      },
    )
  },
)
