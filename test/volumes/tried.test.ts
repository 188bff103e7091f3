import * as assert from 'uvu/assert'
import type { Base } from '../../src/volumes/fixes/base.ts'
import { decideFixes } from '../../src/volumes/fixes/decide.ts'
import { tried } from '../../src/volumes/fixes/tried.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import type { Settings, StorageFacts } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { readStream, settingsOf } from './planned.ts'

/** What tells one workload from the next, beside their names. */
interface Differs {
  readonly claim?: string
  readonly access?: string
  readonly spec?: string
  readonly user?: number
  readonly annotations?: string
  readonly mount?: string
  readonly volume?: string
  readonly namespace?: string
  /** More of the stream. */
  readonly beside?: readonly string[]
  readonly settings?: Partial<Settings>
  /** Volumes beside the claim's. */
  readonly volumes?: string
  /** What the first has as well. */
  readonly both?: Differs
  readonly as?: (base: Base) => Base
}

const foreign: StorageFacts = { source: 'hostPath', fsGroup: 'never', root: { uid: 1000, gid: 1000, mode: '0775' } }
const ours: StorageFacts = { source: 'csi', fsGroup: 'honoured', root: { uid: 0, gid: 0, mode: '0755' } }
const classes = new Map([
  ['foreign', foreign],
  ['ours', ours],
])

function workload(name: string, differs: Differs): string {
  const { claim = '', access = 'ReadWriteOnce', spec = '', user = 101, annotations = '' } = differs
  const { mount = '', volume = '', volumes = '', namespace = 'one' } = differs
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name}, namespace: ${namespace} }
spec: { accessModes: [${access}], ${claim === '' ? 'storageClassName: foreign' : claim} }
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, annotations: { ${annotations} } }
spec:
  ${spec}
  containers:
    - name: c
      image: example.org/x
      securityContext: { runAsUser: ${user}, runAsGroup: ${user} }
      volumeMounts: [{ name: v, mountPath: /data${mount} }]
  volumes: [{ name: v, persistentVolumeClaim: { claimName: ${name}${volume} } }${volumes}]
`
}

/** What is known of the pods of a stream by name, as their fixes are searched for. */
function basesOf(text: string, settings: Settings): ReadonlyMap<string, Base> {
  const { pods, storage } = readStream(text)
  const of = (pod: PodView) =>
    decideFixes({ pod, verdicts: judgeMounts(pod, storage, settings), level: 'baseline', settings, storage }).base
  return new Map(pods.map(pod => [pod.object.ref.name, of(pod)]))
}

const script = (name: string, text: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: one }
data: { run.sh: ${text} }
`
const mounts = (name: string) => `, { name: s, configMap: { name: ${name} } }`

const alike: Readonly<Record<string, Differs>> = {
  'their names': {},
  'the names of ConfigMaps that say the same': {
    both: { volumes: mounts('a') },
    volumes: mounts('b'),
    beside: [script('a', 'x'), script('b', 'x')],
  },
}

const rows: Readonly<Record<string, Differs>> = {
  'what its ConfigMap says': {
    both: { volumes: mounts('a') },
    volumes: mounts('b'),
    beside: [script('a', 'x'), script('b', 'y')],
  },
  'its annotations': { annotations: 'container.apparmor.security.beta.kubernetes.io/c: unconfined' },
  'its namespace': { namespace: 'two' },
  'that its user is not ours to choose': { as: base => ({ ...base, keepsUser: () => true }) },
  'what fixes may add': { as: base => ({ ...base, addsNothing: true }) },
  'what its author wrote': { as: base => ({ ...base, original: { ...base.pod, spec: {} } }) },
  'what must be certain': { as: base => ({ ...base, certainOf: new Set(['v']) }) },
  'the class of the claim': { claim: 'storageClassName: ours' },
  'a class that nobody describes': { claim: 'storageClassName: other' },
  'its access modes': { claim: 'storageClassName: ours', access: 'ReadOnlyMany' },
  'that the claim is a clone': {
    claim: 'storageClassName: ours, dataSource: { kind: PersistentVolumeClaim, name: x }',
  },
  'that the claim is mounted read-only': { volume: ', readOnly: true' },
  'a sub-path': { mount: ', subPath: a' },
  'who runs': { user: 1000 },
  'the group of the pod': { spec: 'securityContext: { supplementalGroups: [1000] }' },
  'the user of its namespace': { spec: 'hostUsers: false' },
  'its claim, which a row of the policy describes': { settings: { claims: new Map([['second', ours]]) } },
  'its claim, which a volume of the stream is for': {
    beside: [
      `apiVersion: v1
kind: PersistentVolume
metadata: { name: pv }
spec: { hostPath: { path: /x }, claimRef: { name: second, namespace: one } }
`,
    ],
  },
  'another pod that writes its claim': {
    beside: [workload('third', { user: 5000 }).replaceAll('claimName: third', 'claimName: second')],
  },
}

/** Whether what was found out about `first` is taken for `second`. */
function isShared(differs: Differs): boolean {
  const settings = settingsOf({ storageClasses: classes, ...differs.settings })
  const texts = [workload('first', differs.both ?? {}), workload('second', { ...differs.both, ...differs })]
  const bases = basesOf([...(differs.beside ?? []), ...texts].join('---\n'), settings)
  const [first, second] = ['first', 'second'].map(name => bases.get(name))
  if (first === undefined || second === undefined) throw new Error('a pod is missing')
  const attempt = 'an attempt'
  tried(first, attempt, () => true)
  return tried(differs.as?.(second) ?? second, attempt, () => false)
}

table('an attempt holds for the pods of its stream that differ in', alike, differs =>
  assert.is(isShared(differs), true),
)

table('an attempt holds for no pod that differs in', rows, differs => assert.is(isShared(differs), false))
