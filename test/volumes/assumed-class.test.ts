import * as assert from 'uvu/assert'
import { usualClassNames, usualProfile } from '../../src/knowledge/storage/class-names.ts'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { checkTexts } from '../../src/run/check.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { defaultSettings, type Settings, type StorageFacts } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

interface Row {
  readonly storageClass: string
  readonly objects?: string
  readonly settings?: Partial<Settings>
  readonly init?: string
}

const restricted =
  'runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] }, seccompProfile: { type: RuntimeDefault }'
const known = 'runAsUser: 10000, runAsGroup: 10000, supplementalGroupsPolicy: Strict'

function textOf({ storageClass, objects = '', init = '' }: Row): string {
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: app, namespace: one }
spec:
  serviceName: app
  selector: { matchLabels: { app: app } }
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], ${storageClass}, resources: { requests: { storage: 1Gi } } } }]
  template:
    metadata: { labels: { app: app } }
    spec:
      securityContext: { ${known} }
      initContainers: [${init}]
      containers: [{ name: app, image: "registry.example.com/app:1", securityContext: { ${restricted} }, volumeMounts: [{ name: data, mountPath: /data }] }]
${objects}`
}

function settingsOf({ settings = {} }: Row): Settings {
  return { ...defaultSettings, ...settings, schema: 'off' }
}

/** Each finding about storage as `code`, and what is assumed. */
function told(row: Row): readonly string[] {
  const { findings } = checkTexts([{ file: '-', text: textOf(row) }], settingsOf(row))
  return findings.flatMap(finding => {
    if (finding.code === 'storage-assumed') return [`${finding.severity} ${finding.storageClass} = ${finding.profile}`]
    return finding.code.startsWith('volume-') ? [finding.code] : []
  })
}

const described = (facts: StorageFacts, name = 'gp3') => ({ storageClasses: new Map([[name, facts]]) })
const classObject = (provisioner: string) =>
  `---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: gp3 }\nprovisioner: ${provisioner}\n`

table<Row & { readonly want: readonly string[] }>(
  'a class that nobody describes',
  {
    'is taken for what its name usually means, and that is said': {
      storageClass: 'storageClassName: gp3',
      want: ['volume-not-writable', 'note gp3 = aws-ebs'],
    },
    'may be writable by that': {
      storageClass: 'storageClassName: local-path',
      want: ['note local-path = rancher-local-path'],
    },
    'with a name that means several things is unknown': {
      storageClass: 'storageClassName: standard',
      want: ['volume-unknown'],
    },
    'is not assumed where the policy describes it': {
      storageClass: 'storageClassName: gp3',
      settings: described({ profile: 'kind' }),
      want: [],
    },
    'is not assumed where the policy gives single facts': {
      storageClass: 'storageClassName: gp3',
      settings: described({ source: 'csi', root: { uid: 0, gid: 0, mode: '0755' } }),
      want: ['volume-not-writable'],
    },
    'is not assumed where the manifests hold it': {
      storageClass: 'storageClassName: gp3',
      objects: classObject('rancher.io/local-path'),
      want: [],
    },
    'is not assumed where its provisioner is unknown': {
      storageClass: 'storageClassName: gp3',
      objects: classObject('x.example.com'),
      want: ['volume-unknown'],
    },
    'is the default by its name': {
      storageClass: 'volumeMode: Filesystem',
      settings: { defaultStorageClass: 'gp3' },
      want: ['volume-not-writable', 'note gp3 = aws-ebs'],
    },
    'is what --assume says, which nobody has to be told': {
      storageClass: 'storageClassName: gp3',
      settings: { assume: 'rancher-local-path' },
      want: [],
    },
    'is what --assume says where there is no class': {
      storageClass: 'volumeMode: Filesystem',
      settings: { assume: 'aws-ebs' },
      want: ['volume-not-writable'],
    },
    'is asked for by "" and stays unknown': {
      storageClass: 'storageClassName: ""',
      settings: { assume: 'aws-ebs' },
      want: ['volume-unknown'],
    },
  },
  ({ want, ...row }) => assert.equal(told(row), want),
)

const chown =
  '{ name: perms, image: busybox, command: [chown, -R, "10000:10000", /data], securityContext: { runAsUser: 0, runAsNonRoot: false }, volumeMounts: [{ name: data, mountPath: /data }] }'

/** Whether the init container of the author's is still there after `--enforce`. */
function keepsInit(row: Row): boolean {
  const hardened = hardenTexts([{ file: '-', text: textOf(row) }], {
    ...settingsOf(row),
    level: 'baseline',
    enforce: true,
  })
  return hardened.texts.some(({ text }) => text.includes('name: perms'))
}

table<Row & { readonly want: boolean }>(
  'an init container that a fix makes needless',
  {
    'stays where only the name of the class says so': {
      storageClass: 'storageClassName: gp3',
      init: chown,
      want: true,
    },
    'goes where the policy says so': {
      storageClass: 'storageClassName: gp3',
      init: chown,
      settings: described({ profile: 'aws-ebs' }),
      want: false,
    },
  },
  ({ want, ...row }) => assert.is(keepsInit(row), want),
)

/** What people call them, by what they are. */
const names: Readonly<Record<string, string>> = {
  'rancher-local-path': 'local-path',
  microk8s: 'microk8s-hostpath',
  'openebs-hostpath': 'openebs-hostpath',
  'aws-ebs': 'gp2 gp3 ebs-sc gp2-csi gp3-csi',
  'aws-efs': 'efs-sc',
  'gce-pd': 'standard-rwo premium-rwo',
  'azure-disk': 'managed-csi managed-csi-premium managed-premium',
  'azure-file': 'azurefile azurefile-premium azurefile-csi azurefile-csi-premium',
  longhorn: 'longhorn',
  'ceph-rbd': 'rook-ceph-block ceph-block ocs-storagecluster-ceph-rbd',
  cephfs: 'rook-cephfs ceph-filesystem ocs-storagecluster-cephfs',
  'csi-nfs': 'nfs-csi',
  'nfs-subdir': 'nfs-client',
  'csi-smb': 'smb',
  'csi-hostpath': 'csi-hostpath-sc',
}

table('usual names of classes', names, (want, profile) => {
  assert.is(usualClassNames.filter(name => usualProfile(name) === profile).join(' '), want)
})

table(
  'a name that tells nothing',
  Object.fromEntries(['standard', 'default', '', 'constructor'].map(n => [n, n])),
  name => assert.is(usualProfile(name), undefined),
)

table('an assumption ends with the row that says it', { 'of a name with a dash': 'nfs-client' }, storageClass => {
  const { advice } = sentenceOf({ code: 'storage-assumed', storageClass, profile: 'nfs-subdir' })
  assert.is(advice, 'say it in the policy: storageClasses: { nfs-client: { profile: nfs-subdir } }')
})
