import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import type { Value, ValueMap } from '../../src/manifest/value.ts'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { volumeProblems } from '../../src/volumes/findings/problems.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import { type StreamStorage, storageFactsOf } from '../../src/volumes/model/volume/facts.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { situation, table } from '../table.ts'
import { readStream } from './planned.ts'

function problemsIn(spec: string): readonly string[] {
  const { pods } = readStream(`apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: {${spec}}\n`)
  return pods.flatMap(pod =>
    volumeProblems(pod).map(({ path, severity, observation }) => {
      return `${formatPath(path)} ${severity} ${observation.code}: ${sentenceOf(observation).message}`
    }),
  )
}

const web = (mounts: string) => `containers: [{ name: web, image: x, volumeMounts: [${mounts}] }]`
const volumes = (text: string) => `volumes: [${text}], ${web('')}`

table(
  'volumeProblems',
  {
    'a sound pod has none': {
      spec: `volumes: [{ name: a, secret: { secretName: s, defaultMode: 0400 } }], ${web('{ name: a, mountPath: /a }')}`,
      want: [],
    },
    'a mount without a volume': {
      spec: web('{ name: gone, mountPath: /a }'),
      want: ['spec.containers[0].volumeMounts[0].name error bad-volume: the pod has no volume "gone"'],
    },
    'two volumes of one name': {
      spec: volumes('{ name: a, emptyDir: {} }, { name: a, emptyDir: {} }'),
      want: ['spec.volumes[1].name error bad-volume: two volumes have the name a'],
    },
    'a volume without a source': {
      spec: volumes('{ name: a }'),
      want: [
        'spec.volumes[0] warning bad-volume: volume a has no source: it is an emptyDir, which is deleted with the pod',
      ],
    },
    'a misspelt source': {
      spec: volumes('{ name: a, emptydir: {} }'),
      want: ['spec.volumes[0] error bad-volume: volume a has no source that Kubernetes knows (emptydir)'],
    },
    'two sources': {
      spec: volumes('{ name: a, emptyDir: {}, secret: { secretName: s } }'),
      want: ['spec.volumes[0] error bad-volume: volume a names 2 sources'],
    },
    'an unknown type of hostPath': {
      spec: volumes('{ name: a, hostPath: { path: /a, type: Folder } }'),
      want: [
        'spec.volumes[0].hostPath.type error bad-volume: hostPath has no type Folder; it has DirectoryOrCreate, FileOrCreate, Directory, File, Socket, CharDevice, BlockDevice',
      ],
    },
    'a mode written in decimal': {
      spec: volumes('{ name: a, secret: { defaultMode: 400 } }'),
      want: [
        'spec.volumes[0].secret.defaultMode warning decimal-mode: 400 is decimal and means 0620; 0400 was probably meant',
      ],
    },
    'a decimal mode that the API server refuses': {
      spec: volumes('{ name: a, configMap: { items: [{ key: k, path: p, mode: 644 }] } }'),
      want: [
        'spec.volumes[0].configMap.items[0].mode error decimal-mode: 644 is not a mode between 0 and 0777 (511); 0644 was probably meant',
      ],
    },
    'a mode beyond 0777': {
      spec: volumes('{ name: a, projected: { sources: [{ secret: { items: [{ key: k, path: p, mode: 01777 }] } }] } }'),
      want: [
        'spec.volumes[0].projected.sources[0].secret.items[0].mode error bad-volume: 1023 is not a mode between 0 and 0777 (511)',
      ],
    },
    'a decimal mode that is meant: 420 is 0644': {
      spec: volumes('{ name: a, secret: { defaultMode: 420 } }, { name: b, secret: { defaultMode: 256 } }'),
      want: [],
    },
    'two mounts at one path': {
      spec: `volumes: [{ name: a, emptyDir: {} }], ${web('{ name: a, mountPath: /a }, { name: a, mountPath: /a, subPath: b }')}`,
      want: ['spec.containers[0].volumeMounts[1].mountPath error bad-volume: two volumes are mounted at /a'],
    },
    'a sub-path that leaves the volume': {
      spec: `volumes: [{ name: a, emptyDir: {} }], ${web('{ name: a, mountPath: /a, subPath: ../b }')}`,
      want: ['spec.containers[0].volumeMounts[0].subPath error bad-volume: subPath ../b has to stay inside the volume'],
    },
    'a sub-path and an expression': {
      spec: `volumes: [{ name: a, emptyDir: {} }], ${web('{ name: a, mountPath: /a, subPath: b, subPathExpr: c }')}`,
      want: ['spec.containers[0].volumeMounts[0] error bad-volume: a mount has either subPath or subPathExpr'],
    },
    'a mount that is a text': {
      spec: web('data'),
      want: [],
    },
  },
  ({ spec, want }) => assert.equal(problemsIn(spec), want),
)

const [smallest] = readStream('apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: {}\n').pods

/** Words that pods are made of, so that random values reach deep into the model. */
const words = fc.constantFrom(
  ...['name', 'volumes', 'containers', 'initContainers', 'volumeMounts', 'mountPath', 'subPath', 'emptyDir', 'secret'],
  ...['persistentVolumeClaim', 'claimName', 'projected', 'sources', 'securityContext', 'fsGroup', 'runAsUser', 'csi'],
  ...['command', 'args', 'items', 'mode', 'defaultMode', 'ephemeral', 'hostPath', 'type', 'a', '/a', '..', '__proto__'],
)
const leaves: fc.Arbitrary<Value> = fc.oneof(words, fc.constantFrom(null, true, -1, 0, 5, 0.5, 2 ** 40, 10n ** 20n, ''))
const { value: anything } = fc.letrec<{ value: Value }>(tie => ({
  value: fc.oneof(
    { maxDepth: 6 },
    leaves,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(words, tie('value'), { maxKeys: 4 }),
  ),
}))

const lists = { volumes: fc.array(anything, { maxLength: 3 }), containers: fc.array(anything, { maxLength: 3 }) }
const specs = fc.record(
  { ...lists, initContainers: fc.array(anything, { maxLength: 2 }), securityContext: anything },
  { requiredKeys: [] },
)

/** Storage objects named `a`, each of anything. */
const kinds = {
  PersistentVolumeClaim: 'v1',
  PersistentVolume: 'v1',
  StorageClass: 'storage.k8s.io/v1',
  CSIDriver: 'storage.k8s.io/v1',
  ConfigMap: 'v1',
} as const
const storages = fc.record(
  Object.fromEntries(
    Object.keys(kinds).map(kind => [kind, fc.record({ spec: anything, metadata: anything, data: anything })]),
  ),
  { requiredKeys: [] },
)

function storageOf(objects: Readonly<Record<string, ValueMap | undefined>>): StreamStorage {
  return storageFactsOf(
    Object.entries(kinds).flatMap(([kind, apiVersion]) => {
      const value = objects[kind]
      if (value === undefined || smallest === undefined) return []
      return [{ ...smallest.object, ref: { apiVersion, kind, name: 'a' }, value }]
    }),
  )
}

const claimed = fc.constant<ValueMap>({
  volumes: [{ name: 'a', persistentVolumeClaim: { claimName: 'a' } }],
  containers: [{ name: 'c', volumeMounts: [{ name: 'a', mountPath: '/a' }] }],
})

/** A pod of the right shape with one field replaced by anything. */
const broken = fc.record({ at: fc.integer({ min: 0, max: 9 }), value: anything }).map(({ at, value }) => {
  const put = (index: number, good: Value): Value => (index === at ? value : good)
  const mount = { name: put(0, 'a'), mountPath: put(1, '/a'), subPath: put(2, 'b') }
  const container = { name: 'c', volumeMounts: put(3, [mount]), securityContext: put(4, { runAsUser: 5 }) }
  return {
    securityContext: { fsGroup: put(5, 7) },
    volumes: [{ name: 'a', secret: put(6, { defaultMode: put(7, 256) }) }],
    initContainers: [{ ...container, command: put(8, ['sh', '-c', 'chown 1 /a']) }],
    containers: put(9, [container]),
  }
})

situation('no malformed pod crashes the model', () => {
  if (smallest === undefined) throw new Error('the smallest pod is none')
  fc.assert(
    fc.property(fc.oneof(specs, broken, claimed), storages, (spec, objects) => {
      const pod: PodView = { ...smallest, spec }
      volumeProblems(pod)
      judgeMounts(pod, storageOf(objects), { ...defaultSettings, defaultStorageClass: 'a' })
    }),
    { numRuns: 3000 },
  )
})
