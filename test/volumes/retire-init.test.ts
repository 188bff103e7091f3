import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import { isMap, textAt } from '../../src/manifest/value.ts'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import type { StorageFacts } from '../../src/workload/settings/settings.ts'
import { defaultHarden } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { changeLine, planned, settingsOf } from './planned.ts'

const storage = {
  namespace: 'one',
  storageClasses: new Map<string, StorageFacts>([
    ['ebs', { profile: 'aws-ebs' }],
    ['open', { profile: 'rancher-local-path' }],
    ['user', { source: 'hostPath', root: { uid: 1000, gid: 1000, mode: '0755' } }],
    ['group', { source: 'hostPath', root: { uid: 1000, gid: 1000, mode: '2775' } }],
    ['root', { source: 'hostPath', root: { uid: 0, gid: 0, mode: '0755' } }],
  ]),
  defaultStorageClass: 'ebs',
} as const

interface Row {
  /** `command` of the init container, as flow text. */
  readonly command: string
  readonly own?: string
  readonly user?: number
  readonly image?: string
  readonly storageClass?: string
  /** The volume, where it is no claim. */
  readonly volume?: string
  readonly mount?: string
  readonly before?: string
  readonly level?: Level
  readonly asked?: '--enforce' | 'chartInits' | 'nothing'
  readonly want: readonly string[]
}

function textOf({
  command,
  own = 'runAsUser: 0, runAsNonRoot: false',
  user = 1000,
  mount = '',
  before = '',
  ...row
}: Row) {
  const { image = 'registry.example.com/app', storageClass = 'ebs', volume } = row
  const mounts = `volumeMounts: [{ name: data, mountPath: /data${mount} }]`
  const claims =
    volume === undefined
      ? `volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], storageClassName: ${storageClass} } }]`
      : ''
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: app }
spec:
  ${claims}
  template:
    spec:
      volumes: [${volume === undefined ? '' : `{ name: data, ${volume} }`}]
      initContainers:
        ${before}
        - { name: perms, image: 'busybox:1.37', command: ${command}, securityContext: { ${own} }, ${mounts} }
      containers:
        - name: app
          image: ${image}
          securityContext: { runAsUser: ${user}, runAsGroup: ${user} }
          ${mounts}
`
}

function planOf(row: Row) {
  const { asked = '--enforce', level = 'restricted' } = row
  const harden = asked === 'chartInits' ? { ...defaultHarden, chartInits: 'replace' as const } : defaultHarden
  return planned(textOf(row), level, settingsOf({ ...storage, harden, enforce: asked === '--enforce' }))
}

/** One change a line; of an init container its name and command. */
function changesOf(row: Row): readonly string[] {
  return planOf(row).hardenings.map(hardening => {
    const { change } = hardening
    if (change.op === 'remove' || !isMap(change.value)) return changeLine(hardening)
    const { securityContext } = change.value
    const user = isMap(securityContext) ? securityContext.runAsUser : '?'
    return `${formatPath(change.path)} ${change.op} ${textAt(change.value, 'name')} as ${user}`
  })
}

const inits = 'spec.template.spec.initContainers'
const gone = `${inits} = nothing`
const context = 'spec.template.spec.securityContext'
const fsGroup = (gid: number) => [`${context}.fsGroup = ${gid}`, `${context}.fsGroupChangePolicy = "OnRootMismatch"`]
const bitnami =
  '[/bin/bash, -ec, "mkdir -p /data/data\\nchmod 700 /data/data\\nfind /data -mindepth 1 -maxdepth 1 -not -name .snapshot -not -name lost+found | xargs -r chown -R 1000:1000"]'

table<Row>(
  'a root init container that only re-owns volumes',
  {
    'of kasm: an emptyDir that everybody may write': {
      command: '[sh, -c, "echo Setting && chown -R 1000:1000 /data && chmod -R 777 /data\\necho Done"]',
      volume: 'emptyDir: {}',
      want: [gone],
    },
    'of grafana: fsGroup instead': {
      command: '[chown, -R, "472:472", /data]',
      image: 'docker.io/grafana/grafana:12.0.0',
      user: 472,
      want: [gone, ...fsGroup(472)],
    },
    'of ethpandaops: a local path that everybody may write': {
      command: '[chown, -R, "10001:10001", /data]',
      user: 10001,
      storageClass: 'open',
      want: [gone],
    },
    'of redis-ha, without a group': { command: '[chown, -R, "1000", /data]', want: [gone, ...fsGroup(1000)] },
    'of nexus': {
      command: '[sh, -c, "chown -R 200:200 /data"]',
      image: 'docker.io/sonatype/nexus3:3.80.0',
      user: 200,
      want: [gone, ...fsGroup(200)],
    },
    'of LLMKube, which fails': {
      command: '[sh, -c, "chown 0:1000 /data && chmod 2775 /data"]',
      own: 'runAsUser: 100',
      want: [gone, ...fsGroup(1000)],
    },
    'of Bitnami, whose programs make their directories': {
      command: bitnami,
      image: 'docker.io/bitnami/redis:8.0.0',
      want: [gone, ...fsGroup(1000)],
    },
    'on a volume of uid 1000: one that runs as its owner, under its name': {
      command: '[chown, -R, "10000:10000", /data]',
      user: 10000,
      storageClass: 'user',
      want: [`${inits}[0] set perms as 1000`, `${context}.supplementalGroups[0] + 10000`],
    },
    'on a volume whose group may write: that group instead': {
      command: '[chown, -R, "10000:10000", /data]',
      user: 10000,
      storageClass: 'group',
      want: [gone, `${context}.supplementalGroups[0] + 1000`],
    },
    'on a sub-path of a volume of uid 1000': {
      command: '[chown, -R, "10000:10000", /data]',
      user: 10000,
      storageClass: 'user',
      mount: ', subPath: db',
      want: [`${inits}[0] set perms as 1000`, `${context}.supplementalGroups[0] + 10000`],
    },
    'behind another one, which stays': {
      command: '[chown, -R, "1000:1000", /data]',
      volume: 'emptyDir: {}',
      before: '- { name: wait, image: busybox, command: [nslookup, db] }',
      want: [`${inits}[1] = nothing`],
    },
    'below restricted, too': {
      command: '[chown, -R, "1000:1000", /data]',
      level: 'baseline',
      want: [gone, ...fsGroup(1000)],
    },
    'by the word of the policy': {
      command: '[chown, -R, "1000:1000", /data]',
      asked: 'chartInits',
      want: [gone, ...fsGroup(1000)],
    },
    'stays where nobody asks': { command: '[chown, -R, "1000:1000", /data]', asked: 'nothing', want: [] },
    'stays where only root can do its work': {
      command: '[chown, -R, "1000:1000", /data]',
      storageClass: 'root',
      want: [],
    },
    'stays where another one would only take its place': {
      command: '[chown, -R, "10000:10000", /data]',
      user: 10000,
      storageClass: 'user',
      level: 'baseline',
      want: [],
    },
    'stays where it does more': { command: '[sh, -c, "chown -R 1000:1000 /data && cp /conf/* /data"]', want: [] },
    'stays where it makes what a program may count on': {
      command: '[sh, -c, "mkdir -p /data/logs && chown -R 1000:1000 /data"]',
      want: [],
    },
    'stays where files of an earlier owner may lie': {
      command: '[chown, -R, "1000:1000", /data]',
      volume: 'hostPath: { path: /srv/data }',
      want: [],
    },
    'stays where the program has to own its directory': {
      command: '[chown, -R, "999:999", /data]',
      image: 'docker.io/library/postgres:17\n          env: [{ name: PGDATA, value: /data }]',
      user: 999,
      want: [],
    },
    'stays where it is no root and succeeds': {
      command: '[chmod, "0700", /data]',
      own: 'runAsUser: 1000',
      storageClass: 'user',
      want: [],
    },
  },
  row => assert.equal(changesOf(row), row.want),
)

function saidOf(row: Row): readonly string[] {
  return planOf(row).observations.flatMap(({ severity, observation }) =>
    observation.code === 'needless-init' ? [`${severity}: ${sentenceOf(observation).message}`] : [],
  )
}

const can = 'can go: --enforce, or harden.chartInits: replace in the policy, removes it'

table<Row>(
  'what is said of it',
  {
    'why it can go': {
      command: '[chown, -R, "1000:1000", /data]',
      volume: 'emptyDir: {}',
      asked: 'nothing',
      want: [
        `warning: init container perms only chowns volumes, and ${can} (without it app can write /data all the same)`,
      ],
    },
    'what takes its place': {
      command: '[chown, -R, "1000:1000", /data]',
      asked: 'nothing',
      level: 'baseline',
      want: [
        `note: init container perms only chowns volumes, and ${can} (with this instead, app can write /data: set fsGroup 1000, which the kubelet gives claim data of class ebs (csi ebs.csi.aws.com) and every process of the pod)`,
      ],
    },
    'that it goes': {
      command: '[chown, -R, "1000:1000", /data]',
      volume: 'emptyDir: {}',
      want: [
        'warning: init container perms only chowns volumes, and is removed (without it app can write /data all the same)',
      ],
    },
    'nothing where it has to stay': { command: '[chown, -R, "1000:1000", /data]', storageClass: 'root', want: [] },
  },
  row => assert.equal(saidOf(row), row.want),
)
