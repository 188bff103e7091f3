import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { claimConflict } from '../../src/volumes/findings/claim-conflict.ts'
import { type PodWithVerdicts, workloadName } from '../../src/volumes/findings/judged.ts'
import type { Settings } from '../../src/workload/settings/settings.ts'
import { situation, table } from '../table.ts'
import { judged, settingsOf } from './planned.ts'

const settings: Settings = settingsOf({
  namespace: 'one',
  storageClasses: new Map([
    ['disk', { profile: 'aws-ebs' as const }],
    ['user', { source: 'hostPath' as const, fsGroup: 'never' as const, root: { uid: 1000, gid: 1000, mode: '0775' } }],
  ]),
})

const claim = (storageClass: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteMany], storageClassName: ${storageClass} }
`

interface Writer {
  readonly uid: number
  readonly gid: number
}

interface Workload {
  readonly name: string
  readonly fsGroup?: number
  readonly subPath?: string
  readonly writers: readonly Writer[]
  readonly gift?: string
}

function workload({ name, fsGroup, subPath, writers, gift }: Workload): string {
  const mount = `volumeMounts: [{ name: data, mountPath: /data${subPath === undefined ? '' : `, subPath: ${subPath}`} }]`
  const container = ({ uid, gid }: Writer, index: number) =>
    `    - { name: c${index}, image: example.org/x, securityContext: { runAsUser: ${uid}, runAsGroup: ${gid} }, ${mount} }`
  const init = `[{ name: own, image: busybox, command: [chown, -R, "${gift}", /data], securityContext: { runAsUser: 0 }, ${mount} }]`
  return `---
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  securityContext: { ${fsGroup === undefined ? '' : `fsGroup: ${fsGroup}`} }
  initContainers: ${gift === undefined ? '[]' : init}
  containers:
${writers.map(container).join('\n')}
  volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
`
}

const messages = (pods: readonly PodWithVerdicts[]) =>
  claimConflict(pods, settings).map(({ pod, observation }) => [workloadName(pod), sentenceOf(observation).message])

/** Every workload against every other one, in the order of their names: the first that conflicts is told of. */
function pairwise(pods: readonly PodWithVerdicts[]) {
  const byName = pods.toSorted((a, b) => (workloadName(a.pod) < workloadName(b.pod) ? -1 : 1))
  return pods.flatMap(one => {
    const found = byName
      .filter(other => other !== one)
      .map(other => messages([one, other]).find(([name]) => name === workloadName(one.pod)))
    return found.find(message => message !== undefined) ?? []
  })
}

const id = fc.constantFrom(0, 1000, 2000)
const anyWorkload = fc.record(
  {
    fsGroup: fc.constantFrom(2000, 3000),
    subPath: fc.constantFrom('a', 'a/b', 'c'),
    writers: fc.array(fc.record({ uid: id, gid: id }), { minLength: 1, maxLength: 2 }),
    gift: fc.constantFrom('1000:1000', '2000:2000', '1000'),
  },
  { requiredKeys: ['writers'] },
)

table(
  'workloads of one claim are judged as if each were held against every other one',
  { disk: 'disk', user: 'user' },
  kind => {
    let conflicts = 0
    fc.assert(
      fc.property(fc.array(anyWorkload, { minLength: 2, maxLength: 8 }), workloads => {
        const named = workloads.map((one, index) => workload({ ...one, name: `w${(index * 5) % 8}` }))
        const pods = judged(claim(kind) + named.join(''), 'baseline', settings)
        const want = pairwise(pods).flat()
        conflicts += want.length
        assert.equal(messages(pods).flat(), want)
      }),
      { numRuns: 150, seed: 7 },
    )
    assert.ok(conflicts > 300, `only ${conflicts} conflicts were generated`)
  },
)

situation('four times as many workloads of one claim take about four times the work, not sixteen', () => {
  const pods = (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `w${index}`)
    const writers = [{ uid: 1000, gid: 1000 }]
    const texts = names.map((name, index) => workload({ name, writers, gift: index === 0 ? '1000:1000' : undefined }))
    return judged(claim('disk') + texts.join(''), 'baseline', settings)
  }
  const [few, many] = [readsOf(pods(100)), readsOf(pods(400))]
  assert.ok(many < 5 * few, `${few} reads, then ${many}`)
})

/** How often what was judged is looked at: work that no other program of the machine changes, as it changes time. */
function readsOf(among: readonly PodWithVerdicts[]): number {
  let reads = 0
  const watched = new WeakMap<object, object>()
  const watch = <T>(value: T): T => {
    if (typeof value !== 'object' || value === null) return value
    if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value
    const known = watched.get(value) ?? new Proxy(value, { get })
    watched.set(value, known)
    return known as T & object
  }
  const get = (target: object, key: PropertyKey): unknown => {
    reads += 1
    return watch(Reflect.get(target, key))
  }
  assert.is(claimConflict(among.map(watch), settings).length, 0)
  return reads
}
