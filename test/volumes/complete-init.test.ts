import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import { isMap, textAt } from '../../src/manifest/value.ts'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import type { Settings, StorageFacts } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { changeLine, planned, settingsOf } from './planned.ts'

const rootOwned = { source: 'csi', fsGroup: 'never', root: { uid: 0, gid: 0, mode: '0755' }, chownable: true } as const
const settings = settingsOf({
  namespace: 'one',
  storageClasses: new Map<string, StorageFacts>([
    ['nofs', rootOwned],
    ['ebs', { profile: 'aws-ebs' }],
    ['open', { profile: 'rancher-local-path' }],
    ['user', { source: 'hostPath', root: { uid: 1000, gid: 1000, mode: '0755' } }],
    ['squashed', { ...rootOwned, source: 'nfs', chownable: false }],
  ]),
  defaultStorageClass: 'nofs',
  images: new Map<string, NonNullable<ReturnType<Settings['images']['get']>>>([
    ['registry.example.com/tools', { user: { uid: 1001, gid: 1001 }, from: 'policy images' }],
  ]),
})

interface Row {
  readonly pod?: string
  readonly script: string
  readonly image?: string
  /** Fields of the init container's security context. */
  readonly own?: string
  readonly storageClass?: string
  readonly level?: Level
  readonly main?: string
  readonly want: readonly string[]
}

/** A StatefulSet whose init container runs a script on the volume that its main container writes. */
function textOf({ pod = '', script, image = 'busybox:1.37', own = '', storageClass = 'nofs', main = asUser }: Row) {
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  template:
    spec:
      securityContext: { ${pod} }
      initContainers:
        - name: perms
          image: ${image}
          command: [sh, -c, ${JSON.stringify(script)}]
          securityContext: { ${own} }
          volumeMounts: [{ name: data, mountPath: /data }]
      containers:
        - name: db
          image: registry.example.com/db
          securityContext: { ${main} }
          volumeMounts: [{ name: data, mountPath: /data }]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], storageClassName: ${storageClass} }
`
}

const asUser = 'runAsUser: 70, runAsGroup: 70'
const dropped = 'runAsUser: 0, capabilities: { drop: [ALL] }'
const added = (names: string) => `runAsUser: 0, capabilities: { drop: [ALL], add: [${names}] }`
const context = 'spec.template.spec.initContainers[0].securityContext'
const add = `${context}.capabilities.add`

function changes(row: Row): readonly string[] {
  return planned(textOf(row), row.level ?? 'baseline', settings).hardenings.map(hardening => {
    const { change } = hardening
    const name = change.op === 'insert' && isMap(change.value) ? textAt(change.value, 'name') : undefined
    return name === undefined ? changeLine(hardening) : `${formatPath(change.path)} + ${name}`
  })
}

table<Row>(
  'an init container of the author gets what its script takes',
  {
    'CHOWN to give away, FOWNER for what is given away, DAC_OVERRIDE to enter it again': {
      script: 'mkdir -p /data/pgdata && chown -R 70:70 /data && chmod 700 /data/pgdata',
      own: dropped,
      want: [`${add} = ["CHOWN","FOWNER","DAC_OVERRIDE"]`],
    },
    'CHOWN alone where the rest is its own': {
      script: 'chown 70:70 /data',
      own: dropped,
      want: [`${add} = ["CHOWN"]`],
    },
    'what is missing behind what is there': {
      script: 'mkdir -p /data/d && chown 70:70 /data/d && chmod 700 /data/d && chown 70:70 /data',
      own: added('CHOWN'),
      want: [`${add}[1] + "FOWNER"`],
    },
    'nothing where its script needs nothing more': { script: 'chown 70:70 /data', own: added('CHOWN'), want: [] },
    'nothing where it has what the runtime gives': {
      script: 'chown -R 70:70 /data && chmod -R 700 /data',
      own: 'runAsUser: 0',
      want: [],
    },
    'FOWNER for the second start': {
      script: 'chmod 755 /data && chown 70:70 /data',
      own: added('CHOWN'),
      want: [`${add}[1] + "FOWNER"`],
    },
    'DAC_OVERRIDE to make a directory in what belongs to somebody': {
      script: 'mkdir -p /data/d && chown -R 70:70 /data',
      own: added('CHOWN, FOWNER'),
      storageClass: 'user',
      want: [`${add}[2] + "DAC_OVERRIDE"`],
    },
    'root, where it inherits the user of the pod': {
      pod: asUser,
      script: 'chown -R 70:70 /data',
      want: [`${context}.runAsUser = 0`],
    },
    'root and capabilities': {
      pod: asUser,
      script: 'chown -R 70:70 /data',
      own: 'capabilities: { drop: [ALL] }',
      want: [`${context}.runAsUser = 0`, `${add} = ["CHOWN","DAC_OVERRIDE"]`],
    },
    'root, where the pod forbids it': {
      pod: `${asUser}, runAsNonRoot: true`,
      script: 'chown 70:70 /data',
      want: [`${context}.runAsUser = 0`, `${context}.runAsNonRoot = false`],
    },
    'root, where it inherits the user of its image': {
      image: 'registry.example.com/tools',
      script: 'chown 70:70 /data',
      want: [`${context}.runAsUser = 0`],
    },
    'no root that its own runAsNonRoot forbids, but a volume that is its own already': {
      pod: asUser,
      script: 'chown 70:70 /data',
      own: 'runAsNonRoot: true',
      want: ['spec.template.spec.initContainers[0] + chown-volumes'],
    },
    'no root in place of a user that it names, nor a container in front of it': {
      script: 'chown 0:2000 /data && chmod 2775 /data',
      own: 'runAsUser: 100, capabilities: { drop: [ALL], add: [CHOWN, FOWNER] }',
      want: [],
    },
    'no capability that it drops by name': {
      script: 'chown 70:70 /data',
      own: 'runAsUser: 0, capabilities: { drop: [CHOWN] }',
      want: [],
    },
    'nothing where nobody can change the owner': {
      script: 'chown 70:70 /data',
      own: dropped,
      storageClass: 'squashed',
      want: [],
    },
    'nothing at restricted': { script: 'chown 70:70 /data', own: dropped, level: 'restricted', want: [] },
    'nothing for what can be overlooked': { script: 'chown 70:70 /data || true', own: dropped, main: '', want: [] },
  },
  row => assert.equal(changes(row), row.want),
)

function said(row: Row): readonly string[] {
  return planned(textOf(row), row.level ?? 'baseline', settings)
    .observations.filter(({ observation }) => observation.code === 'will-not-start')
    .map(({ observation }) => {
      const { message, advice } = sentenceOf(observation)
      return advice === undefined ? message : `${message}; ${advice}`
    })
}

const nobody = ', so no container of the pod starts'

table<Row>(
  'what is said of an init container that fails',
  {
    'what it takes, and that this is done': {
      script: 'chown 70:70 /data',
      own: dropped,
      want: [
        `will fail: uid 0 cannot run \`chown /data\`: it needs CHOWN, which this container drops${nobody}; add CHOWN to init container perms (complete-init)`,
      ],
    },
    'that it works once': {
      script: 'chmod 755 /data && chown 70:70 /data',
      own: added('CHOWN'),
      want: [
        `fails at every start but the first: uid 0 cannot run \`chmod /data\`: it needs FOWNER, which this container drops${nobody}; add FOWNER to init container perms (complete-init)`,
      ],
    },
    'that what it makes is there by then': {
      script: 'mkdir /data/d',
      own: 'runAsUser: 0',
      main: 'runAsUser: 0',
      want: [
        `fails at every start but the first: uid 0 cannot run \`mkdir /data/d\`: the directory exists already${nobody}`,
      ],
    },
    'that what it changes is not there': {
      script: 'chown 70:70 /data/d',
      own: 'runAsUser: 0',
      want: [`will fail: uid 0 cannot run \`chown /data/d\`: it does not exist${nobody}`],
    },
    'nothing of a second start on a volume that is new each time': {
      script: 'mkdir -p /data/d',
      own: 'runAsUser: 0',
      want: [],
    },
    'that root would do, where the author names a user': {
      script: 'chown 0:70 /data && chmod 2775 /data',
      own: 'runAsUser: 100, runAsNonRoot: true, capabilities: { drop: [ALL] }',
      want: [
        `will fail: uid 100 cannot run \`chown /data\`: it needs CHOWN, which uid 100 cannot have${nobody}; let init container perms run as root (runAsUser: 0, runAsNonRoot: false) and add CHOWN`,
      ],
    },
    'that it can be left out where everybody may write': {
      script: 'chown -R 70:70 /data',
      own: 'runAsUser: 70, runAsNonRoot: true',
      storageClass: 'open',
      want: [
        `will fail: uid 70 cannot run \`chown /data\`: it needs CHOWN, which uid 70 cannot have${nobody}; let init container perms run as root (runAsUser: 0, runAsNonRoot: false); or remove that command: without it db can write /data all the same`,
      ],
    },
    'what would take its place at restricted': {
      script: 'chown -R 70:70 /data',
      own: dropped,
      storageClass: 'ebs',
      level: 'restricted',
      want: [
        `will fail: uid 0 cannot run \`chown /data\`: it needs CHOWN, which this container drops${nobody}; add CHOWN, DAC_OVERRIDE to init container perms, which restricted does not admit; or remove that command: with this instead, db can write /data: set fsGroup 70, which the kubelet gives claim data of class ebs (csi ebs.csi.aws.com) and every process of the pod`,
      ],
    },
    'nothing that would not help': {
      script: 'chown -R 70:70 /data',
      own: dropped,
      storageClass: 'squashed',
      want: [
        `will fail: uid 0 cannot run \`chown /data\`: the owner of claim data of class squashed (nfs) cannot be changed${nobody}`,
      ],
    },
  },
  row => assert.equal(said(row), row.want),
)
