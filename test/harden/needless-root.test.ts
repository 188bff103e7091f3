import * as assert from 'uvu/assert'
import { changeWords } from '../../src/report/words/change-words.ts'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { table } from '../table.ts'
import { after, changeLines, harden, leftOutLines, podOf, type Situation } from './hardened.ts'

interface Row extends Situation {
  /** Who the container is made, and where it starts. */
  readonly want: readonly string[]
  /** Why it stays root. */
  readonly left?: string
}

const runAs = { runAs: { user: 65532, group: 65532 } }
const plain = ['web.runAsUser = 65532', 'web.runAsGroup = 65532']
const moved = [...plain, 'web.workingDir = "/tmp"']
const root = 'web runAsNonRoot: the image runs as root (built-in catalogue: docker.io/library/busybox)'

function busybox(command: string, more = ''): string {
  return `image: busybox, command: ${command}${more}`
}

function prove({ want, left, ...row }: Row): void {
  const situation: Situation = { harden: runAs, enforce: true, ...row }
  const pod = podOf(situation)
  const hardening = harden(pod, situation)
  const lines = changeLines(hardening).filter(line => /runAs(?:User|Group)|workingDir/.test(line))
  assert.equal(lines, want)
  if (left !== undefined) assert.is(leftOutLines(hardening)[0], left)
  assert.equal(changeLines(harden(after(pod, hardening), situation)), [])
}

table<Row>(
  'a container that is root by its image alone',
  {
    'downloads into its directory, as the tests of `helm create` do': {
      web: busybox('[wget], args: ["web:80"]'),
      want: moved,
    },
    'downloads to its output': { web: busybox('[wget, -qO-, "http://web"]'), want: plain },
    'only looks': { web: busybox('[wget, --spider, "http://web"]'), want: plain },
    'writes into /tmp by itself': { web: busybox('[wget, -O, /tmp/page, "http://web"]'), want: plain },
    'writes into a folder that is not there': { web: busybox('[wget, -P, pages, "http://web"]'), want: [], left: root },
    'writes where root alone may': { web: busybox('[wget, -O, /etc/page, "http://web"]'), want: [], left: root },
    'waits for a port': { web: busybox('[sh, -c, "nc -z db 5432 && echo up"]'), want: plain },
    'listens itself': { web: busybox('[nc, -l, -p, "80"]'), want: [], left: root },
    'redirects into its directory': { web: busybox('[sh, -c, "echo hi > greeting"]'), want: moved },
    'redirects into /dev/null': {
      web: busybox('[sh, -c, "wget -qO /dev/null http://web > /dev/null 2>&1"]'),
      want: plain,
    },
    'unpacks what it downloads': {
      web: busybox('[sh, -c, "wget -O /tmp/a.tar http://web; tar xf /tmp/a.tar"]'),
      want: moved,
    },
    'reads a file of its directory': { web: busybox('[cp, etc/passwd, .]'), want: [], left: root },
    'looks around': { web: busybox('[sh, -c, "wget http://web; ls"]'), want: [], left: root },
    'goes elsewhere first': { web: busybox('[sh, -c, "cd /etc; wget http://web"]'), want: [], left: root },
    'substitutes what nobody sees': { web: busybox('[sh, -c, "echo $(passwd)"]'), want: [], left: root },
    'runs a program of its own': { web: busybox('[./wget, "http://web"]'), want: [], left: root },
    chowns: { web: busybox('[chown, "1000", /data]'), want: [], left: root },
    'names a host that only the cluster knows': {
      web: busybox(
        '[sh, -c, "nc -z $HOST 80"], env: [{ name: HOST, valueFrom: { fieldRef: { fieldPath: status.hostIP } } }]',
      ),
      want: plain,
    },
    'names a file that only the cluster knows': {
      web: busybox(
        '[sh, -c, "cat $FILE"], env: [{ name: FILE, valueFrom: { fieldRef: { fieldPath: status.hostIP } } }]',
      ),
      want: [],
      left: root,
    },
    'has a directory of its author': { web: busybox('[wget, "web:80"], workingDir: /etc'), want: [], left: root },
    'has the right directory of its author': { web: busybox('[wget, "web:80"], workingDir: /tmp'), want: plain },
    'may not write anywhere': {
      web: busybox('[wget, "web:80"]'),
      own: 'readOnlyRootFilesystem: true',
      want: [],
      left: root,
    },
    'may write nothing but scratch space': {
      web: busybox('[wget, "web:80"], volumeMounts: [{ name: tmp, mountPath: /tmp }]'),
      own: 'readOnlyRootFilesystem: true',
      spec: 'volumes: [{ name: tmp, emptyDir: {} }]',
      want: moved,
    },
    'finds /tmp behind a claim': {
      web: busybox('[wget, "web:80"], volumeMounts: [{ name: tmp, mountPath: /tmp }]'),
      spec: 'volumes: [{ name: tmp, persistentVolumeClaim: { claimName: tmp } }]',
      want: [],
      left: root,
    },
    'finds a part of scratch space at /tmp': {
      web: busybox('[wget, "web:80"], volumeMounts: [{ name: tmp, mountPath: /tmp, subPath: a }]'),
      spec: 'volumes: [{ name: tmp, emptyDir: {} }]',
      want: [],
      left: root,
    },
    'leaves a file for another container': {
      web: busybox('[wget, -P, /work, "web:80"], volumeMounts: [{ name: work, mountPath: /work }]'),
      beside: 'name: beside, image: registry.example.com/app, volumeMounts: [{ name: work, mountPath: /work }]',
      spec: 'volumes: [{ name: work, emptyDir: {} }]',
      want: ['beside.runAsUser = 65532', 'beside.runAsGroup = 65532'],
      left: root,
    },
    'reads a file of a ConfigMap': {
      web: busybox('[cat, /etc/app/a], volumeMounts: [{ name: app, mountPath: /etc/app }]'),
      spec: 'volumes: [{ name: app, configMap: { name: app } }]',
      want: plain,
    },
    'reads a secret that root alone may read': {
      web: busybox('[cat, /etc/app/a], volumeMounts: [{ name: app, mountPath: /etc/app }]'),
      spec: 'volumes: [{ name: app, secret: { secretName: app, defaultMode: 0400 } }]',
      want: [],
      left: root,
    },
    'is asked by a probe that starts where it does': {
      web: busybox('[wget, "web:80"], livenessProbe: { exec: { command: [cat, index.html] } }'),
      want: [],
      left: root,
    },
    'is added a capability': {
      web: busybox('[wget, "web:80"]'),
      own: 'capabilities: { add: [CHOWN] }',
      want: [],
    },
    'is of an image whose /tmp nobody knows': { web: 'image: node, command: [sh, -c, "echo hi > greeting"]', want: [] },
    'runs no script of its image': { web: 'image: postgres:17, command: [pg_isready, -h, db]', want: plain },
    'runs the program of its image': { web: 'image: node', want: [] },
    'at baseline, where it may stay root': { web: busybox('[wget, "web:80"]'), level: 'baseline', want: [] },
    'and nobody enforces the level': {
      web: busybox('[wget, "web:80"]'),
      enforce: false,
      want: [],
      left: `${root} and wget does not need it: --enforce with harden.runAs in the policy gives it another user, and starts it in /tmp, since / is root's`,
    },
    'and nobody enforces the level, where nothing is to be moved': {
      web: busybox('[wget, -qO-, "http://web"]'),
      enforce: false,
      want: plain,
    },
    'and the policy names no user': {
      web: busybox('[sh, -c, "nc -z db 5432"]'),
      harden: {},
      want: [],
      left: `${root} and nc does not need it: harden.runAs in the policy gives it another user`,
    },
    'and its author says that no root may run': {
      web: busybox('[wget, "web:80"]'),
      context: 'runAsNonRoot: true',
      want: moved,
    },
  },
  prove,
)

table<{ readonly want: string }>(
  'what the report says of a container that starts elsewhere',
  {
    'where and why': {
      want: '--enforce set workingDir: wget writes into the directory it starts in, which 65532 may do in /tmp and not in /',
    },
  },
  ({ want }) => {
    const situation: Situation = { harden: runAs, enforce: true, web: busybox('[wget, "web:80"]') }
    const { observations, hardenings } = harden(podOf(situation), situation)
    const said = observations.find(({ observation }) => observation.code === 'working-directory')
    assert.is(said && sentenceOf(said.observation).message, want)
    assert.is(
      changeWords(hardenings[0]?.reason ?? { code: 'non-root-set' }),
      'the image runs as root (built-in catalogue: docker.io/library/busybox) and wget needs no root: harden.runAs in the policy assigns 65532:65532',
    )
  },
)
