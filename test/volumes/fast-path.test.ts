import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { canSkipFixes } from '../../src/volumes/fixes/fast-path.ts'
import { planFixes } from '../../src/volumes/fixes/plan.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import type { Settings } from '../../src/workload/settings/settings.ts'
import { corpus } from '../support/shared.ts'
import { situation, skipped, table } from '../table.ts'
import { readStream, type Stream, settingsOf } from './planned.ts'

const settings = settingsOf({
  namespace: 'default',
  defaultStorageClass: 'cluster',
  storageClasses: new Map([
    ['cluster', { source: 'hostPath', fsGroup: 'never', root: { uid: 1000, gid: 1000, mode: '0755' } }],
  ]),
})
const levels: readonly Level[] = ['baseline', 'restricted']

const volumes = {
  scratch: { emptyDir: {} },
  memory: { emptyDir: { medium: 'Memory' } },
  pages: { emptyDir: { medium: 'HugePages' } },
  nothing: {},
  settings: { configMap: { name: 'c' } },
  keys: { secret: { secretName: 's', defaultMode: 0o400 } },
  token: { projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
  data: { persistentVolumeClaim: { claimName: 'd' } },
  host: { hostPath: { path: '/srv' } },
} as const

const images = ['example.com/own:1', 'docker.io/nginxinc/nginx-unprivileged:1.27', 'redis:7', 'postgres:16', 'nginx:1']
const mount = fc.record(
  {
    name: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('scratch', 'memory', 'settings', 'keys', 'token') },
      { weight: 1, arbitrary: fc.constantFrom(...Object.keys(volumes), 'unheard-of') },
    ),
    mountPath: fc.constantFrom('/a', '/b', '/var/lib/postgresql/data'),
    subPath: fc.option(fc.constant('inside'), { freq: 5, nil: undefined }),
    readOnly: fc.boolean(),
  },
  { requiredKeys: ['name', 'mountPath'] },
)
const container = fc.record(
  {
    name: fc.constant('one'),
    image: fc.constantFrom(...images),
    volumeMounts: fc.array(mount, { maxLength: 2 }),
    securityContext: fc.record({ runAsUser: fc.constantFrom(0, 1000) }, { requiredKeys: [] }),
  },
  { requiredKeys: ['name', 'image', 'volumeMounts'] },
)
const pod = fc.record(
  {
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    initContainers: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      fc.array(container, { minLength: 1, maxLength: 1 }),
    ),
    volumes: fc.constant(Object.entries(volumes).map(([name, source]) => ({ name, ...source }))),
    securityContext: fc.record({ fsGroup: fc.constant(2000), runAsUser: fc.constant(1000) }, { requiredKeys: [] }),
  },
  { requiredKeys: ['containers', 'volumes'] },
)

/** Pods of which it is said that they need no fix, and how many there are of others. */
function held(stream: Stream, given: Settings): { readonly skipped: number; readonly others: number } {
  const skipped = stream.pods.filter(one => canSkipFixes(one, given))
  for (const one of skipped)
    for (const level of levels) {
      const verdicts = judgeMounts(one, stream.storage, given)
      const plan = planFixes({ pod: one, verdicts, level, settings: given, storage: stream.storage })
      assert.equal(plan.hardenings, [], JSON.stringify(one.spec))
      assert.equal(
        plan.observations.filter(({ observation }) => observation.code === 'fix-side-effect'),
        [],
      )
    }
  return { skipped: skipped.length, others: stream.pods.length - skipped.length }
}

situation('a pod that is said to need no fix gets none, over generated pods', () => {
  const pods = fc.sample(pod, { seed: 7, numRuns: 3000 })
  const stream = readStream(
    pods.map(spec => JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec })).join('\n---\n'),
  )
  const { skipped, others } = held(stream, settings)
  assert.ok(skipped > 200 && others > 200, `${skipped} and ${others}`)
})

const streams = corpus()
if (streams.length === 0) skipped('pods of the corpus that are said to need no fix', 'the shared folder is absent')
else
  situation('a pod that is said to need no fix gets none, over the corpus', () => {
    const counts = streams.map(({ text }) => held(readStream(text), settings))
    const sum = (part: 'skipped' | 'others') => counts.reduce((total, count) => total + count[part], 0)
    assert.ok(sum('skipped') > 50 && sum('others') > 50, `${sum('skipped')} and ${sum('others')}`)
  })

const statefulSet = (name: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: s }
spec:
  template:
    spec:
      containers: [{ name: one, image: example.com/own:1, volumeMounts: [{ name: scratch, mountPath: /a }] }]
      volumes: [{ name: scratch, emptyDir: {} }, { name: ${name}, hostPath: { path: /srv } }]
  volumeClaimTemplates: [{ metadata: { name: ${name} }, spec: {} }]
`

const ownPod = (image: string) => `apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers: [{ name: one, image: "${image}", volumeMounts: [{ name: scratch, mountPath: /a }] }]
  volumes: [{ name: scratch, emptyDir: {} }]
`

table(
  'what a look at the fields does not settle',
  {
    'an image that must own its data': { text: ownPod('ghcr.io/cloudnative-pg/postgresql:17'), want: false },
    'an image that starts as root for its data': { text: ownPod('redis:7'), want: false },
    'an image of which nothing is known': { text: ownPod('example.com/own:1'), want: true },
    'a claim template replaces a volume of its name': { text: statefulSet('scratch'), want: false },
    'a claim template of another name replaces nothing': { text: statefulSet('other'), want: true },
  },
  ({ text, want }) => {
    const [pod] = readStream(text).pods
    assert.is(pod !== undefined && canSkipFixes(pod, settings), want)
  },
)
