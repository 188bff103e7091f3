import * as assert from 'uvu/assert'
import { writeLock } from '../../src/lock/write-lock.ts'
import { isMap, listAt, textAt, type Value, valueAt } from '../../src/manifest/value.ts'
import type { LockedCluster } from '../../src/workload/settings/cluster-facts.ts'
import { call } from '../cli/call.ts'
import { table } from '../table.ts'

const once = { accessModes: ['ReadWriteOnce'] }

const cluster: LockedCluster = {
  version: 'v1.36.3',
  nodes: {
    operatingSystems: ['linux'],
    architectures: ['amd64'],
    runtimes: ['containerd://1.6.20'],
    supplementalGroupsPolicy: 'none',
  },
  namespaces: new Map([
    ['agents', { enforce: 'baseline', enforceVersion: 'v1.35' }],
    ['typo', { enforce: 'bse' }],
    ['open', {}],
    ['openshift', { uidRange: '1000680000/10000' }],
  ]),
  storageClasses: new Map([
    ['fast', { provisioner: 'ebs.csi.aws.com', fsType: 'xfs' }],
    ['folders', { provisioner: 'rancher.io/local-path', volumeType: 'local' }],
    ['gp3', { provisioner: 'rancher.io/local-path' }],
    ['odd', { provisioner: 'odd.example' }],
    ['by-hand', { provisioner: 'kubernetes.io/no-provisioner' }],
    ['shares', { provisioner: 'smb.csi.k8s.io', mountOptions: ['uid=1000', 'gid=1000', 'dir_mode=0770'] }],
    ['usual', { provisioner: 'rancher.io/local-path', default: true }],
  ]),
  csiDrivers: new Map([['ebs.csi.aws.com', { fsGroupPolicy: 'None' }]]),
  volumes: new Map([['disk', { class: 'by-hand', source: 'local', ...once, claim: 'agents/other' }]]),
  claims: new Map([
    ['agents/bound', { class: 'fast', source: 'hostPath', ...once, phase: 'Bound' }],
    ['agents/block', { source: 'local', volumeMode: 'Block', ...once, phase: 'Bound' }],
    ['agents/local', { class: 'by-hand', source: 'local', ...once, phase: 'Bound' }],
    ['agents/hidden', { class: 'fast', ...once, phase: 'Bound' }],
    ['agents/new', { class: 'folders', ...once, phase: 'Pending' }],
    ['agents/chosen', { class: 'folders', ...once, phase: 'Pending' }],
  ]),
}

const workload = (name: string, namespace: string, context = '{}') => `apiVersion: v1
kind: Pod
metadata: { name: p, namespace: ${namespace} }
spec:
  securityContext: ${context}
  containers:
    - name: c
      image: registry.example.com/app:1
      securityContext: { runAsUser: 1000, runAsGroup: 1000 }
      volumeMounts: [{ name: data, mountPath: /data }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: ${name} } }]
`
const claim = (name: string, spec: string) =>
  `---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: ${name}, namespace: agents }\nspec: { accessModes: [ReadWriteOnce]${spec} }\n`

interface Row {
  readonly claim: string
  /** Of the claim in the stream, if it is there; with `storageClassName` for one. */
  readonly spec?: string
  readonly context?: string
  readonly policy?: string
  readonly more?: string
  /** The volume as people read it, its owner, and whether the mount can be written. */
  readonly want: string
}

const rows: Readonly<Record<string, Row>> = {
  'a class is what its provisioner makes, whatever its name usually means': {
    claim: 'a',
    spec: ', storageClassName: gp3',
    want: 'claim a of class gp3 (hostPath, as locked) 0:0 0777 yes',
  },
  'local-path makes what its class says': {
    claim: 'a',
    spec: ', storageClassName: folders',
    context: '{ fsGroup: 1000 }',
    want: 'claim a of class folders (local, as locked) 0:1000 2777 yes',
  },
  'the policy of a driver decides about fsGroup': {
    claim: 'a',
    spec: ', storageClassName: fast',
    context: '{ fsGroup: 1000 }',
    want: 'claim a of class fast (csi ebs.csi.aws.com, as locked) 0:0 0755 no',
  },
  'mount options of a class are owners': {
    claim: 'a',
    spec: ', storageClassName: shares',
    want: 'claim a of class shares (csi smb.csi.k8s.io, as locked) 1000:1000 0770 yes',
  },
  'a provisioner that nobody describes stays open': {
    claim: 'a',
    spec: ', storageClassName: odd',
    want: 'claim a of class odd (csi odd.example, as locked) unknown unknown',
  },
  'the default class': { claim: 'a', spec: '', want: 'claim a of class usual (hostPath, as locked) 0:0 0777 yes' },
  'a claim that names no class has the one that it has in the cluster': {
    claim: 'chosen',
    spec: '',
    want: 'claim chosen of class folders (local, as locked) 0:0 0777 yes',
  },
  'no class is no default class': {
    claim: 'a',
    spec: ', storageClassName: ""',
    want: 'claim a unknown unknown',
  },
  'a StorageClass of the stream comes first': {
    claim: 'a',
    spec: ', storageClassName: gp3',
    more: '---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: gp3 }\nprovisioner: ebs.csi.aws.com\n',
    want: 'claim a of class gp3 (csi ebs.csi.aws.com) 0:0 0755 no',
  },
  'the policy comes first': {
    claim: 'a',
    spec: ', storageClassName: gp3',
    policy: 'storageClasses: { gp3: { profile: aws-ebs } }',
    want: 'claim a of class gp3 (csi ebs.csi.aws.com) 0:0 0755 no',
  },
  'single facts of the policy come on top': {
    claim: 'a',
    spec: ', storageClassName: gp3',
    policy: 'storageClasses: { gp3: { source: hostPath, root: { owner: "5:5", mode: "0700" } } }',
    want: 'claim a of class gp3 (hostPath) 5:5 0700 no',
  },
  'a claim that is in no manifest': {
    claim: 'bound',
    want: 'claim bound (hostPath, as locked) unknown unknown',
  },
  'fsGroup reaches a local volume behind it': {
    claim: 'local',
    context: '{ fsGroup: 1000 }',
    want: 'claim local (local, as locked) unknown yes',
  },
  'a block device behind it': { claim: 'block', want: 'claim block (local, as locked) unknown no' },
  'a claim whose volume nobody may read': {
    claim: 'hidden',
    want: 'claim hidden of class fast (csi ebs.csi.aws.com, as locked) unknown unknown',
  },
  'a claim that waits for its first pod': {
    claim: 'new',
    want: 'claim new of class folders (local, as locked) 0:0 0777 yes',
  },
  'a claim that is nowhere': { claim: 'nowhere', want: 'claim nowhere unknown unknown' },
  'a row of the policy for the claim': {
    claim: 'bound',
    policy: 'claims: { agents/bound: { source: local, root: { owner: "1000:0", mode: "0755" } } }',
    want: 'claim bound of class fast (local) 1000:0 0755 yes',
  },
  'a volume that an administrator made': {
    claim: 'a',
    spec: ', storageClassName: by-hand, volumeName: disk',
    context: '{ fsGroup: 1000 }',
    want: 'claim a bound to volume disk (local, as locked) unknown yes',
  },
  'a class that makes nothing, of a claim that is bound': {
    claim: 'local',
    spec: ', storageClassName: by-hand',
    context: '{ fsGroup: 1000 }',
    want: 'claim local (local, as locked) unknown yes',
  },
}

table('what a claim is, as locked', rows, async ({ claim: name, spec, context, policy = '', more = '', want }) => {
  const text = workload(name, 'agents', context) + (spec === undefined ? '' : claim(name, spec)) + more
  const mount = valueAt(await explained(text, policy), ['workloads', 0, 'mounts', 0])
  const root = valueAt(mount ?? null, ['root'])
  const owner = isMap(root) ? `${root.uid}:${root.gid} ${root.mode}` : 'unknown'
  assert.is(`${textAt(mount, 'source')} ${owner} ${textAt(mount, 'write')}`, want)
})

async function explained(text: string, policy: string): Promise<Value> {
  const { code, stdout, stderr } = await call('explain a.yaml --format json', { files: filesOf(text, policy) })
  assert.is(code, 0, stderr)
  return JSON.parse(stdout)
}

function filesOf(text: string, policy: string): Readonly<Record<string, string>> {
  return {
    'a.yaml': text,
    'seaworthy.yaml': `apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\n${policy}\n`,
    'seaworthy.lock.yaml': writeLock({ images: new Map(), cluster }),
  }
}

const plain = (namespace: string) => workload('new', namespace)

const demands: Readonly<Record<string, { readonly text: string; readonly policy?: string; readonly want: string }>> = {
  'what the namespace enforces': { text: plain('agents'), want: 'baseline v1.35 cluster' },
  'a label that admission does not know': { text: plain('typo'), want: 'restricted latest cluster' },
  'a namespace without a label': { text: plain('open'), want: 'restricted latest default' },
  'a namespace that the lock does not know': { text: plain('other'), want: 'restricted latest default' },
  'the label of the stream': {
    text: `${plain('agents')}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: agents, labels: { pod-security.kubernetes.io/enforce: privileged } }\n`,
    want: 'privileged latest label',
  },
  'a namespace of the policy': {
    text: plain('agents'),
    policy: 'namespaces: [{ match: agents, level: restricted }]',
    want: 'restricted latest namespaces',
  },
  'the level of the policy': { text: plain('agents'), policy: 'level: privileged', want: 'privileged latest policy' },
}

table('the level that a namespace enforces, as locked', demands, async ({ text, policy = '', want }) => {
  const found = valueAt(await explained(text, policy), ['workloads', 0])
  assert.is(['level', 'version', 'levelFrom'].map(key => textAt(found, key)).join(' '), want)
})

interface Said {
  readonly text: string
  readonly policy?: string
  readonly want: readonly string[]
}

const findings: Readonly<Record<string, Said>> = {
  'a class of another provisioner': {
    text: workload('a', 'agents') + claim('a', ', storageClassName: gp3'),
    policy: 'storageClasses: { gp3: { profile: aws-ebs } }',
    want: [
      'warning: the policy says of storage class gp3: source csi ebs.csi.aws.com; the cluster says (as locked): source hostPath',
    ],
  },
  'a class that both mean alike': {
    text: workload('a', 'agents') + claim('a', ', storageClassName: gp3'),
    policy: 'storageClasses: { gp3: { profile: rancher-local-path } }',
    want: [],
  },
  'another default class': {
    text: workload('a', 'agents') + claim('a', ''),
    policy: 'defaultStorageClass: folders',
    want: [
      'warning: the policy says of the default storage class: name folders; the cluster says (as locked): name usual',
    ],
  },
  'another source of a claim': {
    text: workload('bound', 'agents'),
    policy: 'claims: { bound: { source: nfs, root: { owner: "0:0", mode: "0777" } } }',
    want: ['warning: the policy says of claim agents/bound: source nfs; the cluster says (as locked): source hostPath'],
  },
  'another level, once for its namespace': {
    text: `${plain('agents')}---\n${plain('agents').replace('name: p', 'name: q')}`,
    policy: 'namespaces: [{ match: agents, level: restricted }]',
    want: [
      'warning: the policy says of namespace agents: level restricted; the cluster says (as locked): level baseline',
    ],
  },
  'the level of the policy is what the namespace has': { text: plain('agents'), policy: 'level: baseline', want: [] },
  'nothing is guessed of a class that is known': {
    text: workload('a', 'agents') + claim('a', ', storageClassName: gp3'),
    want: [],
  },
}

table('the policy contradicts the cluster', findings, async ({ text, policy = '', want }) => {
  const { stdout } = await call('check a.yaml --format json', { files: filesOf(text, policy) })
  const told = listAt(JSON.parse(stdout), 'findings').filter(one =>
    ['cluster-fact-contradiction', 'storage-assumed'].includes(textAt(one, 'code') ?? ''),
  )
  assert.equal(
    told.map(one => `${textAt(one, 'severity')}: ${textAt(one, 'message')?.split('; the policy counts')[0]}`),
    want,
  )
})

const strict = (supplementalGroupsPolicy: 'all' | 'some' | 'none') => ({
  ...cluster,
  nodes: { operatingSystems: [], architectures: [], runtimes: ['containerd://1.6.20'], supplementalGroupsPolicy },
})

const nodes: Readonly<Record<string, { readonly cluster: LockedCluster; readonly want: readonly string[] }>> = {
  'all nodes have it': { cluster: strict('all'), want: [] },
  'some nodes have it': { cluster: strict('some'), want: ['note may-not-start'] },
  'no node has it': { cluster: strict('none'), want: ['error will-not-start'] },
  'nobody knows the nodes': { cluster: { version: 'v1.36.3' }, want: ['note may-not-start'] },
}

table('a pod that asks for strict groups', nodes, async ({ cluster: other, want }) => {
  const files = {
    ...filesOf(workload('new', 'agents', '{ supplementalGroupsPolicy: Strict }'), ''),
    'seaworthy.lock.yaml': writeLock({ images: new Map(), cluster: other }),
  }
  const { stdout } = await call('check a.yaml --format json', { files })
  const told = listAt(JSON.parse(stdout), 'findings').filter(one => /-not-start$/.test(textAt(one, 'code') ?? ''))
  assert.equal(
    told.map(one => `${textAt(one, 'severity')} ${textAt(one, 'code')}`),
    want,
  )
})

const assigned: Readonly<Record<string, { readonly namespace: string; readonly want: boolean }>> = {
  'OpenShift assigns ids': { namespace: 'openshift', want: false },
  'nobody assigns ids': { namespace: 'open', want: true },
}

table('users are written down where nobody assigns them', assigned, async ({ namespace, want }) => {
  const text = plain(namespace).replace('{ runAsUser: 1000, runAsGroup: 1000 }', '{}')
  const policy = 'harden: { runAs: { user: 65532, group: 65532 } }'
  const { stdout } = await call('post-render', { stdin: text, files: filesOf('', policy) })
  assert.is(stdout.includes('runAsUser'), want)
})
