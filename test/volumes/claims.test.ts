import * as assert from 'uvu/assert'
import { storageProfiles } from '../../src/knowledge/storage/profile-names.ts'
import { accessWords } from '../../src/report/words/access-words.ts'
import type { FsGroupSupport, MountVerdict } from '../../src/volumes/model/mount.ts'
import type { Settings, StorageFacts } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { accessText, inodeText, lastVerdict, podText } from './judged-mounts.ts'

const user = 'runAsUser: 10000, runAsGroup: 10000, supplementalGroupsPolicy: Strict'
const grouped = `${user}, fsGroup: 2000`

function classes(facts: Readonly<Record<string, StorageFacts>>): Partial<Settings> {
  return { storageClasses: new Map(Object.entries(facts)) }
}

/** `plugin fsGroup fresh → root, access`. */
function shown({ facts, ...verdict }: MountVerdict): string {
  const { plugin, fsGroup } = facts ?? {}
  const inodes = `${inodeText(verdict.fresh)} → ${inodeText(verdict.root)}`
  return `${plugin} ${fsGroup} ${inodes} ${accessText({ ...verdict, ...(facts === undefined ? {} : { facts }) })}`
}

/** What each profile is to uid 10000, without fsGroup and with fsGroup 2000: `plugin, support, root, access`. */
const profiles: Readonly<Record<(typeof storageProfiles)[number], readonly [string, string]>> = {
  'rancher-local-path': ['hostPath never 0:0 0777 yyyn', 'hostPath never 0:0 0777 yyyn'],
  'k3s-local-path': ['local honoured 0:0 0777 yyyn', 'local honoured 0:2000 2777 yyyn'],
  'k3s-local-path-legacy': ['hostPath never 0:0 0777 yyyn', 'hostPath never 0:0 0777 yyyn'],
  kind: ['hostPath never 0:0 0777 yyyn', 'hostPath never 0:0 0777 yyyn'],
  minikube: ['hostPath never 0:0 0777 yyyn', 'hostPath never 0:0 0777 yyyn'],
  microk8s: ['hostPath never 0:0 0777 yyyn', 'hostPath never 0:0 0777 yyyn'],
  'openebs-hostpath': ['local honoured 0:0 0777 yyyn', 'local honoured 0:2000 2777 yyyn'],
  'aws-ebs': ['csi honoured 0:0 0755 ynnn', 'csi honoured 0:2000 2775 yyyn'],
  'aws-efs': ['csi never ? yyy?', 'csi never ? yyy?'],
  'gce-pd': ['csi honoured 0:0 0755 ynnn', 'csi honoured 0:2000 2775 yyyn'],
  'azure-disk': ['csi honoured 0:0 0755 ynnn', 'csi honoured 0:2000 2775 yyyn'],
  'azure-file': ['csi delegated 0:0 0777 yyyn', 'csi delegated 0:2000 0777 yyyn'],
  longhorn: ['csi honoured 0:0 0755 ynnn', 'csi honoured 0:2000 2775 yyyn'],
  'ceph-rbd': ['csi honoured 0:0 0755 ynnn', 'csi honoured 0:2000 2775 yyyn'],
  cephfs: ['csi honoured ? ????', 'csi honoured ? yyy?'],
  'csi-nfs': ['csi unknown 0:0 0755 ynnn', 'csi unknown ? y??n'],
  'nfs-subdir': ['nfs never 0:0 0777 yyyn', 'nfs never 0:0 0777 yyyn'],
  'csi-smb': ['csi delegated 0:0 0755 ynnn', 'csi delegated 0:2000 0775 yyyn'],
  'csi-hostpath': ['csi honoured 0:0 0755 ynnn', 'csi honoured 0:2000 2775 yyyn'],
}

const named = Object.fromEntries(storageProfiles.map(profile => [profile, { profile, want: profiles[profile] }]))

table('a claim of each profile', named, ({ profile, want }) => {
  const got = [user, grouped].map(context => {
    const verdict = lastVerdict(podText({ context }), classes({ made: { profile } }))
    return `${verdict.facts?.plugin} ${verdict.facts?.fsGroup} ${inodeText(verdict.root)} ${accessText(verdict)}`
  })
  assert.equal(got, want)
})

interface ClassRow {
  readonly object?: string
  readonly others?: string
  readonly claim?: string
  readonly facts?: StorageFacts
  readonly accessModes?: string
  readonly want: string
}

const localPath = 'provisioner: rancher.io/local-path'
const setupMap = (script: string) => `---
apiVersion: v1
kind: ConfigMap
metadata: { name: local-path-config, namespace: kube-system }
data:
  config.json: '{"nodePathMap":[]}'
  setup: |
${script.replaceAll(/^/gm, '    ')}
`

const driver = (name: string, policy: string) => `---
apiVersion: storage.k8s.io/v1
kind: CSIDriver
metadata: { name: ${name} }
spec: { fsGroupPolicy: ${policy} }
`

table<ClassRow>(
  'a StorageClass of the stream',
  {
    'selects its profile by the provisioner': { object: localPath, want: 'hostPath never 0:0 0777 → 0:0 0777 yyyn' },
    'and by its annotation': {
      object: `${localPath}\nmetadata: { name: made, annotations: { defaultVolumeType: Local } }`,
      want: 'local honoured 0:0 0777 → 0:2000 2777 yyyn',
    },
    'a copy without the annotation beats the profile that the policy names': {
      object: localPath,
      facts: { profile: 'k3s-local-path' },
      want: 'hostPath never 0:0 0777 → 0:0 0777 yyyn',
    },
    'the claim’s annotation beats the class’s': {
      object: localPath,
      claim: 'volumeType: local',
      want: 'local honoured 0:0 0777 → 0:2000 2777 yyyn',
    },
    'the setup script of the ConfigMap beats the profile': {
      object: localPath,
      others: setupMap(`#!/bin/sh\nset -eu\nmkdir -m 0755 -p "$VOL_DIR"\nchown -R 1000:1000 "\${VOL_DIR}"`),
      want: 'hostPath never 1000:1000 0755 → 1000:1000 0755 ynnn',
    },
    'a setup script for a class that only the policy knows': {
      others: setupMap('mkdir -m 0775 -p "$VOL_DIR"\nchown -R 1000:1000 "$VOL_DIR"\nchmod 2775 "$VOL_DIR"'),
      facts: { profile: 'rancher-local-path' },
      want: 'hostPath never 1000:1000 2775 → 1000:1000 2775 ynnn',
    },
    'k3s’ setup script closes the parent, not the volume': {
      object: `${localPath}\nmetadata: { name: made, annotations: { defaultVolumeType: local } }`,
      others: setupMap(`mkdir -m 0777 -p "$VOL_DIR"\nchmod 700 "\${VOL_DIR}/.."`),
      want: 'local honoured 0:0 0777 → 0:2000 2777 yyyn',
    },
    'a plain mkdir': {
      object: localPath,
      others: setupMap('mkdir -p "$VOL_DIR"'),
      want: 'hostPath never 0:0 0755 → 0:0 0755 ynnn',
    },
    'a setup script that is not understood': {
      object: localPath,
      others: setupMap('if [ -n "$VOL_DIR" ]; then mkdir "$VOL_DIR"; fi'),
      want: 'hostPath never ? → ? ????',
    },
    'the policy’s facts beat everything': {
      object: localPath,
      others: setupMap('mkdir -p "$VOL_DIR"'),
      facts: { source: 'local', root: { uid: 5, gid: 6, mode: '0700' } },
      want: 'local honoured 5:6 0700 → 5:2000 2770 yyyn',
    },
    'ReadWriteMany of a driver with the default policy': {
      object: 'provisioner: pd.csi.storage.gke.io',
      accessModes: 'ReadWriteMany',
      want: 'csi never 0:0 0755 → 0:0 0755 ynnn',
    },
    'ReadWriteMany of Longhorn, whose share manager opens the root': {
      object: 'provisioner: driver.longhorn.io',
      accessModes: 'ReadWriteMany',
      want: 'csi never 0:0 0777 → 0:0 0777 yyyn',
    },
    'the same beside ReadWriteOnce': {
      object: 'provisioner: driver.longhorn.io',
      accessModes: 'ReadWriteOnce, ReadWriteMany',
      want: 'csi honoured 0:0 0777 → 0:2000 2777 yyyn',
    },
    'the same by its profile': {
      facts: { profile: 'longhorn' },
      accessModes: 'ReadOnlyMany',
      want: 'csi never 0:0 0777 → 0:0 0777 yyyn',
    },
    'ReadWriteOncePod of Longhorn': {
      object: 'provisioner: driver.longhorn.io',
      accessModes: 'ReadWriteOncePod',
      want: 'csi honoured 0:0 0755 → 0:2000 2775 yyyn',
    },
    'the policy’s root beats the one of an access mode': {
      facts: { profile: 'longhorn', root: { uid: 5, gid: 6, mode: '0700' } },
      accessModes: 'ReadWriteMany',
      want: 'csi never 5:6 0700 → 5:6 0700 nnnn',
    },
    'a CSIDriver says that the kubelet tries, not that an NFS server lets it': {
      object: 'provisioner: nfs.csi.k8s.io',
      others: driver('nfs.csi.k8s.io', 'File'),
      want: 'csi unknown 0:0 0755 → ? y??n',
    },
    'nor with the default policy and a file system': {
      object: 'provisioner: nfs.csi.k8s.io\nparameters: { csi.storage.k8s.io/fstype: ext4 }',
      others: driver('nfs.csi.k8s.io', 'ReadWriteOnceWithFSType'),
      want: 'csi unknown 0:0 0755 → ? y??n',
    },
    'that the kubelet does not try is certain': {
      object: 'provisioner: nfs.csi.k8s.io',
      others: driver('nfs.csi.k8s.io', 'None'),
      want: 'csi never 0:0 0755 → 0:0 0755 ynnn',
    },
    'an access point lets nobody chown, whatever its CSIDriver says': {
      object: 'provisioner: efs.csi.aws.com',
      others: driver('efs.csi.aws.com', 'File'),
      want: 'csi unknown ? → ? yyy?',
    },
    'the policy may say that the server does not squash root': {
      facts: { profile: 'csi-nfs', remote: false },
      want: 'csi honoured 0:0 0755 → 0:2000 2775 yyyn',
    },
    'which a CSIDriver does not take back': {
      object: 'provisioner: nfs.csi.k8s.io',
      others: driver('nfs.csi.k8s.io', 'File'),
      facts: { profile: 'csi-nfs', remote: false },
      want: 'csi honoured 0:0 0755 → 0:2000 2775 yyyn',
    },
    'a CSIDriver beats the profile': {
      object: 'provisioner: ebs.csi.aws.com',
      others: driver('ebs.csi.aws.com', 'None'),
      want: 'csi never 0:0 0755 → 0:0 0755 ynnn',
    },
    'a CSIDriver cannot take the group from a driver that mounts with it': {
      object: 'provisioner: smb.csi.k8s.io',
      others: driver('smb.csi.k8s.io', 'None'),
      want: 'csi delegated 0:0 0755 → 0:2000 0775 yyyn',
    },
    'an unknown driver with a CSIDriver': {
      object: 'provisioner: example.com/disks',
      others: driver('example.com/disks', 'File'),
      want: 'csi honoured ? → ? yyy?',
    },
    'an unknown driver without one': { object: 'provisioner: example.com/disks', want: 'csi unknown ? → ? ????' },
    'mount options of a CIFS share': {
      object: 'provisioner: file.csi.azure.com\nmountOptions: ["uid=1000", "dir_mode=0755,file_mode=0644"]',
      want: 'csi delegated 1000:0 0755 → 1000:2000 0755 ynnn',
    },
    'gid among the mount options': {
      object: 'provisioner: smb.csi.k8s.io\nmountOptions: [uid=0, gid=7, dir_mode=0770]',
      want: 'csi never 0:7 0770 → 0:7 0770 nnnn',
    },
    'an NFS share of azure-file': {
      object: 'provisioner: file.csi.azure.com\nparameters: { protocol: nfs }',
      want: 'csi unknown 0:0 0777 → ? yyyn',
    },
    'an NFS share of azure-file whose class squashes root': {
      object: 'provisioner: file.csi.azure.com\nparameters: { protocol: nfs, rootSquashType: RootSquash }',
      want: 'csi unknown ? → ? ????',
    },
    'which a CSIDriver does not make certain': {
      object: 'provisioner: file.csi.azure.com\nparameters: { protocol: nfs, rootSquashType: AllSquash }',
      others: driver('file.csi.azure.com', 'File'),
      want: 'csi unknown ? → ? ????',
    },
    'an NFS share of azure-file that squashes nobody, by name': {
      object: 'provisioner: file.csi.azure.com\nparameters: { protocol: NFS, rootSquashType: NoRootSquash }',
      others: driver('file.csi.azure.com', 'File'),
      want: 'csi honoured 0:0 0777 → 0:2000 2777 yyyn',
    },
    'an NFS share with permissions': {
      object: 'provisioner: file.csi.azure.com\nparameters: { protocol: nfs, mountPermissions: "0755" }',
      others: driver('file.csi.azure.com', 'None'),
      want: 'csi never 0:0 0755 → 0:0 0755 ynnn',
    },
    'an NFS share whose permissions nobody sets': {
      object: 'provisioner: file.csi.azure.com\nparameters: { protocol: nfs, mountPermissions: "0" }',
      want: 'csi unknown ? → ? ????',
    },
    'an NFS export whose class opens it': {
      object: 'provisioner: nfs.csi.k8s.io\nparameters: { mountPermissions: "0777" }',
      others: driver('nfs.csi.k8s.io', 'None'),
      want: 'csi never 0:0 0777 → 0:0 0777 yyyn',
    },
    'an NFS export with permissions beyond 0777, which Go drops': {
      object: 'provisioner: nfs.csi.k8s.io\nparameters: { mountPermissions: "2770" }',
      others: driver('nfs.csi.k8s.io', 'None'),
      want: 'csi never 0:0 0770 → 0:0 0770 nnnn',
    },
    'an NFS export whose permissions nobody sets': {
      object: 'provisioner: nfs.csi.k8s.io\nparameters: { mountPermissions: "0" }',
      others: driver('nfs.csi.k8s.io', 'None'),
      want: 'csi never 0:0 0755 → 0:0 0755 ynnn',
    },
    'facts without a class object': {
      facts: { source: 'hostPath', root: { uid: 1000, gid: 1000, mode: '0755' } },
      want: 'hostPath never 1000:1000 0755 → 1000:1000 0755 ynnn',
    },
    'nothing is known of the class': { want: 'unknown unknown ? → ? ????' },
  },
  ({ object, others = '', claim, facts, accessModes = 'ReadWriteOnce', want }) => {
    const metadata = object?.includes('metadata:') ? '' : 'metadata: { name: made }\n'
    const text =
      object === undefined ? '' : `---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\n${metadata}${object}\n`
    const pod = podText({ context: grouped })
      .replace('metadata: { name: data }', `metadata: { name: data, annotations: { ${claim ?? 'a: b'} } }`)
      .replace('ReadWriteOnce', accessModes)
    assert.is(shown(lastVerdict(`${pod}${text}${others}`, facts === undefined ? {} : classes({ made: facts }))), want)
  },
)

table<{ readonly facts: StorageFacts; readonly want: string }>(
  'an init container that gives a volume of the policy’s class to the user',
  {
    'of a driver that nobody describes may fail': { facts: { source: 'csi', fsGroup: 'honoured' }, want: '????' },
    'works where root is root': { facts: { source: 'csi', fsGroup: 'honoured', remote: false }, want: '???y' },
    'works on a share that squashes nobody': {
      facts: { source: 'nfs', remote: false, root: { uid: 0, gid: 0, mode: '0755' } },
      want: 'yyyy',
    },
    'may fail on a share': {
      facts: { source: 'nfs', root: { uid: 0, gid: 0, mode: '0755' } },
      want: '????',
    },
    'may fail where the policy says that a server decides': {
      facts: { profile: 'aws-ebs', remote: true },
      want: '????',
    },
    'fails where the profile says that nobody can': { facts: { profile: 'azure-file', remote: false }, want: 'nnnn' },
  },
  ({ facts, want }) => {
    const init = `        - name: own
          image: busybox
          securityContext: { runAsUser: 0 }
          command: [chown, '10000:10000', /data]
          volumeMounts: [{ name: data, mountPath: /data }]`
    assert.is(accessText(lastVerdict(podText({ context: user, init }), classes({ made: facts }))), want)
  },
)

interface ClaimRow {
  /** Fields of the claim's spec. */
  readonly spec?: string
  readonly namespace?: string
  readonly volume?: string
  readonly others?: string
  readonly settings?: Partial<Settings>
  readonly want: string
  readonly because?: RegExp
}

const persistent = (spec: string) => `---
apiVersion: v1
kind: PersistentVolume
metadata: { name: pv1 }
spec: { ${spec} }
`

const ebs = classes({ made: { profile: 'aws-ebs' } })

table<ClaimRow>(
  'a claim',
  {
    'of the stream': {
      spec: 'storageClassName: made',
      settings: ebs,
      want: 'csi honoured 0:0 0755 → 0:2000 2775 yyyn',
    },
    'without a class, where the policy names the default': {
      settings: { ...ebs, defaultStorageClass: 'made' },
      want: 'csi honoured 0:0 0755 → 0:2000 2775 yyyn',
    },
    'without a class, where a class of the stream is the default': {
      others: `---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: it, annotations: { storageclass.kubernetes.io/is-default-class: "true" } }
provisioner: ebs.csi.aws.com
`,
      want: 'csi honoured 0:0 0755 → 0:2000 2775 yyyn',
    },
    'without a class, where nothing names the default': {
      settings: ebs,
      want: 'unknown unknown ? → ? ????',
      because: /no default class is known/,
    },
    'that asks for no class never gets the default one': {
      spec: 'storageClassName: ""',
      settings: { ...ebs, defaultStorageClass: 'made' },
      want: 'unknown unknown ? → ? ????',
      because: /requests a statically provisioned volume/,
    },
    'that is not in the stream': {
      volume: 'persistentVolumeClaim: { claimName: other }',
      settings: { ...ebs, defaultStorageClass: 'made' },
      want: 'unknown unknown ? → ? ????',
      because: /claim other is not in the manifests/,
    },
    'of another namespace is not this one': {
      namespace: 'elsewhere',
      spec: 'storageClassName: made',
      settings: { ...ebs, namespace: 'here' },
      want: 'unknown unknown ? → ? ????',
    },
    'of the namespace that objects are placed in': {
      namespace: 'here',
      spec: 'storageClassName: made',
      settings: { ...ebs, namespace: 'here' },
      want: 'csi honoured 0:0 0755 → 0:2000 2775 yyyn',
    },
    'mounted read-only is not re-owned': {
      spec: 'storageClassName: made',
      volume: 'persistentVolumeClaim: { claimName: data, readOnly: true }',
      settings: ebs,
      want: 'csi never 0:0 0755 → 0:0 0755 ynnn',
    },
    'made from a snapshot has a past': {
      spec: 'storageClassName: made, dataSource: { kind: VolumeSnapshot, name: s }',
      settings: ebs,
      want: 'csi honoured ? → ? yyy?',
    },
    'made from another claim has a past': {
      spec: 'storageClassName: made, dataSourceRef: { kind: PersistentVolumeClaim, name: s }',
      settings: ebs,
      want: 'csi honoured ? → ? yyy?',
    },
    'of a block device cannot be mounted': {
      spec: 'storageClassName: made, volumeMode: Block',
      settings: ebs,
      want: 'csi honoured 0:0 0755 → 0:2000 2775 nnnn',
      because: /block device/,
    },
    'bound to a hostPath volume of the stream': {
      spec: 'storageClassName: made, volumeName: pv1',
      others: persistent('hostPath: { path: /srv }'),
      settings: ebs,
      want: 'hostPath never ? → ? ????',
      because: /volume pv1 is statically provisioned/,
    },
    'bound to a local volume, where fsGroup’s bits decide': {
      spec: 'volumeName: pv1',
      others: persistent('local: { path: /srv }'),
      want: 'local honoured ? → ? yyy?',
    },
    'bound to a disk that CSI serves today': {
      spec: 'volumeName: pv1',
      others: persistent('awsElasticBlockStore: { volumeID: v }, accessModes: [ReadWriteOnce]'),
      want: 'csi honoured ? → ? yyy?',
    },
    'reserved by a volume’s claimRef': {
      others: persistent('nfs: { server: s, path: / }, claimRef: { name: data }'),
      want: 'nfs never ? → ? ????',
    },
    'whose volume is reserved for another': {
      spec: 'volumeName: pv1',
      others: persistent('nfs: { server: s, path: / }, claimRef: { name: other }'),
      want: 'nfs never ? → ? ????',
      because: /reserved for claim other/,
    },
    'that shares a class nobody provisions with one volume': {
      spec: 'storageClassName: manual',
      others: persistent('storageClassName: manual, hostPath: { path: /srv }'),
      want: 'hostPath never ? → ? ????',
    },
    'of an EFS export without an access point': {
      spec: 'volumeName: pv1',
      others: persistent('csi: { driver: efs.csi.aws.com, volumeHandle: fs-1 }'),
      want: 'csi never ? → ? ????',
    },
    'of an EFS access point': {
      spec: 'volumeName: pv1',
      others: persistent('csi: { driver: efs.csi.aws.com, volumeHandle: "fs-1::fsap-2" }'),
      want: 'csi never ? → ? yyy?',
    },
    'that the pod makes for itself': {
      volume: 'ephemeral: { volumeClaimTemplate: { spec: { storageClassName: made, accessModes: [ReadWriteOnce] } } }',
      settings: ebs,
      want: 'csi honoured 0:0 0755 → 0:2000 2775 yyyn',
    },
  },
  ({
    spec = '',
    namespace,
    volume = 'persistentVolumeClaim: { claimName: data }',
    others = '',
    settings,
    want,
    because,
  }) => {
    const place = namespace === undefined ? '' : `, namespace: ${namespace}`
    const claim = `---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data${place} }
spec: { accessModes: [ReadWriteOnce]${spec === '' ? '' : `, ${spec}`} }
`
    const verdict = lastVerdict(`${podText({ context: grouped, volume })}${claim}${others}`, settings)
    assert.is(shown(verdict), want)
    if (because !== undefined) assert.match(accessWords(verdict.reason), because)
  },
)

const support: readonly FsGroupSupport[] = ['honoured', 'never', 'delegated']

table('the policy’s word about fsGroup', Object.fromEntries(support.map(fsGroup => [fsGroup, fsGroup])), fsGroup => {
  if (fsGroup === 'unknown') return
  const facts = { source: 'csi', fsGroup, root: { uid: 0, gid: 0, mode: '0755' } } as const
  const { root, write } = lastVerdict(podText({ context: grouped }), classes({ made: facts }))
  const want = { honoured: '0:2000 2775 yes', never: '0:0 0755 no', delegated: '0:2000 0755 no' }[fsGroup]
  assert.is(`${inodeText(root)} ${write}`, want)
})
