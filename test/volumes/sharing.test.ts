import * as assert from 'uvu/assert'
import { usesOfOthers } from '../../src/volumes/fixes/sharing.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import { storageFactsOf } from '../../src/volumes/model/volume/facts.ts'
import { podsOf } from '../../src/workload/object/kinds.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { objectsIn } from '../workload/read.ts'

/** A Pod that writes the claim `data`, as `uid` and in `namespace`. */
function user(name: string, uid: number, namespace = 'one'): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  containers:
    - name: c
      image: example.org/x
      securityContext: { runAsUser: ${uid}, runAsGroup: ${uid} }
      volumeMounts: [{ name: v, mountPath: /data }]
  volumes: [{ name: v, persistentVolumeClaim: { claimName: data } }]
`
}

table(
  'the other workloads of a claim',
  {
    'one workload alone has none': { users: [user('a', 1)], asks: 'a', want: [] },
    'another one': { users: [user('a', 1), user('b', 2)], asks: 'a', want: ['b'] },
    'one of a kind stands for the rest': {
      users: [user('a', 1), user('b', 2), user('c', 2), user('d', 2)],
      asks: 'a',
      want: ['b', 'c'],
    },
    'the first of a kind sees the second': {
      users: [user('a', 1), user('b', 1), user('c', 1)],
      asks: 'a',
      want: ['b'],
    },
    'the last of a kind sees the first': {
      users: [user('a', 1), user('b', 1), user('c', 1)],
      asks: 'c',
      want: ['a', 'b'],
    },
    'a claim of that name in another namespace': { users: [user('a', 1), user('b', 2, 'two')], asks: 'a', want: [] },
  },
  ({ users, asks, want }) => {
    const objects = objectsIn(users.join('---\n'))
    const storage = storageFactsOf(objects)
    for (const pod of objects.flatMap(object => podsOf(object, []))) {
      if (pod.object.ref.name !== asks) continue
      const verdicts = judgeMounts(pod, storage, defaultSettings)
      const got = usesOfOthers(pod, verdicts, storage, defaultSettings).map(other => other.pod.object.ref.name)
      assert.equal(got, want)
      return
    }
    assert.unreachable(`no pod ${asks}`)
  },
)
