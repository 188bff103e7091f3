import * as assert from 'uvu/assert'
import { diagnose } from '../../src/failure/diagnose.ts'
import { readFailure } from '../../src/failure/read-failure.ts'
import { suspectOf } from '../../src/failure/suspect.ts'
import { accessWords } from '../../src/report/words/access-words.ts'
import { whyWords } from '../../src/report/words/failure-words.ts'
import { volumeReasonWords } from '../../src/report/words/volume-words.ts'
import type { Settings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { lineOf, planned, settingsOf } from './planned.ts'

interface Situation {
  readonly image?: string
  readonly mountPath?: string
  /** More fields of the mount, and of the container. */
  readonly mount?: string
  readonly container?: string
  readonly pod?: string
  /** The spec of the claim's class, and a claim that is not the template's. */
  readonly parameters?: string
  readonly volume?: string
  readonly settings?: Partial<Settings>
}

function database(row: Situation): string {
  const { image = 'postgres:17', mountPath = '/var/lib/postgresql/data', volume } = row
  const template = '[{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], storageClassName: fast } }]'
  return `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fast }
provisioner: ebs.csi.aws.com
parameters: { ${row.parameters ?? ''} }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  volumeClaimTemplates: ${volume === undefined ? template : '[]'}
  template:
    spec:
      securityContext: { ${row.pod ?? ''} }
      containers:
        - name: db
          image: ${image}
          ${row.container ?? 'stdin: false'}
          volumeMounts: [{ name: data, mountPath: ${mountPath}, ${row.mount ?? ''} }]
      volumes: [${volume ?? ''}]
`
}

const mysql = { image: 'mysql:8', mountPath: '/var/lib/mysql' }
const args = (words: string) =>
  `args: [${words
    .split(', ')
    .map(word => JSON.stringify(word))
    .join(', ')}]`
const script = (text: string) => `command: ${JSON.stringify(['sh', '-ec', text])}`
const pgdata = (path: string) => `env: [{ name: PGDATA, value: ${path} }]`

table<Situation & { readonly want: 'refused' | 'fine' }>(
  'a data directory on a new disk, which has lost+found in its root,',
  {
    'is refused by postgres at the root of the volume': { want: 'refused' },
    'as user 999, too': { pod: 'runAsUser: 999, runAsGroup: 999, fsGroup: 999', want: 'refused' },
    'and where a fix is needed first': { pod: 'runAsUser: 999, runAsGroup: 999', want: 'refused' },
    'named with a slash behind it': { container: pgdata('/var/lib/postgresql/data/'), want: 'refused' },
    'elsewhere, by name': { mountPath: '/pg', container: pgdata('/pg'), want: 'refused' },
    'is fine one level down': { container: pgdata('/var/lib/postgresql/data/pgdata'), want: 'fine' },
    'is fine above the default, where the image makes its directory': {
      mountPath: '/var/lib/postgresql',
      want: 'fine',
    },
    'is fine in a sub-path': { mount: 'subPath: pg', want: 'fine' },
    'is fine in a sub-path of an expression': { mount: 'subPathExpr: $(POD)', want: 'fine' },
    'is somewhere else': { mountPath: '/backup', want: 'fine' },
    'is fine on xfs': { parameters: 'csi.storage.k8s.io/fstype: xfs', want: 'fine' },
    'is refused on ext3': { parameters: 'csi.storage.k8s.io/fstype: ext3', want: 'refused' },
    'is refused by mysql': { image: 'mysql:8', mountPath: '/var/lib/mysql', want: 'refused' },
    'is not known to be refused by mariadb': { image: 'mariadb:11', mountPath: '/var/lib/mysql', want: 'fine' },
    'that an earlier release filled': {
      volume: '{ name: data, persistentVolumeClaim: { claimName: kept } }',
      settings: { defaultStorageClass: 'fast' },
      want: 'fine',
    },
    'of a generic ephemeral volume': {
      volume: '{ name: data, ephemeral: { volumeClaimTemplate: { spec: { storageClassName: fast } } } }',
      want: 'refused',
    },
    'on no disk': { volume: '{ name: data, emptyDir: {} }', want: 'fine' },
    'one level down, by an option of mysqld': {
      ...mysql,
      container: args('--datadir, /var/lib/mysql/datadir'),
      want: 'fine',
    },
    'by an option with its value': { ...mysql, container: args('--datadir=/var/lib/mysql/datadir'), want: 'fine' },
    'by an option with one dash': { ...mysql, container: args('-datadir, /var/lib/mysql/x'), want: 'fine' },
    'by an option that names the root of the volume': {
      ...mysql,
      container: args('--datadir=/var/lib/mysql/'),
      want: 'refused',
    },
    'by the last of two options': {
      ...mysql,
      container: args('--datadir=/var/lib/mysql/x, --datadir, /var/lib/mysql'),
      want: 'refused',
    },
    'by the command': { ...mysql, container: 'command: [mysqld, --datadir, /var/lib/mysql/x]', want: 'fine' },
    'by a shell': { ...mysql, container: script('exec mysqld --datadir=/var/lib/mysql/x'), want: 'fine' },
    'by a shell, quoted': {
      ...mysql,
      container: script(`mysqld --datadir '/var/lib/mysql/x' --console`),
      want: 'fine',
    },
    'by a shell that decides': {
      ...mysql,
      container: script('if true; then exec mysqld --datadir="/var/lib/mysql/x"; fi'),
      want: 'fine',
    },
    'by a variable of the kubelet': {
      ...mysql,
      container: `env: [{ name: DIR, value: /var/lib/mysql/x }]\n          ${args('--datadir=$(DIR)')}`,
      want: 'fine',
    },
    'by something that nobody knows': { ...mysql, container: args('--datadir=$(DIR)'), want: 'fine' },
    'by an option of mongod': { ...mysql, container: args('--dbpath=/var/lib/mysql/x'), want: 'fine' },
    'by -h of mysqld': { ...mysql, container: args('-h, /var/lib/mysql/x'), want: 'fine' },
    'by -h and its value': { ...mysql, container: args('-h/var/lib/mysql/x'), want: 'fine' },
    'by -h in a script': { ...mysql, container: script('exec mysqld -h /var/lib/mysql/x'), want: 'fine' },
    'by -h that names the root of the volume': { ...mysql, container: args('-h, /var/lib/mysql'), want: 'refused' },
    'by -h of postgres, which is a host': { container: args('-h, /var/run/postgresql'), want: 'refused' },
    'by -D of postgres': { container: args('-D, /var/lib/postgresql/data/x'), want: 'fine' },
    'by -D and its value': { container: args('-D/var/lib/postgresql/data/x'), want: 'fine' },
    'by -D of java, which is no path': { container: args('-Dfile=/x'), want: 'refused' },
    'by --data-directory': { container: args('--data-directory=/var/lib/postgresql/data/x'), want: 'fine' },
    'by -c data_directory': { container: args('-c, data_directory=/var/lib/postgresql/data/x'), want: 'fine' },
    'by a variable that the shell sets': {
      container: script('PGDATA=/var/lib/postgresql/data/x docker-entrypoint.sh postgres'),
      want: 'fine',
    },
    'of a program that is unknown': { image: 'registry.example.com/db', want: 'fine' },
  },
  row => {
    const { observations } = planned(database(row), 'baseline', settingsOf({ namespace: 'one', ...row.settings }))
    const said = observations.filter(({ observation }) => observation.code === 'lost-and-found')
    assert.is(said.length, row.want === 'refused' ? 1 : 0)
  },
)

const redis = (row: Situation): Situation => ({ image: 'redis:8', mountPath: '/data', ...row })
const dropAll = 'securityContext: { capabilities: { drop: [ALL] } }'

table<Situation & { readonly want: string; readonly because?: RegExp }>(
  'redis',
  {
    '8 re-owns nothing beside lost+found': {
      want: 'db /data write no → final-user',
      because: /owned by 0:0 .*chowns no directory that contains lost\+found$/,
    },
    '8 re-owns a sub-path': { mount: 'subPath: redis', want: 'db /data write yes → -' },
    '8 re-owns a disk of xfs': { parameters: 'csi.storage.k8s.io/fstype: xfs', want: 'db /data write yes → -' },
    '8 of alpine, too': { image: 'redis:8.2-alpine3.22', want: 'db /data write no → final-user' },
    'of no tag is 8': { image: 'redis', want: 'db /data write no → final-user' },
    '7 re-owns whatever is there': { image: 'redis:7.4', want: 'db /data write yes → -' },
    '7 of alpine, too': { image: 'redis:7-alpine', want: 'db /data write yes → -' },
    "8 stays root where it may not drop it, and owns what is root's": {
      container: dropAll,
      want: 'db /data write yes → -',
      because: /^uid 0 owns \/data \(mode 0755\)$/,
    },
    '7 dies where it may not drop root': {
      image: 'redis:7',
      container: dropAll,
      want: 'db /data write no → final-user',
      because: /cannot become 999:999 without CAP_SETGID and CAP_SETUID/,
    },
    'as valkey dies of it in every version': {
      image: 'valkey/valkey:9',
      container: dropAll,
      want: 'db /data write no → final-user',
      because: /cannot become 999:999/,
    },
    '8 on a volume that may hold anything': {
      volume: '{ name: data, persistentVolumeClaim: { claimName: kept } }',
      settings: { defaultStorageClass: 'fast' },
      want: 'db /data write unknown → -',
    },
  },
  row => {
    const settings = settingsOf({ namespace: 'one', ...row.settings })
    const { verdicts } = planned(database(redis(row)), 'baseline', settings)
    assert.equal(verdicts.map(lineOf), [row.want])
    if (row.because !== undefined) assert.match(verdicts.map(({ reason }) => accessWords(reason))[0] ?? '', row.because)
  },
)

table<Situation & { readonly want: string }>(
  'what postgres mounts beside its data directory need not be its own',
  {
    'shared memory': {
      mountPath: '/dev/shm',
      volume: '{ name: data, emptyDir: { medium: Memory } }',
      pod: 'runAsUser: 999, runAsGroup: 999',
      want: '',
    },
    'a place for backups': { mountPath: '/backup', pod: 'runAsUser: 999, runAsGroup: 999, fsGroup: 999', want: '' },
    'its data directory': {
      pod: 'runAsUser: 999, runAsGroup: 999, fsGroup: 999',
      want: 'the program must own /var/lib/postgresql/data',
    },
  },
  row => {
    const { observations } = planned(database(row), 'baseline', settingsOf({ namespace: 'one' }))
    const details = observations.flatMap(({ observation }) =>
      observation.code === 'fix-side-effect' ? [volumeReasonWords(observation.reason)] : [],
    )
    assert.equal(
      details.map(detail => detail.split(',')[0]),
      row.want === '' ? [] : [row.want],
    )
  },
)

table<Situation & { readonly want: readonly string[] }>(
  'what initdb says of a directory that is not empty',
  {
    'comes from the new file system': { want: ['no it is the root of a new file system'] },
    'comes from elsewhere in a sub-path': {
      mount: 'subPath: pg',
      want: ['unknown the manifests do not show what the directory contains'],
    },
  },
  row => {
    const { verdicts } = planned(database(row), 'baseline', settingsOf({ namespace: 'one' }))
    const text = 'initdb: error: directory "/var/lib/postgresql/data" exists but is not empty'
    const call = readFailure(text)
    const [verdict] = verdicts
    if (call === undefined || verdict === undefined) throw new Error('there is nothing to diagnose')
    const diagnoses = diagnose(call, [suspectOf(verdict.pod, verdicts, [])])
    const said = diagnoses.map(one => `${one.predicted} ${whyWords(one)}`)
    assert.is(said.length, row.want.length)
    for (const [index, start] of row.want.entries()) assert.ok(said[index]?.startsWith(start), said[index])
  },
)
