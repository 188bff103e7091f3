import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import type { Level } from '../../src/workload/level.ts'
import type { Settings } from '../../src/workload/settings.ts'
import { table } from '../table.ts'
import { afterwards, lineOf, planned, settingsOf } from './planned.ts'

/** Storage as obol-stack's local-path makes it: a hostPath that belongs to 1000:1000. */
const obolPath = {
  source: 'hostPath',
  fsGroup: 'never',
  chownable: true,
  root: { uid: 1000, gid: 1000, mode: '0755' },
} as const
const rootPath = { ...obolPath, root: { uid: 0, gid: 0, mode: '0755' } } as const
const groupPath = { ...obolPath, root: { uid: 0, gid: 2000, mode: '0775' } } as const

const settings = settingsOf({
  namespace: 'agent-one',
  storageClasses: new Map<string, Settings['storageClasses'] extends ReadonlyMap<string, infer Facts> ? Facts : never>([
    ['obol', obolPath],
    ['root-owned', rootPath],
    ['group-owned', groupPath],
    ['squashed', { ...rootPath, source: 'nfs', chownable: false }],
    ['k3s', { profile: 'k3s-local-path' }],
    ['ebs', { profile: 'aws-ebs' }],
  ]),
  defaultStorageClass: 'obol',
  images: new Map([
    ['docker.io/library/agent', { user: { uid: 10000, gid: 10000 }, from: 'policy images' }],
    ['docker.io/library/buyer', { user: { uid: 65532, gid: 65532 }, shell: false, from: 'policy images' }],
  ]),
})

interface Situation {
  readonly storageClass?: string
  readonly level: Level
  /** Lines of the pod's securityContext. */
  readonly context?: readonly string[]
  readonly init?: string
  readonly containers?: string
}

const main = `
        - name: hermes
          image: agent
          volumeMounts: [{ name: data, mountPath: /data }]`

/** The spawned agent, with the storage class and the containers of the row. */
function agent({
  storageClass,
  context = ['runAsUser: 10000', 'runAsGroup: 10000'],
  init,
  containers = main,
}: Situation): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: hermes-data }
spec:
  accessModes: [ReadWriteOnce]${storageClass === undefined ? '' : `\n  storageClassName: ${storageClass}`}
  resources: { requests: { storage: 5Gi } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: hermes }
spec:
  strategy: { type: Recreate }
  template:
    spec:
      automountServiceAccountToken: false
      securityContext: { ${context.join(', ')} }${init === undefined ? '' : `\n      initContainers:${init}`}
      containers:${containers}
      volumes: [{ name: data, persistentVolumeClaim: { claimName: hermes-data } }]
`
}

const rows: Readonly<Record<string, Situation & { readonly want: readonly string[] }>> = {
  'hostPath at baseline': { level: 'baseline', want: ['hermes /data write no → chown-init'] },
  'hostPath at privileged': { level: 'privileged', want: ['hermes /data write no → chown-init'] },
  'hostPath at restricted, owned by a user': {
    level: 'restricted',
    want: ['hermes /data write no → owner-aligned-init'],
  },
  'hostPath at restricted, owned by root': {
    level: 'restricted',
    storageClass: 'root-owned',
    want: ['hermes /data write no → -'],
  },
  'local volume of k3s is writable as it is': {
    level: 'restricted',
    storageClass: 'k3s',
    want: ['hermes /data write yes → -'],
  },
  'block storage': { level: 'restricted', storageClass: 'ebs', want: ['hermes /data write no → fs-group'] },
  'block storage with fsGroup': {
    level: 'restricted',
    storageClass: 'ebs',
    context: ['runAsUser: 10000', 'fsGroup: 10000'],
    want: ['hermes /data write yes → -'],
  },
  'root whose group may write': {
    level: 'restricted',
    storageClass: 'group-owned',
    context: ['runAsUser: 10000', 'runAsGroup: 10000', 'supplementalGroupsPolicy: Strict'],
    want: ['hermes /data write no → supplemental-group'],
  },
  'NFS whose server squashes root': {
    level: 'baseline',
    storageClass: 'squashed',
    want: ['hermes /data write no → -'],
  },
  'unknown user is never edited': {
    level: 'baseline',
    context: [],
    containers: main.replace('agent', 'nobody-knows'),
    want: ['hermes /data write unknown → -'],
  },
  'two users and one volume that belongs to a user: the group serves both': {
    level: 'baseline',
    context: [],
    containers: `${main}
        - name: buyer
          image: buyer
          volumeMounts: [{ name: data, mountPath: /state }]`,
    want: ['hermes /data write no → owner-aligned-init', 'buyer /state write no → owner-aligned-init'],
  },
  'two users and one volume that belongs to root: one of them is served': {
    level: 'baseline',
    storageClass: 'root-owned',
    context: [],
    containers: `${main}
        - name: buyer
          image: buyer
          volumeMounts: [{ name: data, mountPath: /state }]`,
    want: ['hermes /data write no → chown-init', 'buyer /state write no → -'],
  },
  'a fix that would lock another container out is not taken': {
    level: 'baseline',
    context: [],
    containers: `${main}
        - name: owner
          image: agent
          securityContext: { runAsUser: 1000, runAsGroup: 1000 }
          volumeMounts: [{ name: data, mountPath: /data }]`,
    want: ['hermes /data write no → owner-aligned-init', 'owner /data write yes → -'],
  },
  'a read-only mount wants nothing': {
    level: 'restricted',
    containers: main.replace('/data }', '/data, readOnly: true }'),
    want: ['hermes /data read yes → -'],
  },
  'a hand-written chown init is enough': {
    level: 'baseline',
    init: `
        - name: init-chown-data
          image: busybox
          securityContext: { runAsUser: 0, runAsGroup: 0, runAsNonRoot: false }
          command: [chown, -R, '10000:10000', /data]
          volumeMounts: [{ name: data, mountPath: /data }]`,
    want: ['init-chown-data /data write yes → -', 'hermes /data write yes → -'],
  },
  'an init container of the workload writes, too': {
    level: 'baseline',
    init: `
        - name: init-hermes-data
          image: agent
          command: [sh, -ec, mkdir -p /data/.hermes]
          volumeMounts: [{ name: data, mountPath: /data }]`,
    want: ['init-hermes-data /data write no → chown-init', 'hermes /data write no → chown-init'],
  },
}

table('planFixes chooses', rows, row => {
  assert.equal(planned(agent(row), row.level, settings).verdicts.map(lineOf), row.want)
})

table('planFixes makes every chosen mount work, takes nothing away, and is done once', rows, row => {
  const text = agent(row)
  const plan = planned(text, row.level, settings)
  const after = afterwards(text, plan, settings)
  const chosen = plan.verdicts.filter(({ fixes }) => fixes.some(fix => fix.chosen))
  for (const { container, mountPath } of chosen) {
    const now = after.find(other => other.container.name === container.name && other.mountPath === mountPath)
    assert.is(now?.write, 'yes', `${container.name} ${mountPath}: ${now?.because}`)
  }
  for (const was of plan.verdicts.filter(({ wants, ...verdict }) => verdict[wants] === 'yes')) {
    const now = after.find(other => other.container.name === was.container.name && other.mountPath === was.mountPath)
    assert.is(now?.[was.wants], 'yes', `${was.container.name} ${was.mountPath}: ${now?.because}`)
  }
})

table<Situation & { readonly want: readonly string[] }>(
  'planFixes sets',
  {
    'nothing where all is well': { level: 'restricted', storageClass: 'k3s', want: [] },
    'fsGroup and its policy on a claim': {
      level: 'restricted',
      storageClass: 'ebs',
      want: [
        'spec.template.spec.securityContext.fsGroup = 10000',
        'spec.template.spec.securityContext.fsGroupChangePolicy = "OnRootMismatch"',
      ],
    },
    'one init container before the others': {
      level: 'baseline',
      init: `
        - name: init-hermes-data
          image: agent
          command: [sh, -ec, mkdir -p /data/.hermes]
          volumeMounts: [{ name: data, mountPath: /data }]`,
      want: [
        'spec.template.spec.initContainers[0] + {"name":"chown-volumes","image":"agent","imagePullPolicy":"IfNotPresent","securityContext":{"runAsUser":0,"runAsGroup":0,"runAsNonRoot":false,"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"],"add":["CHOWN","DAC_OVERRIDE","FOWNER"]},"seccompProfile":{"type":"RuntimeDefault"}},"command":["sh","-ec","chown -R 10000:10000 /data"],"volumeMounts":[{"name":"data","mountPath":"/data"}]}',
      ],
    },
  },
  row => {
    const { hardenings } = planned(agent(row), row.level, settings)
    const lines = hardenings.map(({ change }) => {
      const value = change.op === 'remove' ? '' : JSON.stringify(change.value)
      return `${formatPath(change.path)} ${change.op === 'insert' ? '+' : '='} ${value}`
    })
    assert.equal(lines, row.want)
  },
)
