import * as assert from 'uvu/assert'
import { chownOnMismatchScript } from '../../src/security/chown.ts'
import { restrictedContainerSecurityContext } from '../../src/security/contexts.ts'
import type { MountVerdict } from '../../src/volumes/model/mount.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import type { Settings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { changeLine, lineOf, planAgain, planned, settingsOf } from './planned.ts'

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

table('planFixes makes every chosen mount work, takes nothing away, and has nothing left to do', rows, row => {
  const text = agent(row)
  const plan = planned(text, row.level, settings)
  const again = planAgain(text, plan, row.level, settings)
  const now = new Map(again.verdicts.map(verdict => [`${verdict.container.name} ${verdict.mountPath}`, verdict]))
  const fixed = ({ fixes, wants, ...verdict }: MountVerdict) =>
    verdict[wants] === 'yes' || fixes.some(fix => fix.chosen)
  for (const was of plan.verdicts.filter(fixed)) {
    const after = now.get(`${was.container.name} ${was.mountPath}`)
    assert.is(after?.[was.wants], 'yes', `${was.container.name} ${was.mountPath}: ${JSON.stringify(after?.reason)}`)
  }
  assert.equal(again.hardenings.map(changeLine), [])
})

/** The init container that root runs, with what differs from row to row. */
const chownInit = (differences: object) =>
  JSON.stringify({
    name: 'chown-volumes',
    image: 'agent',
    imagePullPolicy: 'IfNotPresent',
    securityContext: {
      runAsUser: 0,
      runAsGroup: 0,
      runAsNonRoot: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    command: ['sh', '-ec', 'chown -R 10000:10000 /data'],
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
    ...differences,
  })

const spec = 'spec.template.spec'
const inList = (...containers: readonly string[]) =>
  containers.map(container => `${spec}.initContainers[0] + ${container}`)

/** The main container with other fields, and with other parts of its mount. */
const mainWith = (fields: string, mount = 'mountPath: /data') => `
        - name: hermes
          image: agent
          ${fields}
          volumeMounts: [{ name: data, ${mount} }]`

const initWriter = `
        - name: init-hermes-data
          image: agent
          command: [sh, -ec, mkdir -p /data/.hermes]
          volumeMounts: [{ name: data, mountPath: /data }]`

table<Situation & { readonly want: readonly string[]; readonly settings?: Settings }>(
  'planFixes sets',
  {
    'nothing where all is well': { level: 'restricted', storageClass: 'k3s', want: [] },
    'fsGroup and its policy on a claim': {
      level: 'restricted',
      storageClass: 'ebs',
      want: [
        `${spec}.securityContext.fsGroup = 10000`,
        `${spec}.securityContext.fsGroupChangePolicy = "OnRootMismatch"`,
      ],
    },
    'no group of root': {
      level: 'restricted',
      storageClass: 'ebs',
      context: ['runAsUser: 472', 'runAsGroup: 0'],
      want: [`${spec}.securityContext.fsGroup = 472`, `${spec}.securityContext.fsGroupChangePolicy = "OnRootMismatch"`],
    },
    'an init container where there is none': { level: 'baseline', want: inList(chownInit({})) },
    'one init container before the others': {
      level: 'baseline',
      init: initWriter,
      want: [`${spec}.initContainers[0] + ${chownInit({})}`],
    },
    'the fsGroup that the author wrote is the group of the owner': {
      level: 'baseline',
      context: ['runAsUser: 10000', 'runAsGroup: 10000', 'fsGroup: 2000'],
      want: inList(chownInit({ command: ['sh', '-ec', 'chown -R 10000:2000 /data'] })),
    },
    'no guess where the group is unknown': {
      level: 'baseline',
      storageClass: 'root-owned',
      context: ['runAsUser: 4321'],
      want: [],
    },
    'the resources of the workload': {
      level: 'baseline',
      containers: mainWith(
        'resources: { requests: { cpu: 1, memory: 64Mi }, limits: { memory: 1Gi }, claims: [{ name: gpu }] }',
      ),
      want: inList(chownInit({})).map(line =>
        line.replace(
          '"volumeMounts"',
          '"resources":{"limits":{"memory":"1Gi"},"requests":{"cpu":"1","memory":"64Mi"}},"volumeMounts"',
        ),
      ),
    },
    'the resources of the policy': {
      level: 'baseline',
      settings: { ...settings, harden: { ...settings.harden, initResources: { requests: { cpu: '10m' } } } },
      want: inList(chownInit({})).map(line =>
        line.replace('"volumeMounts"', '"resources":{"requests":{"cpu":"10m"}},"volumeMounts"'),
      ),
    },
    "the policy's image where the workload's has no shell": {
      level: 'baseline',
      context: [],
      containers: mainWith('').replace('image: agent', 'image: buyer'),
      want: inList(
        chownInit({ image: settings.harden.chownImage, command: ['sh', '-ec', 'chown -R 65532:65532 /data'] }),
      ),
    },
    'the same sub-path': {
      level: 'baseline',
      containers: mainWith('', 'mountPath: /data, subPath: hermes'),
      want: inList(chownInit({ volumeMounts: [{ name: 'data', mountPath: '/data', subPath: 'hermes' }] })),
    },
    'the same expression, with its variables': {
      level: 'baseline',
      containers: mainWith(
        'env: [{ name: OTHER, value: x }, { name: POD, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]',
        'mountPath: /data, subPathExpr: $(POD)',
      ),
      want: inList(
        chownInit({ volumeMounts: [{ name: 'data', mountPath: '/data', subPathExpr: '$(POD)' }] }).replace(
          '"volumeMounts"',
          '"env":[{"name":"POD","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],"volumeMounts"',
        ),
      ),
    },
    'nothing where the expression names a variable from elsewhere': {
      level: 'baseline',
      containers: mainWith('envFrom: [{ configMapRef: { name: env } }]', 'mountPath: /data, subPathExpr: $(POD)'),
      want: [],
    },
    'a path of its own where a walk would meet what the kubelet mounts': {
      level: 'baseline',
      containers: mainWith('', 'mountPath: /var/run'),
      want: inList(
        chownInit({
          command: ['sh', '-ec', 'chown -R 10000:10000 /volumes/data'],
          volumeMounts: [{ name: 'data', mountPath: '/volumes/data' }],
        }),
      ),
    },
    'another name where the author took ours': {
      level: 'baseline',
      init: initWriter.replace('init-hermes-data', 'chown-volumes'),
      want: [`${spec}.initContainers[0] + ${chownInit({ name: 'chown-volumes-10000-10000' })}`],
    },
    'a script that skips what matches': {
      level: 'baseline',
      settings: { ...settings, harden: { ...settings.harden, ownershipPolicy: 'OnRootMismatch' } },
      want: inList(chownInit({ command: ['sh', '-ec', chownOnMismatchScript(10000, 10000, ['/data'])] })),
    },
    'a group behind those that the author listed': {
      level: 'restricted',
      storageClass: 'group-owned',
      context: ['runAsUser: 10000', 'runAsGroup: 10000', 'supplementalGroupsPolicy: Strict', 'supplementalGroups: [7]'],
      want: [`${spec}.securityContext.supplementalGroups[1] + 2000`],
    },
    'the group and the container that shares the volume with it': {
      level: 'restricted',
      want: [
        `${spec}.securityContext.supplementalGroups[0] + 10000`,
        ...inList(
          JSON.stringify({
            name: 'share-volumes',
            image: 'agent',
            imagePullPolicy: 'IfNotPresent',
            securityContext: restrictedContainerSecurityContext({
              user: 1000,
              group: 1000,
              readOnlyRootFilesystem: true,
            }),
            command: ['sh', '-ec', 'chgrp 10000 /data; chmod g+rwxs /data'],
            volumeMounts: [{ name: 'data', mountPath: '/data' }],
          }),
        ),
      ],
    },
    'a sub-directory made by the owner': {
      level: 'restricted',
      context: ['runAsUser: 10000', 'fsGroup: 2000'],
      containers: mainWith('', 'mountPath: /data, subPath: hermes'),
      want: inList(
        JSON.stringify({
          name: 'share-volumes',
          image: 'agent',
          imagePullPolicy: 'IfNotPresent',
          securityContext: restrictedContainerSecurityContext({
            user: 1000,
            group: 1000,
            readOnlyRootFilesystem: true,
          }),
          command: ['sh', '-ec', 'mkdir -p /data/hermes; chgrp 2000 /data/hermes; chmod g+rwxs /data/hermes'],
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        }),
      ),
    },
    'nothing at volumes: report': {
      level: 'baseline',
      settings: { ...settings, harden: { ...settings.harden, volumes: 'report' } },
      want: [],
    },
    'nothing at volumes: off': {
      level: 'baseline',
      settings: { ...settings, harden: { ...settings.harden, volumes: 'off' } },
      want: [],
    },
  },
  row => {
    const plan = planned(agent(row), row.level, row.settings ?? settings)
    assert.equal(plan.hardenings.map(changeLine), row.want)
  },
)

/** The agent, and another workload that mounts its claim. */
function withWorker(
  level: Level,
  worker: string,
  agentContext: readonly string[] = ['runAsUser: 10000', 'runAsGroup: 10000'],
): string {
  return `${agent({ level, context: agentContext })}---
apiVersion: batch/v1
kind: Job
metadata: { name: worker }
spec:
  template:
    spec:
      ${worker}
      volumes: [{ name: work, persistentVolumeClaim: { claimName: hermes-data } }]
`
}

const workerAs = (context: string, mount = 'mountPath: /work') =>
  `containers: [{ name: worker, image: app, securityContext: { ${context} }, volumeMounts: [{ name: work, ${mount} }] }]`

table(
  'planFixes minds other workloads of a claim',
  {
    'of the same user': {
      text: withWorker('baseline', workerAs('runAsUser: 10000, runAsGroup: 10000')),
      want: 'hermes /data write no → chown-init',
    },
    'of a user who is the owner: the group serves both': {
      text: withWorker('baseline', workerAs('runAsUser: 1000, runAsGroup: 1000')),
      want: 'hermes /data write no → owner-aligned-init',
    },
    'of a third user: nobody takes it from the other': {
      text: withWorker('baseline', workerAs('runAsUser: 4321, runAsGroup: 4321')),
      want: 'hermes /data write no → -',
    },
    'of a third user with the same group': {
      text: withWorker('baseline', workerAs('runAsUser: 4321, runAsGroup: 10000')),
      want: 'hermes /data write no → owner-aligned-init',
    },
    'of a third user who only reads': {
      text: withWorker('baseline', workerAs('runAsUser: 4321', 'mountPath: /work, readOnly: true')),
      want: 'hermes /data write no → chown-init',
    },
    'of a third user in another directory': {
      text: withWorker('baseline', workerAs('runAsUser: 4321', 'mountPath: /work, subPath: worker')).replace(
        'mountPath: /data',
        'mountPath: /data, subPath: agent',
      ),
      want: 'hermes /data write no → chown-init',
    },
    'in another namespace': {
      text: withWorker('baseline', workerAs('runAsUser: 4321')).replace(
        '{ name: worker }',
        '{ name: worker, namespace: two }',
      ),
      want: 'hermes /data write no → chown-init',
    },
  },
  ({ text, want }) => assert.equal(planned(text, 'baseline', settings).verdicts.map(lineOf), [want]),
)
