import * as assert from 'uvu/assert'
import { migrated, plugins, sourcesOf } from '../../src/knowledge/storage/plugins.ts'
import { type StorageProfileName, storageProfiles } from '../../src/knowledge/storage/profile-names.ts'
import { freshRoot, profileOf, profiles, scripted } from '../../src/knowledge/storage/profiles.ts'
import { situation, table } from '../table.ts'

/** Names that the provisioners register themselves under, in their manifests, or that in-tree ones had. */
const provisioners: Readonly<Record<string, StorageProfileName | undefined>> = {
  'rancher.io/local-path': 'rancher-local-path',
  'k8s.io/minikube-hostpath': 'minikube',
  'microk8s.io/hostpath': 'microk8s',
  'openebs.io/local': 'openebs-hostpath',
  'ebs.csi.aws.com': 'aws-ebs',
  'ebs.csi.eks.amazonaws.com': 'aws-ebs',
  'kubernetes.io/aws-ebs': 'aws-ebs',
  'efs.csi.aws.com': 'aws-efs',
  'pd.csi.storage.gke.io': 'gce-pd',
  'kubernetes.io/gce-pd': 'gce-pd',
  'disk.csi.azure.com': 'azure-disk',
  'kubernetes.io/azure-disk': 'azure-disk',
  'file.csi.azure.com': 'azure-file',
  'kubernetes.io/azure-file': 'azure-file',
  'driver.longhorn.io': 'longhorn',
  'rbd.csi.ceph.com': 'ceph-rbd',
  'rook-ceph.rbd.csi.ceph.com': 'ceph-rbd',
  'cephfs.csi.ceph.com': 'cephfs',
  'rook-ceph.cephfs.csi.ceph.com': 'cephfs',
  'nfs.csi.k8s.io': 'csi-nfs',
  'k8s-sigs.io/nfs-subdir-external-provisioner': 'nfs-subdir',
  'smb.csi.k8s.io': 'csi-smb',
  'hostpath.csi.k8s.io': 'csi-hostpath',
  'example.com/other': undefined,
  toString: undefined,
}

table('the profile behind the provisioner', provisioners, (want, provisioner) =>
  assert.is(profileOf(provisioner), want),
)

/** Others have the provisioner of `rancher-local-path`, so that only a policy can tell them apart. */
situation('a StorageClass selects every profile, save three', () => {
  const selected = new Set(Object.values(provisioners))
  assert.equal(
    storageProfiles.filter(name => !selected.has(name)),
    ['k3s-local-path', 'k3s-local-path-legacy', 'kind'],
    'add the provisioner of a profile to src/knowledge/storage/profiles.ts and to the rows above',
  )
})

/** `plugin driver policy fsType fresh, more`: the profile as its driver's manifests and source say it. */
const known: Readonly<Record<StorageProfileName, string>> = {
  'rancher-local-path': 'hostPath - - - 777 chownable',
  'k3s-local-path': 'local - - - 777 chownable',
  'k3s-local-path-legacy': 'hostPath - - - 777 chownable',
  kind: 'hostPath - - - 777 chownable',
  minikube: 'hostPath - - - 777 chownable',
  microk8s: 'hostPath - - - 777 chownable',
  'openebs-hostpath': 'local - - - 777 chownable',
  'aws-ebs': 'csi ebs.csi.aws.com File ext4 755 chownable',
  'aws-efs': 'csi efs.csi.aws.com ReadWriteOnceWithFSType "" - never chownable, squashed, remote',
  'gce-pd': 'csi pd.csi.storage.gke.io ReadWriteOnceWithFSType ext4 755 chownable',
  'azure-disk': 'csi disk.csi.azure.com File ext4 755 chownable',
  'azure-file': 'csi file.csi.azure.com mount-group - 777 777 with group, never chownable, remote',
  longhorn: 'csi driver.longhorn.io ReadWriteOnceWithFSType ext4 755 777 shared, chownable',
  'ceph-rbd': 'csi rbd.csi.ceph.com File ext4 755 chownable',
  cephfs: 'csi cephfs.csi.ceph.com File - - remote, doubt',
  'csi-nfs': 'csi nfs.csi.k8s.io unknown - 755 remote, may squash, doubt',
  'nfs-subdir': 'nfs - - - 777 remote, may squash, doubt',
  'csi-smb': 'csi smb.csi.k8s.io mount-group - 755 775 with group, never chownable, remote',
  'csi-hostpath': 'csi hostpath.csi.k8s.io File "" 755 chownable',
}

table('what is known of the profile', known, (want, name) => {
  const profile = Object.entries(profiles).find(([key]) => key === name)?.[1]
  if (profile === undefined) throw new Error(`no profile ${name}`)
  const { plugin, driver = '-', policy = '-', fsType, fresh, freshShared, modeWithGroup, chownable } = profile
  const [uid, gid] = [fresh?.uid ?? 0, fresh?.gid ?? 0]
  assert.equal([uid, gid], [0, 0])
  const more = [
    ...(freshShared === undefined ? [] : [`${freshShared.mode.toString(8)} shared`]),
    ...(modeWithGroup === undefined ? [] : [`${modeWithGroup.toString(8)} with group`]),
    ...(chownable === undefined ? [] : [chownable ? 'chownable' : 'never chownable']),
    ...(profile.squashed === true ? ['squashed'] : []),
    ...(profile.remote === true ? ['remote'] : []),
    ...(profile.maySquash === true ? ['may squash'] : []),
    ...(profile.doubt === undefined ? [] : ['doubt']),
  ]
  const type = fsType === undefined ? '-' : fsType === '' ? '""' : fsType
  assert.is([plugin, driver, policy, type, fresh?.mode.toString(8) ?? '-', more.join(', ')].join(' '), want)
})

/** `fsGroup, more`, by pkg/volume of Kubernetes v1.36.2. */
table<string>(
  'what the kubelet does with volumes of the plugin',
  {
    emptyDir: 'always chownable',
    hostPath: 'never chownable',
    local: 'unless-read-only chownable',
    nfs: 'never remote',
    csi: 'by-driver',
    iscsi: 'unless-read-only chownable',
    fc: 'unless-read-only chownable',
    flexVolume: 'unknown',
    gitRepo: 'always chownable',
    image: 'never read-only, never chownable',
    configMap: 'always read-only, API object, never chownable',
    secret: 'always read-only, API object, never chownable',
    downwardAPI: 'always read-only, API object, never chownable',
    projected: 'always read-only, API object, never chownable',
    unknown: 'unknown',
  },
  (want, name) => {
    const facts = Object.entries(plugins).find(([key]) => key === name)?.[1]
    if (facts === undefined) throw new Error(`no plugin ${name}`)
    const { fsGroup, readOnly, apiObject, remote, chownable } = facts
    const more = [
      ...(readOnly ? ['read-only'] : []),
      ...(apiObject ? ['API object'] : []),
      ...(remote ? ['remote'] : []),
      ...(chownable === undefined ? [] : [chownable ? 'chownable' : 'never chownable']),
    ]
    assert.is(`${fsGroup} ${more.join(', ')}`.trim(), want)
  },
)

/** pkg/volume/csimigration, and the drivers that took the plugins over. */
table<string>(
  'the source of a volume that became a CSI driver',
  {
    awsElasticBlockStore: 'ebs.csi.aws.com',
    gcePersistentDisk: 'pd.csi.storage.gke.io',
    azureDisk: 'disk.csi.azure.com',
    azureFile: 'file.csi.azure.com',
    cinder: 'cinder.csi.openstack.org',
    vsphereVolume: 'csi.vsphere.vmware.com',
    portworxVolume: 'pxd.portworx.com',
  },
  (want, field) => {
    assert.is(Object.entries(migrated).find(([key]) => key === field)?.[1], want)
    assert.equal(
      sourcesOf({ name: 'v', [field]: {} }).map(({ kind }) => kind),
      ['migrated'],
    )
  },
)

const removedPlugins = [
  'cephfs',
  'rbd',
  'glusterfs',
  'quobyte',
  'flocker',
  'scaleIO',
  'storageos',
  'photonPersistentDisk',
]
table('the source of a volume that nothing mounts any more', byName(removedPlugins), field =>
  assert.equal(
    sourcesOf({ name: 'v', [field]: {} }).map(({ kind }) => kind),
    ['removed'],
  ),
)

const setUpByScript: readonly StorageProfileName[] = [
  'rancher-local-path',
  'k3s-local-path',
  'k3s-local-path-legacy',
  'kind',
]
table('a profile whose volumes a script makes', byName(setUpByScript), name => assert.ok(scripted.includes(name)))

table(
  'the root of a fresh volume of Longhorn, mounted',
  { ReadWriteMany: 0o777, ReadOnlyMany: 0o777, ReadWriteOnce: 0o755, ReadWriteOncePod: 0o755 },
  (want, mode) => assert.is(freshRoot(profiles.longhorn, [mode])?.mode, want),
)

function byName<Name extends string>(names: readonly Name[]): Readonly<Record<string, Name>> {
  return Object.fromEntries(names.map(name => [name, name]))
}
