import * as assert from 'uvu/assert'
import type { ImageFacts } from '../../src/knowledge/images/image-facts.ts'
import { accessWords } from '../../src/report/words/access-words.ts'
import type { Settings, StorageFacts } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { accessText, inodeText, lastVerdict, type PodText, podText } from './judged-mounts.ts'

const user = 'runAsUser: 10000, runAsGroup: 10000, supplementalGroupsPolicy: Strict'
const grouped = `${user}, fsGroup: 2000`

/** The class `made` with a root of this owner and mode. */
function made(owner: string, facts: StorageFacts = { source: 'hostPath' }): Partial<Settings> {
  const [uid = 0, gid = 0, mode = '0755'] = owner.split(/[: ]/).map((text, at) => (at < 2 ? Number(text) : text))
  const root = { uid: Number(uid), gid: Number(gid), mode: String(mode) }
  return { storageClasses: new Map([['made', { ...facts, root }]]) }
}

/** Every image is locked with these directories. */
function lockedPaths(mountPoints: NonNullable<ImageFacts['mountPoints']>): Partial<Settings> {
  return { images: new Map(), lockedImage: () => ({ mountPoints, measured: true, from: 'as locked' }) }
}

interface Row {
  readonly pod: PodText
  readonly settings?: Partial<Settings>
  /** `root, access`. */
  readonly want: string
  readonly because?: string | RegExp
}

function prove({ pod, settings, want, because }: Row): void {
  const verdict = lastVerdict(podText({ context: user, ...pod }), settings)
  assert.is(`${inodeText(verdict.root)} ${accessText(verdict)}`, want)
  if (typeof because === 'string') assert.is(accessWords(verdict.reason), because)
  else if (because !== undefined) assert.match(accessWords(verdict.reason), because)
}

/** Nothing says who may write a path that may exist on the node. */
function ofHostPath(type: string, is: string): Row {
  const because = `the owner and mode of /data are unknown: the path is ${is}`
  return {
    pod: { volume: `hostPath: { path: /srv, type: ${type} }` },
    want: '? ????',
    because: new RegExp(`^${because}`),
  }
}

table<Row>(
  'a volume that the pod brings along',
  {
    emptyDir: { pod: { volume: 'emptyDir: {}' }, want: '0:0 0777 yyyn' },
    'emptyDir with fsGroup': { pod: { context: grouped, volume: 'emptyDir: {}' }, want: '0:2000 2777 yyyn' },
    'emptyDir in memory': { pod: { volume: 'emptyDir: { medium: Memory }' }, want: '0:0 1777 yyyn' },
    'emptyDir in memory with fsGroup': {
      pod: { context: grouped, volume: 'emptyDir: { medium: Memory }' },
      want: '0:2000 3777 yyyn',
    },
    'emptyDir of huge pages': { pod: { volume: 'emptyDir: { medium: HugePages-2Mi }' }, want: '0:0 0755 ynnn' },
    'emptyDir of huge pages with fsGroup': {
      pod: { context: grouped, volume: 'emptyDir: { medium: HugePages }' },
      want: '0:2000 2775 yyyn',
    },
    'no source at all is an emptyDir': { pod: { volume: '' }, want: '0:0 0777 yyyn' },
    'a source that is null is an emptyDir': { pod: { volume: 'hostPath: null' }, want: '0:0 0777 yyyn' },
    'sources of a projected volume that are null hold nothing': {
      pod: { volume: 'projected: { defaultMode: 0, sources: [null, { secret: null }] }' },
      want: '0:0 1777 ynnn',
    },
    'a group that is null is the group of root': {
      pod: { context: 'runAsUser: 5, runAsGroup: 5, supplementalGroups: [null]' },
      settings: made('0:0 0770'),
      want: '0:0 0770 yyyn',
    },
    'a variable that is null is empty': {
      pod: {
        volume: 'emptyDir: {}',
        init: `        - name: own
          image: busybox
          securityContext: { runAsUser: 0 }
          env: [{ name: NONE, value: null }]
          command: [chown, '5:5', '/data$(NONE)']
          volumeMounts: [{ name: data, mountPath: /data }]`,
      },
      want: '0:0 0777 yyyn',
      because: 'after init container own, everyone can write /data (mode 0777)',
    },
    gitRepo: { pod: { context: grouped, volume: 'gitRepo: { repository: r }' }, want: '0:2000 2777 yyyn' },
    hostPath: {
      pod: { context: grouped, volume: 'hostPath: { path: /srv }' },
      want: '? ????',
      because: /^the owner and mode of \/data are unknown: the path is made 0:0 0755 by the container runtime/,
    },
    'hostPath that the kubelet may make': ofHostPath(
      'DirectoryOrCreate',
      'made 0:0 0755 by the kubelet unless it exists',
    ),
    'hostPath, a file that the kubelet may make': ofHostPath(
      'FileOrCreate',
      'made 0:0 0644 by the kubelet unless it exists',
    ),
    'hostPath that must exist': ofHostPath('Directory', 'expected to exist on the node'),
    'hostPath, a file': ofHostPath('File', 'expected to exist on the node as a file'),
    'hostPath, a socket': ofHostPath('Socket', 'expected to exist on the node as a socket'),
    'hostPath, a character device': ofHostPath('CharDevice', 'expected to exist on the node as a character device'),
    'hostPath, a block device': ofHostPath('BlockDevice', 'expected to exist on the node as a block device'),
    'hostPath for root': {
      pod: { own: 'runAsUser: 0', volume: 'hostPath: { path: /srv }' },
      want: '? yyyy',
      because: 'uid 0 has CAP_DAC_OVERRIDE and can write /data whatever its mode',
    },
    'nfs for root, whom the server may squash': {
      pod: { own: 'runAsUser: 0', volume: 'nfs: { server: s, path: / }' },
      want: '? ????',
    },
    'iscsi, where fsGroup’s bits decide': {
      pod: { context: grouped, volume: 'iscsi: { targetPortal: p, iqn: i, lun: 0 }' },
      want: '? yyy?',
    },
    'iscsi read-only is not re-owned': {
      pod: { context: grouped, volume: 'iscsi: { targetPortal: p, iqn: i, lun: 0, readOnly: true }' },
      want: '? ?nnn',
    },
    'an image': {
      pod: { volume: 'image: { reference: r }' },
      want: '? ?nnn',
      because: 'the owner and mode of /data are unknown: the owners and modes of the image are not known',
    },
    'an image that is locked': {
      pod: { volume: 'image: { reference: r }' },
      settings: lockedPaths({ '/': { owner: '0:0', mode: '0755' } }),
      want: '0:0 0755 ynnn',
    },
    'an image whose root only CRI-O takes from its layers': {
      pod: { volume: 'image: { reference: r }' },
      settings: lockedPaths({ '/': { owner: '5:5', mode: '0700' } }),
      want: '? ?nnn',
      because: "containerd makes the image's root 0:0 0755, and CRI-O what its layers say",
    },
    'an image whose root everybody may read in both': {
      pod: { volume: 'image: { reference: r }' },
      settings: lockedPaths({ '/': { owner: '5:5', mode: '0755' } }),
      want: '? ynnn',
    },
    'a directory of an image': {
      pod: { volume: 'image: { reference: r }', mount: 'subPath: a/b' },
      settings: lockedPaths({ '/': { owner: '0:0', mode: '0755' }, '/a/b': { owner: '5:5', mode: '0700' } }),
      want: '5:5 0700 nnnn',
    },
    'a directory that the image does not have': {
      pod: { volume: 'image: { reference: r }', mount: 'subPath: a/c' },
      settings: lockedPaths({ '/': { owner: '0:0', mode: '0755' }, '/a/c': 'absent' }),
      want: '? ?nnn',
      because: 'the owner and mode of /data are unknown: the image has no directory a/c, as locked',
    },
    'a directory that the image does not have, for root': {
      pod: { own: 'runAsUser: 0', volume: 'image: { reference: r }', mount: 'subPath: a/c' },
      settings: lockedPaths({ '/': { owner: '0:0', mode: '0755' }, '/a/c': 'absent' }),
      want: '? ?nnn',
      because: /^the image of volume data has no directory a\/c, as locked: containerd 2\.2 and CRI-O refuse/,
    },
    'a directory of an image that nobody looked for': {
      pod: { volume: 'image: { reference: r }', mount: 'subPath: a/b' },
      settings: lockedPaths({ '/': { owner: '0:0', mode: '0755' }, '/a': { owner: '5:5', mode: '0700' } }),
      want: '? ?nnn',
    },
    'a removed plugin': { pod: { volume: 'glusterfs: { path: p }' }, want: '? ????' },
    'a secrets-store mount': {
      pod: { context: grouped, volume: 'csi: { driver: secrets-store.csi.k8s.io, readOnly: true }' },
      want: '? ?nnn',
    },
    'NFS in a user namespace': {
      pod: { volume: 'nfs: { server: s, path: / }', spec: 'hostUsers: false' },
      want: '? nnnn',
      because: /idmapped/,
    },
  },
  prove,
)

table<Row>(
  'files of API objects',
  {
    'a configMap': { pod: { volume: 'configMap: { name: c }' }, want: '0:0 0777 ynnn' },
    'fields of the pod': { pod: { volume: 'downwardAPI: { items: [] }' }, want: '0:0 1777 ynnn' },
    'a secret with 0400': {
      pod: { volume: 'secret: { secretName: s, defaultMode: 0400 }' },
      want: '0:0 1777 nnnn',
      because:
        'a file of /data is owned by 0:0 with mode 0400, which only its owner can read; the process runs as uid 10000',
    },
    'a secret with 0400 and fsGroup': {
      pod: { context: grouped, volume: 'secret: { secretName: s, defaultMode: 0o400 }' },
      want: '0:2000 3777 ynnn',
    },
    'an item’s mode': {
      pod: { volume: 'configMap: { name: c, items: [{ key: k, path: p, mode: 0400 }, { key: l, path: q }] }' },
      want: '0:0 0777 nnnn',
    },
    'a sub-path shows one item': {
      pod: {
        volume: 'configMap: { name: c, items: [{ key: k, path: p, mode: 0400 }, { key: l, path: q }] }',
        mount: 'subPath: q',
      },
      want: '? ynnn',
    },
    'a token for nobody in particular': {
      pod: { context: 'fsGroup: null', own: 'runAsNonRoot: true', volume: projected('defaultMode: 0644') },
      want: '0:0 1777 ynnn',
    },
    'a token for the user that all containers have': {
      pod: { volume: projected('defaultMode: 0400') },
      want: '0:0 1777 ynnn',
    },
    'a token for another container’s user as well is for everybody': {
      pod: { volume: projected('defaultMode: 0644'), others: container('other', 'runAsUser: 5') },
      want: '0:0 1777 ynnn',
    },
    'a token for root, read by an entrypoint that dropped root': {
      pod: { own: 'runAsUser: 0', image: 'postgres:17', volume: projected('defaultMode: 0644') },
      want: '0:0 1777 nnnn',
    },
    'a token for the pod’s group': {
      pod: { context: grouped, volume: projected('defaultMode: 0400'), others: container('other', 'runAsUser: 5') },
      want: '0:2000 3777 ynnn',
    },
    'a mode that is none': { pod: { volume: 'secret: { defaultMode: 1000 }' }, want: '0:0 1777 ?nnn' },
  },
  prove,
)

function projected(fields: string): string {
  return `projected: { ${fields}, sources: [{ serviceAccountToken: { path: token } }] }`
}

function container(name: string, own: string): string {
  return `        - { name: ${name}, image: x, securityContext: { ${own} } }`
}

/** Sub-paths of volumes whose root has the owner and mode of the row. */
/** `/data` belongs to `owner`, and below it an emptyDir is mounted that everybody may write. */
function below(owner: string, context = user, differences: PodText = {}): Pick<Row, 'pod' | 'settings'> {
  const spec = 'volumes: [{ name: cache, emptyDir: {} }]'
  const mounts = '{ name: cache, mountPath: /data/a/cache }'
  return { pod: { context, spec, mounts, ...differences }, settings: made(owner) }
}

table<Row>(
  'a mount below another one, which the program has to walk through',
  {
    'one that it may enter': { ...below('0:0 0755'), want: '0:0 0777 yyyn' },
    'one that it may enter and not list': { ...below('0:0 0711'), want: '0:0 0777 yyyn' },
    'one that is closed': {
      ...below('1000:1000 0700'),
      want: '0:0 0777 nnnn',
      because: /^\/data is owned by 1000:1000 with mode 0700/,
    },
    'one that fsGroup opens': {
      ...below('0:0 0700', grouped),
      settings: made('0:0 0700', { source: 'local' }),
      want: '0:2000 2777 yyyn',
    },
    'one that nobody knows': {
      ...below('0:0 0755'),
      settings: {},
      want: '0:0 0777 ???n',
      because: /^the owner and mode of \/data are unknown/,
    },
    'a closed one, for root': { ...below('1000:1000 0700', 'runAsUser: 0'), want: '0:0 0777 yyyy' },
    'a closed one, which an init container opens': {
      ...below('1000:1000 0700', user, {
        init: `        - { name: open, image: busybox, securityContext: { runAsUser: 0 }, command: [chmod, '0755', /data], volumeMounts: [{ name: data, mountPath: /data }] }`,
      }),
      want: '0:0 0777 yyyn',
    },
  },
  prove,
)

table<Row>(
  'a sub-path that the kubelet makes',
  {
    'open root': { pod: { mount: 'subPath: a' }, settings: made('0:0 0777'), want: '0:0 0777 yyyn' },
    'setgid root of the pod’s group': {
      pod: { context: grouped, mount: 'subPath: a' },
      settings: made('0:0 0755', { source: 'local' }),
      want: '0:2000 2775 yyyn',
    },
    'even the owner of the root is locked out': {
      pod: { context: 'runAsUser: 1000, runAsGroup: 1000, supplementalGroupsPolicy: Strict', mount: 'subPath: a' },
      settings: made('1000:1000 0755'),
      want: '0:0 0755 ynnn',
      because: '/data is owned by 0:0 with mode 0755, which only its owner can write; the process runs as uid 1000',
    },
    'a setgid root passes its group on': {
      pod: { context: 'runAsUser: 1000, runAsGroup: 1000, supplementalGroupsPolicy: Strict', mount: 'subPath: a/b' },
      settings: made('1000:1000 2775'),
      want: '0:1000 2775 yyyn',
    },
    'an expression': {
      pod: { mount: 'subPathExpr: $(WEB_SERVICE_HOST)' },
      settings: made('1000:1000 0755'),
      want: '0:0 0755 ynnn',
    },
    'of an unknown volume': { pod: { volume: 'hostPath: { path: /srv }', mount: 'subPath: a' }, want: '? ????' },
  },
  prove,
)

const root = 'runAsUser: 0, runAsGroup: 0, runAsNonRoot: false'

function init(command: string, { own = root, mount = '' }: { own?: string; mount?: string } = {}): string {
  return `        - name: prepare
          image: busybox
          securityContext: {${own}}
          command: ${command}
          volumeMounts: [{ name: data, mountPath: /data${mount} }]`
}

const bare = `${root}, capabilities: { drop: [ALL] }`
const chown = `[sh, -ec, "chown -R 10000:10000 /data"]`

const ofPod = '{ name: POD, valueFrom: { fieldRef: { fieldPath: metadata.name } } }'
const making = (path: string) => init(`[sh, -ec, "mkdir -p /data/${path}; chown 10000 /data/${path}"]`)

table<Row>(
  'the directory that an expression names',
  {
    'is the one of its value': {
      pod: { init: making('sub'), mount: 'subPathExpr: $(SUB)', env: '{ name: SUB, value: sub }' },
      settings: made('1000:1000 0755'),
      want: '0:0 0755 yyyy',
    },
    'is another one than that of another value': {
      pod: { init: making('other'), mount: 'subPathExpr: $(SUB)', env: '{ name: SUB, value: sub }' },
      settings: made('1000:1000 0755'),
      want: '0:0 0755 ynnn',
    },
    'lies below what its value begins with': {
      pod: { init: making('sub/deep'), mount: 'subPathExpr: $(SUB)/deep', env: '{ name: SUB, value: sub }' },
      settings: made('1000:1000 0755'),
      want: '0:0 0755 yyyy',
    },
    'may be any that an init container made, where nobody says its value': {
      pod: { init: making('sub'), mount: 'subPathExpr: $(POD)', env: ofPod },
      settings: made('1000:1000 0755'),
      want: '0:0 0755 y???',
    },
    'is made by the kubelet where nobody else makes one': {
      pod: { mount: 'subPathExpr: $(POD)', env: ofPod },
      settings: made('1000:1000 0755'),
      want: '0:0 0755 ynnn',
    },
  },
  prove,
)

table<Row>(
  'what init containers leave',
  {
    'the chown container of the examples': {
      pod: { init: init(chown) },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 yyyy',
      because: 'after init container prepare, uid 10000 owns /data (mode 0755)',
    },
    'without a shell': {
      pod: { init: init('[chown, -R, "10000:10000", /data]') },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 yyyy',
    },
    'a file in a folder that another mount shows': {
      pod: { context: grouped, init: init('[sh, -ec, "echo text >/data/file"]', { mount: ', subPath: sub' }) },
      settings: made('10000:2000 2775'),
      want: '10000:2000 2775 yy?y',
    },
    'with arguments alone': {
      pod: { init: init(`[]\n          args: ${chown}`) },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 yyyy',
    },
    'with ids from the environment': {
      pod: { init: init(`[sh, -c, 'chown -R "$U" /data']\n          env: [{ name: U, value: "10000:10000" }]`) },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 yyyy',
    },
    'with ids that the kubelet fills in': {
      pod: { init: init(`[chown, -R, "$(U):$(U)", /data]\n          env: [{ name: U, value: "10000" }]`) },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 yyyy',
    },
    'a path that depends on where the script is': {
      pod: { init: init(`[sh, -c, "cd $DATA && chown -R 10000 ."]`) },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 ????',
    },
    'a path from the folder that the script enters': {
      pod: { init: init(`[sh, -c, "cd /data && chown -R 10000 ."]`) },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 yyyy',
    },
    'a chown that lost its capability never ends well': {
      pod: { init: init(chown, { own: bare }) },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 nnnn',
      because:
        'init container prepare will fail: uid 0 cannot run `chown /data`: it needs CHOWN, which this container drops',
    },
    'a chown of what is found in a new volume, which is nothing': {
      pod: { init: init(`[sh, -c, "find /data -mindepth 1 | xargs -r chown -R 10000"]`, { own: bare }) },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 ynnn',
    },
    'a chown of what is found where find may not look, which is nothing': {
      pod: { init: init(`[sh, -c, "find /data -mindepth 1 | xargs -r chown -R 10000"]`, { own: ' runAsUser: 5' }) },
      settings: made('1000:1000 0700'),
      want: '1000:1000 0700 nnnn',
      because: /^\/data is owned by 1000:1000/,
    },
    'a chown of what is found on a new disk, which is lost+found': {
      pod: { init: init(`[sh, -c, "find /data -mindepth 1 | xargs -r chown -R 10000"]`, { own: bare }) },
      settings: made('1000:1000 0755', { profile: 'aws-ebs' }),
      want: '1000:1000 0755 ?nnn',
    },
    'a chown of what is found on a new disk but lost+found': {
      pod: {
        init: init(`[sh, -c, "find /data -mindepth 1 -not -name lost+found | xargs -r chown -R 10000"]`, { own: bare }),
      },
      settings: made('1000:1000 0755', { profile: 'aws-ebs' }),
      want: '1000:1000 0755 ynnn',
    },
    'a failure that is forgiven': {
      pod: { init: init(`[sh, -c, "chown -R 10000 /data || true"]`, { own: bare }) },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 ynnn',
    },
    'a chown of another path': {
      pod: { init: init(`[sh, -c, "chown -R 10000 /srv"]`) },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 ynnn',
    },
    'a read-only mount': {
      pod: { init: init(chown, { mount: ', readOnly: true' }) },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 nnnn',
    },
    'the owner gives its directory to a group of the pod': {
      pod: {
        context: 'runAsUser: 10000, runAsGroup: 10000, supplementalGroupsPolicy: Strict, supplementalGroups: [10000]',
        init: init(`[sh, -ec, "chgrp 10000 /data && chmod g+rwxs /data"]`, {
          own: 'runAsUser: 1000, runAsGroup: 1000, capabilities: { drop: [ALL] }',
        }),
      },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 yyyn',
      because: 'after init container prepare, uid 10000 is in group 10000, which can write /data (mode 2775)',
    },
    'the same sub-path, as charts do it': {
      pod: { init: init(chown, { mount: ', subPath: a' }), mount: 'subPath: a' },
      settings: made('0:0 0755'),
      want: '0:0 0755 yyyy',
    },
    'the root, before the kubelet makes a sub-path': {
      pod: { init: init(chown), mount: 'subPath: a' },
      settings: made('0:0 0755'),
      want: '0:0 0755 ynnn',
    },
    'the root, with the sub-directory made in time': {
      pod: { init: init(`[sh, -ec, "mkdir -p /data/a && chown -R 10000 /data/a"]`), mount: 'subPath: a' },
      settings: made('0:0 0755'),
      want: '0:0 0755 yyyy',
    },
    'bitnami’s way of sparing lost+found re-owns what is in it': {
      pod: {
        init: init(
          '[sh, -ec, "chown 10000:10000 /data; find /data -mindepth 1 -maxdepth 1 -not -name lost+found | xargs -r chown -R 10000:10000"]',
        ),
      },
      settings: made('0:0 0755'),
      want: '0:0 0755 yyyy',
    },
    'a script that is not understood and speaks of owners': {
      pod: { init: init(`[sh, -c, "select x in x; do chown 10000 /data; done"]`) },
      settings: made('0:0 0755'),
      want: '0:0 0755 ????',
    },
    'a case whose word is known': {
      pod: { init: init(`[sh, -c, "case x in x) chown 10000 /data;; esac"]`) },
      settings: made('0:0 0755'),
      want: '0:0 0755 yyyy',
    },
    'a chown behind a condition': {
      pod: { init: init(`[sh, -c, "if [ -d /data ]; then chown 10000 /data; fi"]`) },
      settings: made('0:0 0755'),
      want: '0:0 0755 y???',
    },
    'a script that is not understood by a process that owns nothing': {
      pod: {
        init: init(`[sh, -c, "select f in f; do chmod 0777 /data; done"]`, { own: 'runAsUser: 5, runAsGroup: 5' }),
      },
      settings: made('0:0 0755'),
      want: '0:0 0755 ?n?n',
    },
    'a function that is bound to fail': {
      pod: { init: init(`[sh, -c, "f() { chmod 0777 /data; }; f"]`, { own: 'runAsUser: 5, runAsGroup: 5' }) },
      settings: made('0:0 0755'),
      want: '0:0 0755 nnnn',
    },
    'a loop that is bound to fail': {
      pod: { init: init(`[sh, -c, "for f in a; do chmod 0777 /data; done"]`, { own: 'runAsUser: 5, runAsGroup: 5' }) },
      settings: made('0:0 0755'),
      want: '0:0 0755 nnnn',
    },
    'a script that says nothing of owners': {
      pod: { init: init(`[sh, -c, "for f in a; do touch /data/$f; done"]`) },
      settings: made('0:0 0777'),
      want: '0:0 0777 yy?n',
    },
    'what the owner unpacks stays his own': {
      pod: { init: init(`[sh, -c, "tar -xf /seed/a.tar -C /data"]`, { own: 'runAsUser: 10000, runAsGroup: 10000' }) },
      settings: made('10000:10000 0755'),
      want: '10000:10000 0755 yyyy',
    },
    'what the owner unpacks may be closed to others': {
      pod: { init: init(`[sh, -c, "tar -xf /seed/a.tar -C /data"]`, { own: 'runAsUser: 5, runAsGroup: 5' }) },
      settings: made('5:10000 0770'),
      want: '5:10000 0770 ???n',
    },
    'what the owner unpacks with a mode of its own may be closed to him': {
      pod: {
        init: init(`[sh, -c, "for f in a; do tar -xf $f -C /data; chmod $MODE /data; done"]`, {
          own: 'runAsUser: 10000, runAsGroup: 10000',
        }),
      },
      settings: made('10000:10000 0755'),
      want: '10000:10000 0755 ???y',
    },
    'what root unpacks may be anybody’s': {
      pod: { init: init(`[sh, -c, "tar -xf /seed/a.tar -C /data"]`) },
      settings: made('10000:10000 0755'),
      want: '10000:10000 0755 ????',
    },
    'what root copies with its owners may be anybody’s': {
      pod: { init: init(`[sh, -c, "for f in a; do cp -rp /seed/$f /data; done"]`) },
      settings: made('10000:10000 0755'),
      want: '10000:10000 0755 ????',
    },
    'what root copies as an archive may be anybody’s': {
      pod: { init: init(`[sh, -c, "for f in a; do cp -a /seed/$f /data; done"]`) },
      settings: made('10000:10000 0755'),
      want: '10000:10000 0755 ????',
    },
    'what root copies without its owners changes none': {
      pod: { init: init(`[sh, -c, "for f in a; do cp -r /seed/$f /data; done"]`) },
      settings: made('10000:10000 0755'),
      want: '10000:10000 0755 yy?y',
    },
    'a sidecar may be too late': {
      pod: { init: `${init(chown)}\n          restartPolicy: Always` },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 y???',
    },
    'an image’s own entrypoint as root may open the directory': {
      pod: { init: init('[]') },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 y??n',
    },
    'CIFS keeps its owner': {
      pod: { init: init(chown) },
      settings: made('0:0 0755', { profile: 'csi-smb' }),
      want: '0:0 0755 nnnn',
    },
    'a claim of which nothing is known': {
      pod: { volume: 'persistentVolumeClaim: { claimName: other }', init: init(chown) },
      want: '? ????',
    },
  },
  prove,
)

table<Row>(
  'a database that starts as root',
  {
    'with its own entrypoint': {
      pod: { context: '', image: 'postgres:17', mount: 'mountPath: /var/lib/postgresql/data' },
      settings: made('0:0 0755'),
      want: '0:0 0755 yyyy',
    },
    'at a path that the entrypoint leaves alone': {
      pod: { context: '', image: 'postgres:17' },
      settings: made('0:0 0755'),
      want: '0:0 0755 ynnn',
    },
    'at a share that cannot be re-owned': {
      pod: { context: '', image: 'postgres:17', mount: 'mountPath: /var/lib/postgresql/data' },
      settings: made('0:0 0755', { profile: 'csi-smb' }),
      want: '0:0 0755 ynnn',
    },
    'after drop ALL': {
      pod: { context: '', image: 'postgres:17', own: 'capabilities: { drop: [ALL] }' },
      settings: made('0:0 0777'),
      want: '0:0 0777 nnnn',
      because: /cannot become 999:999/,
    },
    'as its final user': {
      pod: { context: 'runAsUser: 999', image: 'postgres:17' },
      settings: made('999:999 0700'),
      want: '999:999 0700 yyyy',
    },
    'as its final user by group, so that it cannot chmod its directory': {
      pod: { context: 'runAsUser: 999, fsGroup: 999', image: 'postgres:17' },
      settings: made('0:0 0755', { profile: 'aws-ebs' }),
      want: '0:999 2775 yyyn',
    },
    'gosu forgets the pod’s groups': {
      pod: { context: 'fsGroup: 2000', image: 'registry.example.com/db' },
      settings: {
        ...made('0:2000 0770'),
        images: new Map([
          [
            'registry.example.com/db',
            { user: { uid: 0 }, groups: [], switchesTo: { uid: 999, gid: 999 }, dataPaths: [], from: 'policy images' },
          ],
        ]),
      },
      want: '0:2000 0770 nnnn',
    },
  },
  prove,
)

table<Row>(
  'what a verdict says',
  {
    'neither owner nor member': {
      pod: {},
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 ynnn',
      because:
        '/data is owned by 1000:1000 with mode 0755, which only its owner can write; the process runs as uid 10000',
    },
    'a member of a group that may only read': {
      pod: { context: `${user}, supplementalGroups: [1000]` },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 ynnn',
      because:
        '/data is owned by 1000:1000 with mode 0755, which only its owner can write; the process runs as uid 10000',
    },
    'an owner whose mode locks it out': {
      pod: { context: 'runAsUser: 1000, runAsGroup: 1' },
      settings: made('1000:1000 0577'),
      want: '1000:1000 0577 ynny',
      because: '/data is owned by 1000:1000 with mode 0577, which does not let its owner, uid 1000, write',
    },
    'the groups of an unknown image decide': {
      pod: { context: 'runAsUser: 10000, runAsGroup: 10000' },
      settings: made('1000:1000 2775'),
      want: '1000:1000 2775 y??n',
      because:
        '/data is owned by 1000:1000 with mode 2775, and the image may add groups to its user (supplementalGroupsPolicy Merge)',
    },
    'an unknown user': {
      pod: { context: '' },
      settings: made('1000:1000 0755'),
      want: '1000:1000 0755 y???',
      because:
        /the user of image registry.example.com\/app is unknown and runAsUser is not set; the primary group of that user in image registry.example.com\/app is unknown/,
    },
    'an unknown user that is not root, in a directory of root’s': {
      pod: { context: 'runAsNonRoot: true' },
      settings: made('0:0 0755'),
      want: '0:0 0755 ynnn',
    },
    'a read-only mount wants to be read': {
      pod: { mount: 'readOnly: true' },
      settings: made('1000:1000 0700'),
      want: '1000:1000 0700 nnnn',
      because:
        '/data is owned by 1000:1000 with mode 0700, which only its owner can read; the process runs as uid 10000',
    },
    'a mount without a volume': {
      pod: { volume: 'emptyDir: {}', spec: 'volumes: []' },
      want: '? nnnn',
      because: 'the pod has no volume "data"',
    },
  },
  prove,
)
