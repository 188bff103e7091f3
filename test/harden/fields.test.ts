import * as assert from 'uvu/assert'
import { table } from '../table.ts'
import { after, changeLines, harden, leftOutLines, podOf, type Situation } from './hardened.ts'

interface Row extends Situation {
  readonly want: readonly string[]
  /** How the reports of what was left out begin. */
  readonly left?: readonly string[]
}

const nonRoot = 'runAsNonRoot = true'
const seccomp = 'seccompProfile = {"type":"RuntimeDefault"}'
const escalation = 'web.allowPrivilegeEscalation = false'
const drop = 'web.capabilities.drop = ["ALL"]'
const everything = [nonRoot, seccomp, escalation, drop]
const harmless = [seccomp, escalation]
const runAs = { harden: { runAs: { user: 65532, group: 65532 } } }

function keeps(...capabilities: string[]): string {
  return `web.capabilities = ${JSON.stringify({ drop: ['ALL'], add: capabilities })}`
}

const dropping = keeps('CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID')

/** An image that somebody looked at: what the row does not mention is not there. */
const known = { images: { 'registry.example.com/app': { setuid: false } } }
const worker = { own: 'runAsUser: 1000', level: 'baseline', ...known } as const
const inInit = [
  'web.runAsNonRoot = true',
  seccomp,
  'initContainers[0].allowPrivilegeEscalation = false',
  escalation,
] as const

function init(command: string, fields = ''): string {
  return `initContainers: [{ name: first, image: busybox, command: ${command}${fields} }]`
}

function initKeeps(...capabilities: string[]): string {
  return `initContainers[0].capabilities = ${JSON.stringify({ drop: ['ALL'], add: capabilities })}`
}

const mounted = ', volumeMounts: [{ name: data, mountPath: /data }]'

/** Harden, compare, and harden again: nothing may be left to do. */
function prove({ want, left = [], ...situation }: Row): void {
  const pod = podOf(situation)
  const hardening = harden(pod, situation)
  assert.equal(changeLines(hardening), want)
  const got = leftOutLines(hardening)
  assert.equal(
    got.map((line, index) => line.slice(0, left[index]?.length)),
    left,
  )
  assert.equal(changeLines(harden(after(pod, hardening), situation)), [])
}

table<Row>(
  'who runs decides which fields a container gets',
  {
    'nothing says who runs': {
      want: harmless,
      left: [
        'web runAsNonRoot: the user of the image is unknown',
        'web capabilities: the user of the image is unknown',
      ],
    },
    'its own user': { own: 'runAsUser: 1000', want: everything },
    'the user of its pod': { context: 'runAsUser: 1000', want: everything },
    'root by its own word': {
      own: 'runAsUser: 0',
      want: harmless,
      left: ['web runAsNonRoot: runAsUser is 0', 'web capabilities: runAsUser is 0'],
    },
    'root, over the user of its pod': {
      own: 'runAsUser: 0',
      context: 'runAsUser: 1000',
      want: harmless,
      left: ['web runAsNonRoot: runAsUser is 0', 'web capabilities: runAsUser is 0'],
    },
    'nobody that the kubelet would start as root': {
      context: 'runAsNonRoot: true',
      want: [seccomp, escalation, drop],
    },
    'a numeric USER': { web: 'image: grafana/grafana', want: everything },
    'a named USER, whose number the kubelet cannot know': {
      web: 'image: prom/prometheus',
      want: ['web.runAsUser = 65534', ...everything],
    },
    'a named USER that already fails to start': {
      web: 'image: prom/prometheus',
      context: 'runAsNonRoot: true',
      want: ['web.runAsUser = 65534', seccomp, escalation, drop],
    },
    'a named USER of which nothing asks that it be proven': {
      web: 'image: prom/prometheus',
      context: 'runAsNonRoot: false',
      want: [seccomp, escalation, drop],
    },
    'a named USER whose number is unknown': {
      web: 'image: velero/velero',
      want: harmless,
      left: ["web runAsNonRoot: the uid of the image's USER cnb", "web capabilities: the uid of the image's USER"],
    },
    'an image that is root': {
      web: 'image: busybox',
      want: harmless,
      left: ['web runAsNonRoot: the image runs as root', 'web capabilities: the image runs as root'],
    },
    'a user that the policy knows': {
      images: { 'registry.example.com/app': { user: { uid: 7 } } },
      want: everything,
    },
  },
  prove,
)

table<Row>(
  'an image that starts as root and drops it',
  {
    'is its final user from the start at restricted': {
      web: 'image: redis',
      want: ['web.runAsUser = 999', 'web.runAsGroup = 999', ...everything],
    },
    'and with an empty command, which is none': {
      web: 'image: redis, command: []',
      want: ['web.runAsUser = 999', 'web.runAsGroup = 999', ...everything],
    },
    'and with a command that calls the entrypoint': {
      web: 'image: redis, command: [docker-entrypoint.sh, redis-server]',
      want: ['web.runAsUser = 999', 'web.runAsGroup = 999', ...everything],
    },
    'keeps root and what dropping it takes at baseline': {
      web: 'image: redis',
      level: 'baseline',
      want: [...harmless, dropping],
      left: ['web runAsNonRoot: the image starts as root and switches to 999:999'],
    },
    'is left alone at privileged': { web: 'image: redis', level: 'privileged', want: [] },
    'keeps root at privileged, where the policy asks for the fields': {
      web: 'image: redis',
      level: 'privileged',
      harden: { fields: true },
      want: [...harmless, dropping],
      left: ['web runAsNonRoot: the image starts as root'],
    },
    'stays root where a command replaces the entrypoint': {
      web: 'image: redis, command: [sh, -c, redis-server]',
      want: harmless,
      left: [
        'web runAsNonRoot: the image starts as root, and `command` replaces the entrypoint',
        'web capabilities: the image starts as root, and `command` replaces the entrypoint',
      ],
    },
    'stays root where the author means it': {
      web: 'image: redis',
      own: 'runAsNonRoot: false',
      want: harmless,
      left: ['web capabilities: the image starts as root'],
    },
    'stays root where the check is exempted': {
      web: 'image: redis',
      exempt: ['runAsNonRoot'],
      want: harmless,
      left: ['web capabilities: the image starts as root'],
    },
    'stays root where its final user could not own its data': {
      web: 'image: "postgres:16", volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]',
      spec: 'volumes: [{ name: data, emptyDir: {} }]',
      want: harmless,
      left: ['web runAsNonRoot: the image starts as root', 'web capabilities: the image starts as root'],
    },
    'stays root where the volume is unknown': {
      web: 'image: "redis:7", volumeMounts: [{ name: data, mountPath: /data }]',
      spec: 'volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]',
      want: harmless,
      left: ['web runAsNonRoot: the image starts as root', 'web capabilities: the image starts as root'],
    },
    'has a parent that stays root': {
      web: 'image: nginx',
      want: harmless,
      left: ['web runAsNonRoot: the image starts as root', 'web capabilities: the image starts as root'],
    },
    'has a parent that stays root, which baseline admits': {
      web: 'image: nginx',
      level: 'baseline',
      want: [...harmless, keeps('CHOWN', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID')],
      left: ['web runAsNonRoot: the image starts as root'],
    },
    'needs what the level does not admit': {
      level: 'baseline',
      images: {
        'registry.example.com/app': {
          user: { uid: 0 },
          switchesTo: { uid: 5, gid: 5 },
          capabilities: ['SETUID', 'IPC_LOCK'],
        },
      },
      want: harmless,
      left: [
        'web runAsNonRoot: the image starts',
        'web capabilities: the image starts as root and switches to 5:5 (policy images), and its work needs IPC_LOCK, which baseline does not admit',
      ],
    },
    'needs what nobody wrote down': {
      level: 'baseline',
      images: { 'registry.example.com/app': { user: { uid: 0 }, switchesTo: { uid: 5, gid: 5 } } },
      want: harmless,
      left: ['web runAsNonRoot: the image starts', 'web capabilities: the image starts'],
    },
    'could give its user a volume only by a capability that its list forgot': {
      web: 'image: registry.example.com/app, volumeMounts: [{ name: data, mountPath: /data }]',
      spec: `${init('[sh, -c, "chown 0:0 /data && chmod 700 /data"]', mounted)}, volumes: [{ name: data, emptyDir: {} }]`,
      level: 'baseline',
      images: {
        'registry.example.com/app': {
          ...{ user: { uid: 0 }, switchesTo: { uid: 5, gid: 5 }, dataPaths: ['/data'] },
          capabilities: ['SETGID', 'SETUID'],
        },
      },
      want: [seccomp, inInit[2], escalation, initKeeps('CHOWN', 'DAC_OVERRIDE', 'FOWNER')],
      left: [
        'first runAsNonRoot',
        'web runAsNonRoot',
        'web capabilities: the image starts as root and switches to 5:5 (policy images); that needs SETGID, SETUID, and more',
      ],
    },
  },
  prove,
)

table<Row>(
  'harden.runAs',
  {
    'names the user of images of which nothing is known': {
      ...runAs,
      want: ['web.runAsUser = 65532', 'web.runAsGroup = 65532', ...everything],
    },
    'keeps the group that the author wrote': {
      ...runAs,
      context: 'runAsGroup: 5',
      want: ['web.runAsUser = 65532', ...everything],
    },
    'is not for an image that is root': {
      ...runAs,
      web: 'image: busybox',
      want: harmless,
      left: ['web runAsNonRoot: the image runs as root', 'web capabilities: the image runs as root'],
    },
    'is not for an image that drops root': {
      ...runAs,
      web: 'image: redis, command: [sh]',
      want: harmless,
      left: ['web runAsNonRoot: the image starts as root', 'web capabilities: the image starts as root'],
    },
    'is not for a privileged container, which is nothing without root': {
      ...runAs,
      own: 'privileged: true',
      want: [seccomp],
      left: [
        'web runAsNonRoot: harden.runAs does not apply: it is privileged',
        'web allowPrivilegeEscalation: the API server refuses it',
        'web capabilities: a privileged container has every capability',
      ],
    },
    'is not for a container that adds capabilities, which are nothing without root': {
      ...runAs,
      own: 'capabilities: { add: [NET_ADMIN] }',
      want: [seccomp],
      left: [
        'web runAsNonRoot: harden.runAs does not apply: it adds NET_ADMIN',
        'web allowPrivilegeEscalation: it adds NET_ADMIN',
        'web capabilities: harden.runAs does not apply',
      ],
    },
    'is not for a pod that may be root': {
      ...runAs,
      context: 'runAsNonRoot: false',
      want: harmless,
      left: ['web capabilities: harden.runAs does not apply: runAsNonRoot is false'],
    },
    'is not for an image that needs special powers': {
      ...runAs,
      web: 'image: moby/buildkit',
      want: [],
      left: [
        'web runAsNonRoot: harden.runAs does not apply: it mounts',
        'web seccompProfile: it mounts file systems',
        'web allowPrivilegeEscalation: it mounts file systems',
        'web capabilities: it mounts file systems',
      ],
    },
    'is not for a container whose check is exempted': {
      ...runAs,
      exempt: ['runAsNonRoot'],
      want: harmless,
      left: ['web capabilities: harden.runAs in the policy assigns 65532:65532'],
    },
  },
  prove,
)

table<Row>(
  'what the author wrote stays',
  {
    'a list that drops something': {
      own: 'runAsUser: 1000, capabilities: { drop: [NET_RAW] }',
      want: [nonRoot, seccomp, escalation],
    },
    'a list that is null was not written': { own: 'runAsUser: 1000, capabilities: { drop: null }', want: everything },
    'an added capability of root': {
      own: 'runAsUser: 0, capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] }',
      want: harmless,
      left: ['web runAsNonRoot: runAsUser is 0'],
    },
    'an added capability that only a file capability could give': {
      own: 'runAsUser: 1000, capabilities: { drop: [ALL], add: [CHOWN] }',
      want: [nonRoot, seccomp],
      left: ['web allowPrivilegeEscalation: it adds CHOWN'],
    },
    'an added capability that nothing needs any more': {
      own: 'runAsUser: 1000, capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] }',
      context: 'sysctls: [{ name: net.ipv4.ip_unprivileged_port_start, value: "0" }]',
      want: [nonRoot, seccomp, escalation],
    },
    'a container that may gain privileges': {
      own: 'runAsUser: 1000, allowPrivilegeEscalation: true',
      want: [nonRoot, seccomp, drop],
    },
    'a container without seccomp': {
      own: 'runAsUser: 1000, seccompProfile: { type: Unconfined }',
      want: [nonRoot, escalation, drop],
    },
    'a pod without seccomp': {
      own: 'runAsUser: 1000',
      context: 'seccompProfile: { type: Unconfined }',
      want: [nonRoot, escalation, drop],
    },
    'the capability that the API server refuses beside the field': {
      own: 'runAsUser: 0, capabilities: { add: [CAP_SYS_ADMIN] }',
      want: [seccomp],
      left: [
        'web runAsNonRoot: runAsUser is 0',
        'web allowPrivilegeEscalation: the API server refuses it beside capabilities.add CAP_SYS_ADMIN',
        'web capabilities: runAsUser is 0',
      ],
    },
    'everything, where every check is exempted': {
      own: 'runAsUser: 1000',
      exempt: ['runAsNonRoot', 'seccompProfile_restricted', 'allowPrivilegeEscalation', 'capabilities_restricted'],
      want: [],
    },
    'everything, where the policy turns the fields off': {
      own: 'runAsUser: 1000',
      harden: { fields: false },
      want: [],
    },
    'root in a user namespace, of which nothing has to be proven': {
      own: 'runAsUser: 0',
      spec: 'hostUsers: false',
      want: harmless,
      left: ['web capabilities: runAsUser is 0'],
    },
    'root in a user namespace, which older policies do not see': {
      own: 'runAsUser: 0',
      spec: 'hostUsers: false',
      version: 34,
      want: harmless,
      left: ['web runAsNonRoot: runAsUser is 0', 'web capabilities: runAsUser is 0'],
    },
  },
  prove,
)

table<Row>(
  'a field is written once on the pod, or on the containers that allow it',
  {
    'all of them do': {
      own: 'runAsUser: 1000',
      beside: 'name: beside, image: grafana/grafana',
      want: [...harmless, drop]
        .toSpliced(0, 1, nonRoot, seccomp)
        .toSpliced(3, 0, 'beside.allowPrivilegeEscalation = false')
        .concat('beside.capabilities.drop = ["ALL"]'),
    },
    'one of them is root': {
      own: 'runAsUser: 1000',
      beside: 'name: beside, image: busybox',
      want: ['web.runAsNonRoot = true', seccomp, escalation, 'beside.allowPrivilegeEscalation = false', drop],
      left: ['beside runAsNonRoot: the image runs as root', 'beside capabilities: the image runs as root'],
    },
    'one of them says otherwise itself': {
      own: 'runAsUser: 1000',
      beside: 'name: beside, image: busybox, securityContext: { runAsNonRoot: false }',
      want: [nonRoot, seccomp, escalation, 'beside.allowPrivilegeEscalation = false', drop],
      left: ['beside capabilities: the image runs as root'],
    },
    'one of them has an image that needs special powers': {
      web: 'image: moby/buildkit',
      own: 'runAsUser: 1000',
      beside: 'name: beside, image: grafana/grafana',
      want: [
        nonRoot,
        'beside.seccompProfile = {"type":"RuntimeDefault"}',
        'beside.allowPrivilegeEscalation = false',
        'beside.capabilities.drop = ["ALL"]',
      ],
      left: [
        'web seccompProfile: it mounts file systems',
        'web allowPrivilegeEscalation: it mounts file systems',
        'web capabilities: it mounts file systems',
      ],
    },
    'what serves the kind refuses a security context of the pod': {
      own: 'runAsUser: 1000',
      containersOnly: 'the serving side has no such field',
      want: ['web.runAsNonRoot = true', 'web.seccompProfile = {"type":"RuntimeDefault"}', escalation, drop],
    },
    'there are no containers': {
      web: 'image: busybox',
      spec: 'initContainers: []',
      want: harmless,
      left: ['web runAsNonRoot: the image', 'web capabilities: the image'],
    },
  },
  prove,
)

table<Row>(
  'an init container that is root',
  {
    'only re-owns': {
      ...worker,
      spec: init('[chown, -R, "1000:1000", /data]'),
      want: [...inInit, initKeeps('CHOWN', 'DAC_OVERRIDE', 'FOWNER'), drop],
      left: ['first runAsNonRoot'],
    },
    'sets the setgid bit, which takes one capability more': {
      ...worker,
      spec: init('[sh, -c, "chown 1000 /data && chmod 2775 /data"]'),
      want: [...inInit, initKeeps('CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'), drop],
      left: ['first runAsNonRoot'],
    },
    'sets the setgid bit by its letter': {
      ...worker,
      spec: init('[chmod, g+rwxs, /data]'),
      want: [...inInit, initKeeps('CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'), drop],
      left: ['first runAsNonRoot'],
    },
    'only speaks, which is no reason to give it anything': {
      ...worker,
      spec: init('[echo, ready]'),
      want: [...inInit, drop],
      left: ['first runAsNonRoot', 'first capabilities: the image runs as root'],
    },
    'does more than is understood': {
      ...worker,
      spec: init('[sh, -c, "chown 1000 /data; tar -xf /x -C /data"]'),
      want: [...inInit, drop],
      left: ['first runAsNonRoot', 'first capabilities: the image runs as root'],
    },
    'only re-owns, which restricted does not admit': {
      ...worker,
      level: 'restricted',
      spec: init('[chown, -R, "1000:1000", /data]'),
      want: [...inInit, drop],
      left: [
        'first runAsNonRoot',
        'first capabilities: the image runs as root (built-in catalogue: docker.io/library/busybox), and its work needs CHOWN',
      ],
    },
    'has a say about its capabilities': {
      ...worker,
      spec: init('[chown, -R, "1000:1000", /data]', ', securityContext: { capabilities: { add: [CHOWN] } }'),
      want: [...inInit, drop],
      left: ['first runAsNonRoot', 'first capabilities'],
    },
  },
  prove,
)
