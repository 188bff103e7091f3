import * as assert from 'uvu/assert'
import { missingWords } from '../../src/report/words/fix-reason-words.ts'
import { chownInitFix } from '../../src/volumes/fixes/chown-init.ts'
import { obstacleOf } from '../../src/volumes/fixes/obstacle.ts'
import { usesOfOthers } from '../../src/volumes/fixes/sharing.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import { table } from '../table.ts'
import { readStream, settingsOf } from './planned.ts'
import { writerPod } from './writer-pod.ts'

interface Row {
  /** Mode of the root of a volume of 0:0, which a directory of the node is. */
  readonly mode: string
  /** Who else writes it. */
  readonly other?: number
  readonly volume?: string
  readonly want: RegExp | undefined
}

const claim = 'persistentVolumeClaim: { claimName: data }'
const claimObject = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], storageClassName: made }
`

table<Row>(
  'what stands against re-owning a volume as root',
  {
    'nothing, where one workload has it': { mode: '0755', want: undefined },
    'another workload, which would lose it': {
      mode: '0755',
      other: 2,
      want: /^chown-init: Pod\/b writes .* as uid 2, and would lose/,
    },
    'no other workload, where everybody may write whoever owns it': { mode: '0777', other: 2, want: undefined },
    'no other workload that runs as root': { mode: '0755', other: 0, want: undefined },
    'no other workload of the same user': { mode: '0755', other: 1, want: undefined },
    'that it is a directory of the node': {
      mode: '0755',
      volume: 'hostPath: { path: /srv, type: Directory }',
      want: /^chown-init: a chown of a directory on the node/,
    },
  },
  ({ mode, other, volume = claim, want }) => {
    const settings = settingsOf({
      namespace: 'default',
      storageClasses: new Map([
        ['made', { source: 'hostPath', fsGroup: 'never', chownable: true, root: { uid: 0, gid: 0, mode } }],
      ]),
    })
    const texts = [
      claimObject,
      writerPod('a', 1, volume),
      ...(other === undefined ? [] : [writerPod('b', other, volume)]),
    ]
    const { pods, storage } = readStream(texts.join('---\n'))
    const [subject] = pods
    if (subject === undefined) throw new Error('the stream has no pod')
    const verdicts = judgeMounts(subject, storage, settings)
    const others = usesOfOthers(subject, verdicts, storage, settings)
    const [target] = verdicts
    if (target === undefined) throw new Error('the pod has no mount')
    const got = obstacleOf(chownInitFix, target, { pod: subject, original: subject, settings, verdicts, others })
    if (want === undefined) assert.is(got, undefined)
    else assert.match(got === undefined ? '' : missingWords({ fix: 'chown-init', lack: got }), want)
  },
)
