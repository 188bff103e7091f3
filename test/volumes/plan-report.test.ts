import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import { changeWords } from '../../src/report/words/change-words.ts'
import { missingWords } from '../../src/report/words/fix-reason-words.ts'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import type { PodObservation } from '../../src/workload/finding/observation.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import type { Settings } from '../../src/workload/settings/settings.ts'
import { situation, table } from '../table.ts'
import { changeLine, lineOf, planAgain, planned, settingsOf } from './planned.ts'

const settings = settingsOf({
  namespace: 'one',
  storageClasses: new Map<string, Settings['storageClasses'] extends ReadonlyMap<string, infer Facts> ? Facts : never>([
    ['obol', { source: 'hostPath', fsGroup: 'never', chownable: true, root: { uid: 1000, gid: 1000, mode: '0755' } }],
    ['root-owned', { source: 'hostPath', fsGroup: 'never', chownable: true, root: { uid: 0, gid: 0, mode: '0755' } }],
    ['ebs', { profile: 'aws-ebs' }],
  ]),
})

interface Situation {
  readonly level: Level
  readonly image?: string
  readonly storageClass?: string
  readonly mountPath?: string
  /** Fields of the pod, and of its container. */
  readonly pod?: string
  readonly container?: string
  readonly volumes?: string
  /** Name of the volume that the container mounts. */
  readonly mounted?: string
}

/** A database, from the StatefulSet that makes its claim. */
function database(row: Situation): string {
  const { image = 'postgres:16', storageClass = 'ebs', mountPath = '/var/lib/postgresql/data' } = row
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  template:
    spec:
      automountServiceAccountToken: false
      ${row.pod ?? 'hostname: db'}
      containers:
        - name: db
          image: ${image}
          ${row.container ?? 'stdin: false'}
          volumeMounts: [{ name: ${row.mounted ?? 'data'}, mountPath: ${mountPath} }]
      volumes: [${row.volumes ?? ''}]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], storageClassName: ${storageClass} }
`
}

const dropAll = 'securityContext: { capabilities: { drop: [ALL] } }'
const pgdata = 'env: [{ name: PGDATA, value: /var/lib/postgresql/data/pgdata }]'
const chosen = (row: Situation) => planned(database(row), row.level, settings).verdicts.map(lineOf)
const at = '/var/lib/postgresql/data write'

table<Situation & { readonly want: string; readonly sets?: readonly string[] }>(
  'a database that starts as root',
  {
    'is left alone at baseline': { level: 'baseline', want: `db ${at} yes → -` },
    'runs as its final user where it may not drop, and then owns its directory': {
      level: 'baseline',
      container: dropAll,
      want: `db ${at} no → final-user`,
      sets: ['runAsUser = 999', 'runAsGroup = 999', 'initContainers'],
    },
    'runs as its final user where restricted admits no root': {
      level: 'restricted',
      container: pgdata,
      want: `db ${at} yes → final-user`,
      sets: ['runAsUser = 999', 'runAsGroup = 999', 'fsGroup = 999', 'fsGroupChangePolicy'],
    },
    'is left alone where its final user could not own the directory': { level: 'restricted', want: `db ${at} yes → -` },
    'is left alone where the author chose root': {
      level: 'restricted',
      container: 'securityContext: { runAsUser: 0 }',
      want: `db ${at} yes → -`,
    },
    'that keeps its directory below the mount is content with a group': {
      level: 'restricted',
      pod: 'securityContext: { runAsUser: 999, runAsGroup: 999 }',
      container: pgdata,
      want: `db ${at} no → fs-group`,
      sets: ['fsGroup = 999', 'fsGroupChangePolicy'],
    },
    'that keeps its directory at the mount must own it': {
      level: 'baseline',
      pod: 'securityContext: { runAsUser: 999, runAsGroup: 999 }',
      want: `db ${at} no → chown-init`,
      sets: ['initContainers'],
    },
    'and must own its directory is not fixed where no root is admitted': {
      level: 'restricted',
      pod: 'securityContext: { runAsUser: 999, runAsGroup: 999 }',
      want: `db ${at} no → -`,
    },
    'redis as its final user on a volume that belongs to a user': {
      level: 'restricted',
      image: 'redis:7',
      storageClass: 'obol',
      mountPath: '/data',
      want: 'db /data write yes → final-user',
      sets: ['runAsUser = 999', 'runAsGroup = 999', 'supplementalGroups', 'initContainers'],
    },
  },
  row => {
    assert.equal(chosen(row), [row.want])
    const plan = planned(database(row), row.level, settings)
    const sets = plan.hardenings.map(changeLine)
    assert.is(sets.length, row.sets?.length ?? 0, sets.join('\n'))
    for (const [index, text] of (row.sets ?? []).entries()) assert.match(sets[index] ?? '', text)
    assert.equal(planAgain(database(row), plan, row.level, settings).hardenings.map(changeLine), [])
  },
)

/** `db error volume-not-writable path: fix`; why a verdict is open is the model's own sentence. */
function lineOfObservation({ container, severity, path, observation }: PodObservation): string {
  return `${container ?? '-'} ${severity} ${observation.code} ${formatPath(path)}: ${wordsOf(observation)}`
}

function wordsOf(observation: PodObservation['observation']): string {
  switch (observation.code) {
    case 'volume-not-writable':
    case 'volume-not-readable':
      return observation.fix ?? (observation.missing ?? []).map(missingWords).join('; ')
    case 'volume-unknown':
      return '…'
    case 'not-hardened':
      return changeWords(observation.reason)
    default:
      return sentenceOf(observation).message
  }
}

const mount = 'spec.template.spec.containers[0].volumeMounts[0]'
const newDisk = `db warning lost-and-found ${mount}: the program makes its data in an empty directory only, and /var/lib/postgresql/data is the root of a new file system (claim data of class ebs (csi ebs.csi.aws.com)), which has lost+found in it; mount a subPath of the volume, or tell the program of a directory below (postgres: PGDATA)`

table<Situation & { readonly want: readonly string[] }>(
  'planFixes reports',
  {
    'nothing where all is well': { level: 'baseline', container: pgdata, want: [] },
    'the fix': {
      level: 'baseline',
      pod: 'securityContext: { runAsUser: 1, runAsGroup: 1 }',
      image: 'app',
      want: [`db error volume-not-writable ${mount}: fs-group`],
    },
    'what is missing, and what would help': {
      level: 'restricted',
      image: 'app',
      storageClass: 'root-owned',
      mountPath: '/data',
      pod: 'securityContext: { runAsUser: 1, runAsGroup: 1 }',
      want: [
        `db error volume-not-writable ${mount}: fs-group: claim data of class root-owned (hostPath) never honours fsGroup; supplemental-group: the group 0 of claim data of class root-owned (hostPath) may not write it either (0755); chown-init: restricted does not admit it; owner-aligned-init: claim data of class root-owned (hostPath) belongs to root; volume-type: give claim data of class root-owned (hostPath) a storage class whose volumes honour fsGroup (for local-path: the annotation defaultVolumeType: local), and set fsGroup`,
      ],
    },
    'a verdict that nobody can give': {
      level: 'baseline',
      image: 'nobody-knows',
      mountPath: '/data',
      want: [`db warning volume-unknown ${mount}: …`],
    },
    'a database that cannot own its directory': {
      level: 'restricted',
      pod: 'securityContext: { runAsUser: 999, runAsGroup: 999, fsGroup: 999 }',
      want: [
        `db warning fix-side-effect ${mount}: the program must own /var/lib/postgresql/data, which belongs to uid 0 (2775); put its data in a sub-directory that it creates itself (postgres: PGDATA)`,
        newDisk,
      ],
    },
    'a database that cannot run as its final user': {
      level: 'restricted',
      want: [
        newDisk,
        'db warning not-hardened spec.template.spec.containers[0].securityContext.runAsUser: the image starts as root and switches to 999:999, which cannot use /var/lib/postgresql/data from the start: the program must own /var/lib/postgresql/data, which belongs to uid 0 (0755); put its data in a sub-directory that it creates itself (postgres: PGDATA)',
      ],
    },
    'a secret that fsGroup opens to the group': {
      level: 'restricted',
      image: 'app',
      pod: 'securityContext: { runAsUser: 1, runAsGroup: 1 }',
      volumes: '{ name: keys, secret: { secretName: keys, defaultMode: 0400 } }',
      want: [
        `db error volume-not-writable ${mount}: fs-group`,
        '- note fix-side-effect spec.template.spec.volumes[0].secret: the fix changes files of the secret volume keys from 0400 0:0 to 0440 0:1',
      ],
    },
    'a token that loses its owner': {
      level: 'baseline',
      image: 'app',
      storageClass: 'obol',
      pod: 'securityContext: { runAsUser: 1, runAsGroup: 1 }',
      volumes: '{ name: token, projected: { sources: [{ serviceAccountToken: { path: token } }] } }',
      want: [
        `db error volume-not-writable ${mount}: chown-init`,
        '- note fix-side-effect spec.template.spec.volumes[0].projected: the fix changes files of the projected volume token from 0600 1:0 to 0644 0:0',
      ],
    },
    'a file that no fix opens, and why': {
      level: 'baseline',
      mountPath: '/conf',
      mounted: 'conf',
      volumes: '{ name: conf, configMap: { name: conf, defaultMode: 0400 } }',
      want: [
        `db error volume-not-readable ${mount}: fs-group: it would not help: a file of /conf is owned by 0:0 with mode 0440, and the image may add groups to its user (supplementalGroupsPolicy Merge)`,
      ],
    },
    'a path that a read-only root filesystem takes away': {
      level: 'baseline',
      image: 'nginx:1.27',
      mountPath: '/srv',
      container: 'securityContext: { readOnlyRootFilesystem: true }',
      want: [
        `db warning volume-unknown ${mount}: …`,
        'db warning volume-not-writable spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem: writable-path: mount an emptyDir at /var/cache/nginx',
        'db warning volume-not-writable spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem: writable-path: mount an emptyDir at /var/run',
      ],
    },
    'a path that another program of the image does not write': {
      level: 'baseline',
      image: 'nginx:1.27',
      mountPath: '/srv',
      container: 'command: [sleep, infinity]\n          securityContext: { readOnlyRootFilesystem: true }',
      want: [],
    },
    'the path of the data of a program that was told another one': {
      level: 'baseline',
      image: 'prom/prometheus:v3',
      mountPath: '/srv',
      container: 'args: [--storage.tsdb.path=/srv]\n          securityContext: { readOnlyRootFilesystem: true }',
      want: [`db error volume-not-writable ${mount}: fs-group`],
    },
    'and the usual one': {
      level: 'baseline',
      image: 'prom/prometheus:v3',
      mountPath: '/srv',
      container: 'args: [--config.file=/srv/a]\n          securityContext: { readOnlyRootFilesystem: true }',
      want: [
        `db error volume-not-writable ${mount}: fs-group`,
        'db warning volume-not-writable spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem: writable-path: mount an emptyDir at /prometheus',
      ],
    },
  },
  row => {
    const { observations } = planned(database(row), row.level, settings)
    assert.equal(observations.map(lineOfObservation), row.want)
  },
)

situation('the token that admission mounts changes, too', () => {
  const row: Situation = { level: 'restricted', image: 'app', pod: 'securityContext: { runAsUser: 1, runAsGroup: 1 }' }
  const text = database(row).replace('automountServiceAccountToken: false', 'enableServiceLinks: false')
  const lines = planned(text, row.level, settings).observations.map(lineOfObservation)
  assert.is(
    lines.at(-1),
    '- note fix-side-effect spec.template.spec: the fix changes the service account token from 0600 1:0 to 0640 1:1',
  )
})

/** A secret that one container reads as somebody else, and perhaps another one as its owner. */
const keys = (mode: string, others: string) => `apiVersion: v1
kind: Pod
metadata: { name: clone }
spec:
  automountServiceAccountToken: false
  volumes: [{ name: keys, secret: { secretName: keys, defaultMode: ${mode} } }]
  containers:
    - name: clone
      image: registry.example.com/git
      securityContext: { runAsUser: 1000, runAsGroup: 1000 }
      volumeMounts: [{ name: keys, mountPath: /keys }]
${others}`
const owner = `    - name: sync
      image: registry.example.com/git
      securityContext: { runAsUser: 0 }
      volumeMounts: [{ name: keys, mountPath: /keys }]
`

table(
  'a secret that cannot be read',
  {
    'gets the group of its reader': {
      text: keys('0400', ''),
      want: ['spec.securityContext.fsGroup = 1000'],
    },
    'is left as it is where everybody may read it': { text: keys('0444', ''), want: [] },
    'is left as it is where its owner reads a key, which is said': {
      text: keys('0400', owner),
      want: [
        'clone: fs-group: not set, because sync reads secret keys as its owner, and fsGroup opens such files to the group, which ssh refuses for a key of its own user; set it yourself if no key is among them',
      ],
    },
    'gets the group where its owner reads what others may read, too': {
      text: keys('0404', owner).replace('runAsUser: 1000, runAsGroup: 1000', 'runAsUser: 1000, runAsGroup: 0'),
      want: ['spec.securityContext.fsGroup = 1000'],
    },
  },
  ({ text, want }) => {
    const { hardenings, observations } = planned(text, 'restricted', settings)
    const lacking = observations.flatMap(({ container, observation }) =>
      'missing' in observation && observation.missing !== undefined
        ? [`${container}: ${observation.missing.map(missingWords).join('; ')}`]
        : [],
    )
    assert.equal([...hardenings.map(changeLine), ...lacking], want)
  },
)

/** A claim and a secret of mode 0400, read by somebody who may use neither. */
const keyReader = (storageClass: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: reader }
spec:
  template:
    spec:
      automountServiceAccountToken: false
      securityContext: { runAsUser: 1000, runAsGroup: 1000 }
      containers:
        - name: reader
          image: registry.example.com/reader
          volumeMounts: [{ name: data, mountPath: /data }, { name: keys, mountPath: /keys }]
      volumes: [{ name: keys, secret: { secretName: keys, defaultMode: 0400 } }]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], storageClassName: ${storageClass} }
`

table(
  'a read that fails',
  {
    'is served by what is changed for a write': {
      storageClass: 'ebs',
      want: ['reader /data write no → fs-group', 'reader /keys read no → fs-group'],
    },
    'is served for its own sake, too': {
      storageClass: 'obol',
      want: ['reader /data write yes → -', 'reader /keys read no → fs-group'],
    },
  },
  ({ storageClass, want }) =>
    assert.equal(planned(keyReader(storageClass), 'restricted', settings).verdicts.map(lineOf), want),
)
