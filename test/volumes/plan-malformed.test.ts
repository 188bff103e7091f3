import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { FieldPath } from '../../src/manifest/path.ts'
import { isList, isMap, type Value, valueAt } from '../../src/manifest/value.ts'
import { crossFindings } from '../../src/volumes/findings/findings.ts'
import { planFixes } from '../../src/volumes/fixes/plan.ts'
import { byMount, mountKey } from '../../src/volumes/fixes/simulate.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import { changesOf, podAfter } from '../../src/workload/pod/pod-after.ts'
import { situation } from '../table.ts'
import { readStream, settingsOf } from './planned.ts'

const settings = settingsOf({
  storageClasses: new Map([
    ['obol', { source: 'hostPath', fsGroup: 'never', chownable: true, root: { uid: 1000, gid: 1000, mode: '0755' } }],
    ['ebs', { profile: 'aws-ebs' }],
  ]),
})

/** A pod whose writes fail in several ways, so that every fix is tried. */
const stream = readStream(`apiVersion: v1
kind: Pod
metadata: { name: agent }
spec:
  securityContext: { runAsUser: 10000, runAsGroup: 10000, supplementalGroups: [7] }
  initContainers:
    - name: fix
      image: busybox
      command: [chown, -R, '1:1', /state]
      securityContext: { runAsUser: 0, capabilities: { drop: [ALL], add: [CHOWN] } }
      volumeMounts: [{ name: state, mountPath: /state }]
  containers:
    - name: hermes
      image: agent
      env: [{ name: POD, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]
      resources: { limits: { cpu: 1 } }
      volumeMounts:
        - { name: data, mountPath: /data, subPath: a/b }
        - { name: data, mountPath: /expr, subPathExpr: $(POD) }
        - { name: state, mountPath: /state }
    - name: pg
      image: postgres:16
      securityContext: { runAsNonRoot: true }
      env: [{ name: PGDATA, value: /var/lib/postgresql/data/pgdata }]
      volumeMounts: [{ name: state, mountPath: /var/lib/postgresql/data }]
  volumes:
    - { name: data, persistentVolumeClaim: { claimName: data } }
    - { name: state, persistentVolumeClaim: { claimName: state } }
    - { name: keys, secret: { secretName: keys, defaultMode: 0400 } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], storageClassName: obol }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: state }
spec: { accessModes: [ReadWriteOnce], storageClassName: ebs }
`)

/** Every place of a value, the root left out. */
function placesOf(value: Value, path: FieldPath = []): readonly FieldPath[] {
  const children: readonly (readonly [string | number, Value])[] = isList(value)
    ? value.map((item, index) => [index, item] as const)
    : isMap(value)
      ? Object.entries(value)
      : []
  return children.flatMap(([step, child]) => [[...path, step], ...placesOf(child, [...path, step])])
}

const oddValues = fc.oneof(
  fc.constantFrom<Value>(
    null,
    true,
    -1,
    0,
    1.5,
    2 ** 31,
    10n ** 20n,
    '',
    '0',
    '/',
    '..',
    '../x',
    'a//b',
    '$(POD)',
    '$(X)',
  ),
  fc.constantFrom<Value>([], {}, [null], [[]], { name: null }, ['x'], [{ name: 'data' }], "it's", 'a\nb', 'DATA'),
  fc.integer() as fc.Arbitrary<Value>,
  fc.string() as fc.Arbitrary<Value>,
)

situation('a pod that is malformed somewhere is planned for without a crash, and loses nothing', () => {
  const [pod] = stream.pods
  if (pod === undefined) throw new Error('the stream has no pod')
  const places = placesOf(pod.spec).map(path => [...pod.path, ...path])
  const changes = fc.array(fc.tuple(fc.constantFrom(...places), oddValues), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(changes, fc.constantFrom('baseline' as const, 'restricted' as const), (odd, level) => {
      let broken = pod
      for (const [path, value] of odd) {
        const exists = valueAt(broken.object.document.value, path) !== undefined
        if (exists) broken = podAfter(broken, [{ op: 'set', path, value }])
      }
      const verdicts = judgeMounts(broken, stream.storage, settings)
      const plan = planFixes({ pod: broken, verdicts, level, settings, storage: stream.storage })
      crossFindings([{ pod: broken, verdicts: plan.verdicts, level }], settings)
      const after = byMount(judgeMounts(podAfter(broken, changesOf(plan.hardenings)), stream.storage, settings))
      for (const was of verdicts.filter(verdict => verdict[verdict.wants] === 'yes'))
        assert.is(after.get(mountKey(was))?.[was.wants], 'yes', `${was.container.name} ${was.mountPath}`)
    }),
    { numRuns: 200 },
  )
})
