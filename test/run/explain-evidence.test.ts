import * as assert from 'uvu/assert'
import { writeLock } from '../../src/lock/write-lock.ts'
import { listAt, type Value, valueAt } from '../../src/manifest/value.ts'
import { call } from '../cli/call.ts'
import { factsOf } from '../registry/image-of.ts'
import { table } from '../table.ts'

const digest = `sha256:${'ab'.repeat(32)}`
const facts = await factsOf(
  {
    config: { User: '7', Volumes: { '/cache': {} } },
    layers: [[{ path: 'cache', type: 'directory', owner: [7, 8], mode: 0o700 }]],
  },
  ['/data', '/shared', '/named', '/other', '/cache'],
)
const files = {
  'seaworthy.lock.yaml': writeLock({
    images: new Map([['r.example/app:v1', { digest, platforms: { 'linux/amd64': facts } }]]),
    cluster: { version: 'v1.36.3', storageClasses: new Map([['gp3', { provisioner: 'ebs.csi.aws.com' }]]) },
  }),
  'seaworthy.yaml': `apiVersion: seaworthy.dev/v1alpha1
kind: Policy
storageClasses: { fast: { profile: longhorn } }
claims: { shared: { source: hostPath }, named: { profile: aws-ebs } }
`,
}
const claim = (name: string, storageClass: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name} }
spec: { storageClassName: ${storageClass}, accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
`
const paths = ['data', 'shared', 'named', 'other']
const stream = `${claim('data', 'fast')}${claim('named', 'fast')}${claim('other', 'gp3')}apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: main
      image: r.example/app:v1
      volumeMounts: [${paths.map(name => `{ name: ${name}, mountPath: /${name} }`).join()}, { name: cache, mountPath: /cache }]
  volumes:
    - { name: cache, emptyDir: {} }
${paths.map(name => `    - { name: ${name}, persistentVolumeClaim: { claimName: ${name} } }`).join('\n')}
`

const explained = async (format: string) =>
  (await call(`explain --format ${format} -`, { stdin: stream, files })).stdout
const mounts: readonly Value[] = listAt(
  valueAt(JSON.parse(await explained('json')), ['workloads', 0]) ?? null,
  'mounts',
)

/** By mount: who describes the storage, what its title says, and what the mount hides. */
const rows = {
  '/data': ['storageClasses.fast of the policy', 'claim data of class fast (csi driver.longhorn.io)', null],
  '/shared': ['claims.shared of the policy', 'claim shared (hostPath)', null],
  '/named': ['claims.named of the policy', 'claim named of class fast (csi ebs.csi.aws.com)', null],
  '/other': [null, 'claim other of class gp3 (csi ebs.csi.aws.com, as locked)', null],
  '/cache': [null, 'emptyDir', { owner: '7:8', mode: '0700', from: 'as locked at sha256:abababababab' }],
} as const

table('explain says where storage is known from', rows, (want, path) => {
  const mount = mounts.find(one => valueAt(one, ['mountPath']) === path) ?? null
  assert.equal(
    ['describedBy', 'source', 'hides'].map(key => valueAt(mount, [key])),
    want,
  )
})

const words = [
  'storageClasses.fast of the policy',
  "the image's own directory, 7:8 0700 (as locked at sha256:abababababab)",
]

table('and in each format that people read', { text: 'text', markdown: 'markdown', html: 'html' }, async format => {
  const said = (await explained(format)).replaceAll(/\s+/g, ' ').replaceAll('&#39;', "'")
  assert.equal(
    words.filter(one => !said.includes(one)),
    [],
  )
})
