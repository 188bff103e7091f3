import * as assert from 'uvu/assert'
import type { ImageFacts } from '../../src/knowledge/images/image-facts.ts'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { table } from '../table.ts'
import { changeLine, planned, settingsOf } from './planned.ts'

/** An image that chowns its volume as root and becomes 999, as a lock knows it. */
const image = {
  user: { uid: 0, gid: 0 },
  groups: [],
  switchesTo: { uid: 999, gid: 1000 },
  capabilities: ['CHOWN', 'SETGID', 'SETUID'],
  entrypoint: ['/entry.sh'],
  cmd: [],
  measured: true,
  from: 'as locked',
} as const satisfies ImageFacts

interface Row {
  readonly directories?: ImageFacts['directories']
  readonly facts?: Partial<ImageFacts>
  /** Of the pod's securityContext. */
  readonly pod?: string
  readonly mountPath?: string
  readonly runs: boolean
}

const rootOwned = { '/data': { owner: '0:0', mode: '0755' } }

table<Row>(
  'a volume that an image declares and nobody mounts, at restricted:',
  {
    'of root, it keeps the program from running as its final user': { directories: rootOwned, runs: false },
    'of another one, too': { directories: { '/data': { owner: '5:5', mode: '0755' } }, runs: false },
    'of a group that the image may give it': { directories: { '/data': { owner: '5:5', mode: '0770' } }, runs: true },
    'of the final user': { directories: { '/data': { owner: '999:1000', mode: '0700' } }, runs: true },
    'of its group': { directories: { '/data': { owner: '0:1000', mode: '0775' } }, runs: true },
    'of a group of the pod': {
      directories: { '/data': { owner: '0:5', mode: '0775' } },
      pod: 'fsGroup: 5',
      runs: true,
    },
    'that everybody may write': { directories: { '/data': { owner: '0:0', mode: '1777' } }, runs: true },
    'that is mounted all the same': { directories: rootOwned, mountPath: '/data', runs: true },
    'that lies below a mount': {
      directories: { '/srv/data': { owner: '0:0', mode: '0755' } },
      mountPath: '/srv/',
      runs: true,
    },
    'beside a mount whose path begins alike': { directories: rootOwned, mountPath: '/dat', runs: false },
    'that the entrypoint does not chown either': {
      directories: rootOwned,
      facts: { capabilities: ['SETGID', 'SETUID'] },
      runs: true,
    },
    'of which nothing is known': { runs: true },
  },
  ({ directories, facts, pod = '', mountPath = '/x', runs }) => {
    const known = { ...image, ...facts, ...(directories !== undefined && { directories }) }
    const { hardenings, observations } = planned(
      podOf(pod, mountPath),
      'restricted',
      settingsOf({ lockedImage: () => known }),
    )
    const said = observations.map(({ observation }) => sentenceOf(observation).message)
    assert.is(
      hardenings.map(changeLine).some(line => line.includes('runAsUser = 999')),
      runs,
    )
    assert.is(
      said.some(line => line.endsWith('; mount a volume at /data')),
      !runs,
      said.join('\n'),
    )
  },
)

function podOf(context: string, mountPath: string): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  automountServiceAccountToken: false
  securityContext: { ${context} }
  containers: [{ name: web, image: r.example/app, volumeMounts: [{ name: x, mountPath: ${mountPath} }] }]
  volumes: [{ name: x, emptyDir: {} }]
`
}
