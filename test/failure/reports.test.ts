import * as assert from 'uvu/assert'
import { cureWords } from '../../src/report/words/cure-words.ts'
import { whyWords } from '../../src/report/words/failure-words.ts'
import { explainFailures } from '../../src/run/explain/failure.ts'
import { planWorkload } from '../../src/run/explain/workload.ts'
import { readSource } from '../../src/run/read-source.ts'
import { objectsIn, surroundingsOf, workloadsOf } from '../../src/run/workload.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

const settings: Settings = {
  ...defaultSettings,
  namespace: 'default',
  defaultStorageClass: 'disk',
  storageClasses: new Map([
    ['disk', { source: 'csi', fsGroup: 'honoured', chownable: true, root: { uid: 0, gid: 0, mode: '0755' } }],
  ]),
}

interface Row {
  readonly pod?: string
  readonly init?: string
  readonly main: string
  readonly text: string
  /** `containers: answer: path`, and what the answer and the fix have to say. */
  readonly want: readonly (readonly [answer: string, why: RegExp, fix: RegExp])[]
}

const claim = 'volumeMounts: [{ name: data, mountPath: /data }]'

function streamOf({ pod = '', init = '', main }: Row): string {
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web }
spec:
  template:
    spec:
      securityContext: { ${pod} }
      initContainers: [${init}]
      containers: [{ name: app, ${main} }]
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce] } }]
`
}

function answers(row: Row) {
  const sources = [readSource({ file: '-', text: streamOf(row) }, settings)]
  const surroundings = surroundingsOf(objectsIn(sources), settings)
  const planned = workloadsOf(sources, settings, surroundings).map(workload =>
    planWorkload(workload, surroundings.storage),
  )
  return explainFailures(row.text, planned, settings).flatMap(({ diagnoses = [] }) => diagnoses)
}

const perms = (context: string, command: string) =>
  `{ name: perms, image: busybox, command: ${command}, securityContext: { ${context} }, ${claim} }`
const walk =
  'MountVolume.SetUp failed for volume "pvc-1" : applyFSGroup failed for vol pvc-1: lstat /var/snap/microk8s/common/var/lib/kubelet/pods/1/mount: no such file or directory'

table<Row>(
  'what public reports ask',
  {
    'root that may not enter what it has given away lacks another capability than root that may not give': {
      init: perms('runAsUser: 0, capabilities: { drop: [ALL], add: [CHOWN] }', '[chown, -R, "472:472", /data]'),
      main: `image: grafana/grafana, securityContext: { runAsUser: 472, runAsGroup: 472 }, ${claim}`,
      text: 'chown: /data/png: Permission denied',
      want: [
        ['perms: unknown: /data/png', /depends on what the volume contains/, /add DAC_OVERRIDE to the capabilities/],
        ['app: yes: /data/png', /./, /^$/],
      ],
    },
    'a volume that no driver mounted has no permissions': {
      pod: 'fsGroup: 1000',
      main: `image: busybox, ${claim}`,
      text: walk,
      want: [[': unknown: ', /no permission was refused/, /kubeletDir/]],
    },
    'a version of the image that runs as somebody else': {
      pod: 'runAsNonRoot: true',
      main: 'image: "grafana/tempo:1.3.2"',
      text: 'Error: container has runAsNonRoot and image will run as root (pod: "web-0_x(1)", container: app)',
      want: [
        ['app: unknown: ', /known to run as 10001, and this version of it does not/, /set securityContext.runAsUser/],
      ],
    },
    'a path from the working directory that the manifest says': {
      pod: 'runAsUser: 3310',
      main: `image: x, workingDir: /data, ${claim}`,
      text: "Error: EACCES: permission denied, mkdir './upload/'",
      want: [['app: no: /data/upload', /owned by 0:0/, /./]],
    },
    'a path from a working directory that nobody says': {
      main: `image: x, ${claim}`,
      text: "Error: EACCES: permission denied, mkdir 'logs'",
      want: [[': unknown: ', /^$/, /^$/]],
    },
    'a here-document of bash lies in /tmp, and not in the folder of its script': {
      main: 'image: x, securityContext: { readOnlyRootFilesystem: true }',
      text: '/opt/run.sh: line 61: cannot create temp file for here-document: Read-only file system',
      want: [['app: no: /tmp', /readOnlyRootFilesystem/, /emptyDir at \/tmp /]],
    },
    'what the API server says in folded lines': {
      pod: 'fsGroup: 1000',
      main: 'image: x',
      text: `message: 'pods "web-5f87c554f9-" is forbidden: unable to validate
      against any security context constraint: [provider restricted-v2: .spec.securityContext.fsGroup:
      Invalid value: []int64{1000}: 1000 is not an allowed group]'`,
      want: [[': no: ', /fsGroup 1000/, /leave these fields out/]],
    },
    'su without its bit, in a log': {
      pod: 'runAsUser: 1000',
      main: 'image: x',
      text: 'starting\nsu: must be suid to work properly',
      want: [['app: unknown: ', /cannot hold CAP_SETUID/, /run it as that user from the start/]],
    },
    'nothing where nginx tells that it leaves its own file alone': {
      main: 'image: nginx, securityContext: { readOnlyRootFilesystem: true }',
      text: '10-listen.sh: info: can not modify /etc/nginx/conf.d/default.conf (read-only file system?)',
      want: [],
    },
  },
  row => {
    const got = answers(row)
    assert.equal(
      got.map(({ containers, predicted, call: { path = '' } }) => `${containers.join('+')}: ${predicted}: ${path}`),
      row.want.map(([answer]) => answer),
    )
    for (const [index, [, why, fix]] of row.want.entries()) {
      const answer = got[index]
      if (answer === undefined) continue
      assert.match(whyWords(answer), why)
      assert.match(answer.cure === undefined ? (answer.fix?.id ?? '') : (cureWords(answer.cure) ?? ''), fix)
    }
  },
)
