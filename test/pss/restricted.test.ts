import * as assert from 'uvu/assert'
import type { Value, ValueMap } from '../../src/manifest/value.ts'
import { table } from '../table.ts'
import { type DetailRow, detailOf } from './detail.ts'
import { hardened, restrictedPod } from './pods.ts'

/** Rows derive from the smallest pod that restricted admits. */
function restricted(name: string, rows: Readonly<Record<string, DetailRow>>): void {
  table(`restricted: ${name}`, rows, row => assert.is(detailOf(row), row.want))
}

const withVolumes = (...volumes: ValueMap[]) => restrictedPod({ volumes })
const withContext = (securityContext: Value) => restrictedPod({ securityContext })
const runtimeDefault = { type: 'RuntimeDefault' }

restricted('the smallest pod', {
  'is admitted': { spec: restrictedPod(), want: '' },
  'so is one without containers and without fields': { spec: {}, want: '' },
  'a bare container fails four checks, in order': {
    spec: { containers: [{ name: 'a' }] },
    want: [
      'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false)',
      'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"])',
      'runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true)',
      'seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ].join(', '),
  },
  'privileged is both levels at once': {
    spec: restrictedPod({
      containers: [hardened('a', { privileged: true, allowPrivilegeEscalation: true })],
    }),
    want: 'privileged (container "a" must not set securityContext.privileged=true), allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false)',
  },
})

restricted('allowPrivilegeEscalation', {
  'null and an empty context are not false': {
    spec: restrictedPod({
      containers: [
        hardened('a', { allowPrivilegeEscalation: null }),
        { name: 'b', securityContext: {} },
        hardened('c'),
      ],
    }),
    version: 21,
    want: 'allowPrivilegeEscalation != false (containers "a", "b" must set securityContext.allowPrivilegeEscalation=false)',
  },
  'v1.7 does not ask': { spec: restrictedPod({ containers: [{ name: 'a' }] }), version: 7, want: '' },
})

const capable = (name: string, capabilities: ValueMap) => hardened(name, { capabilities })
restricted('capabilities_restricted', {
  'ALL is spelled ALL': {
    spec: restrictedPod({
      containers: [
        capable('a', { drop: ['all'] }),
        capable('b', { drop: ['CAP_ALL'] }),
        capable('c', { drop: ['CHOWN', 'NET_RAW'] }),
        capable('d', { drop: ['CHOWN', 'ALL'] }),
      ],
    }),
    want: 'unrestricted capabilities (containers "a", "b", "c" must set securityContext.capabilities.drop=["ALL"])',
  },
  'what is not dropped and what is added': {
    spec: restrictedPod({
      containers: [
        capable('a', { add: ['NET_RAW', 'CHOWN', 'NET_RAW'] }),
        capable('b', { drop: ['ALL'], add: ['NET_BIND_SERVICE'] }),
        capable('c', {}),
      ],
    }),
    want: 'unrestricted capabilities (containers "a", "c" must set securityContext.capabilities.drop=["ALL"]; container "a" must not include "CHOWN", "NET_RAW" in securityContext.capabilities.add)',
  },
  'only what is added': {
    spec: restrictedPod({ containers: [capable('a', { drop: ['ALL'], add: ['CAP_NET_BIND_SERVICE'] })] }),
    want: 'unrestricted capabilities (container "a" must not include "CAP_NET_BIND_SERVICE" in securityContext.capabilities.add)',
  },
  'baseline asks instead at v1.21': {
    spec: restrictedPod({ containers: [capable('a', { add: ['CHOWN', 'NET_RAW'] })] }),
    version: 21,
    want: 'non-default capabilities (container "a" must not include "NET_RAW" in securityContext.capabilities.add)',
  },
})

restricted('procMount_restricted', {
  'a user namespace does not relax it at v1.35': {
    spec: restrictedPod({ hostUsers: false, containers: [hardened('a', { procMount: 'Unmasked' })] }),
    version: 35,
    want: 'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
  },
  'nor the one of baseline at v1.34': {
    spec: restrictedPod({ hostUsers: false, containers: [hardened('a', { procMount: 'Unmasked' })] }),
    version: 34,
    want: 'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
  },
})

const types = [
  'gcePersistentDisk awsElasticBlockStore gitRepo nfs iscsi glusterfs rbd flexVolume cinder cephfs flocker fc',
  'azureFile vsphereVolume quobyte azureDisk photonPersistentDisk portworxVolume scaleIO storageos',
].flatMap(line => line.split(' '))
restricted('restrictedVolumes', {
  'no source is an emptyDir': { spec: withVolumes({ name: 'v' }), want: '' },
  'a null source is an emptyDir': { spec: withVolumes({ name: 'v', emptyDir: null }), want: '' },
  'a source that nobody knows is dropped': { spec: withVolumes({ name: 'v', futureVolume: {} }), want: '' },
  'one allowed source is enough': { spec: withVolumes({ name: 'v', emptyDir: {}, hostPath: {} }), want: '' },
  'hostPath is said here, not by hostPathVolumes': {
    spec: withVolumes({ name: 'h', hostPath: { path: '/' } }),
    want: 'restricted volume types (volume "h" uses restricted volume type "hostPath")',
  },
  'two volumes of one type': {
    spec: withVolumes({ name: 'z', nfs: {} }, { name: 'b', nfs: {} }),
    want: 'restricted volume types (volumes "z", "b" use restricted volume type "nfs")',
  },
  'the first of two restricted sources is named': {
    spec: withVolumes({ name: 'v', nfs: {}, gitRepo: {} }),
    want: 'restricted volume types (volume "v" uses restricted volume type "gitRepo")',
  },
  'the allowed ones, at every version': {
    spec: withVolumes(
      ...'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'
        .split(' ')
        .map(type => ({ name: type, [type]: {} })),
    ),
    version: 0,
    want: '',
  },
  'each of the allowed ones beside another one': {
    spec: withVolumes(
      ...'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'
        .split(' ')
        .map(type => ({ name: type, [type]: {}, nfs: {} })),
    ),
    want: '',
  },
  'all the others: volumes in the order of the spec, types sorted': {
    spec: withVolumes(...types.map((type, index) => ({ name: `v${index}`, [type]: {} }))),
    want: `restricted volume types (volumes ${types.map((_, index) => `"v${index}"`).join(', ')} use restricted volume types "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume")`,
  },
})

restricted('runAsNonRoot', {
  'false in the pod counts although its container says true': {
    spec: restrictedPod({
      securityContext: { runAsNonRoot: false, seccompProfile: runtimeDefault },
      containers: [hardened('a', { runAsNonRoot: true })],
    }),
    want: 'runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)',
  },
  'what is false hides what is unset': {
    spec: restrictedPod({
      securityContext: { seccompProfile: runtimeDefault },
      containers: [hardened('a', { runAsNonRoot: false }), hardened('b')],
    }),
    want: 'runAsNonRoot != true (container "a" must not set securityContext.runAsNonRoot=false)',
  },
  'a user is no promise': {
    spec: withContext({ runAsUser: 1000, seccompProfile: runtimeDefault }),
    want: 'runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true)',
  },
  'every container that is left without, ephemeral ones too': {
    spec: restrictedPod({
      securityContext: { seccompProfile: runtimeDefault },
      containers: [hardened('a'), hardened('b', { runAsNonRoot: true })],
      ephemeralContainers: [hardened('e')],
    }),
    want: 'runAsNonRoot != true (pod or containers "a", "e" must set securityContext.runAsNonRoot=true)',
  },
})

const rootInUserNamespace = {
  spec: restrictedPod({
    hostUsers: false,
    securityContext: { runAsNonRoot: false, runAsUser: 0, seccompProfile: runtimeDefault },
  }),
}
const bareInUserNamespace = {
  spec: { hostUsers: false, containers: [{ name: 'a' }] },
}
restricted('user namespaces', {
  'root is root at v1.34': {
    ...rootInUserNamespace,
    version: 34,
    want: 'runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false), runAsUser=0 (pod must not set runAsUser=0)',
  },
  'root inside is nobody outside at v1.35': { ...rootInUserNamespace, version: 35, want: '' },
  'hostUsers true relaxes nothing': {
    spec: { ...rootInUserNamespace.spec, hostUsers: true },
    want: 'runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false), runAsUser=0 (pod must not set runAsUser=0)',
  },
  'the other checks stay': {
    ...bareInUserNamespace,
    want: [
      'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false)',
      'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"])',
      'seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ].join(', '),
  },
})

restricted('runAsUser', {
  'root in a container counts although the pod names another': {
    spec: restrictedPod({
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: runtimeDefault },
      containers: [hardened('a', { runAsUser: 0 })],
    }),
    want: 'runAsUser=0 (container "a" must not set runAsUser=0)',
  },
  'pod and containers': {
    spec: restrictedPod({
      securityContext: { runAsNonRoot: true, runAsUser: 0, seccompProfile: runtimeDefault },
      containers: [hardened('a', { runAsUser: 0 }), hardened('b', { runAsUser: 0 }), hardened('c', { runAsUser: 1 })],
    }),
    want: 'runAsUser=0 (pod and containers "a", "b" must not set runAsUser=0)',
  },
  'v1.22 does not ask': {
    spec: withContext({ runAsNonRoot: true, runAsUser: 0, seccompProfile: runtimeDefault }),
    version: 22,
    want: '',
  },
  'v1.23 does': {
    spec: withContext({ runAsNonRoot: true, runAsUser: 0, seccompProfile: runtimeDefault }),
    version: 23,
    want: 'runAsUser=0 (pod must not set runAsUser=0)',
  },
})

const confined = (name: string) => hardened(name, { seccompProfile: runtimeDefault })
restricted('seccompProfile_restricted', {
  'a bad profile of the pod counts although every container has a good one': {
    spec: restrictedPod({
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'Unconfined' } },
      containers: [confined('a')],
    }),
    want: 'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
  },
  'what is set wrongly hides what is unset': {
    spec: restrictedPod({
      securityContext: { runAsNonRoot: true },
      containers: [hardened('a', { seccompProfile: { type: 'Unconfined' } }), hardened('b')],
    }),
    want: 'seccompProfile (container "a" must not set securityContext.seccompProfile.type to "Unconfined")',
  },
  'only containers without one are named': {
    spec: restrictedPod({
      securityContext: { runAsNonRoot: true },
      containers: [confined('a'), hardened('b', { seccompProfile: null })],
    }),
    want: 'seccompProfile (pod or container "b" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
  },
  'a profile without a type has the empty one': {
    spec: withContext({ runAsNonRoot: true, seccompProfile: {} }),
    want: 'seccompProfile (pod must not set securityContext.seccompProfile.type to "")',
  },
})

const windowsPod = (os: Value, change: ValueMap = {}) => ({
  os,
  securityContext: { runAsNonRoot: true, ...change },
  containers: [{ name: 'a' }],
})
const linuxFields = [
  'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false)',
  'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"])',
  'seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
].join(', ')
restricted('Windows', {
  'is judged as Linux at v1.24': { spec: windowsPod({ name: 'windows' }), version: 24, want: linuxFields },
  'is spared three checks at v1.25': { spec: windowsPod({ name: 'windows' }), version: 25, want: '' },
  'is not spared runAsNonRoot': {
    spec: { os: { name: 'windows' }, containers: [{ name: 'a' }] },
    version: 25,
    want: 'runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true)',
  },
  'is spelled in lower case': { spec: windowsPod({ name: 'Windows' }), want: linuxFields },
  'is not a node selector': {
    spec: { ...windowsPod(null), nodeSelector: { 'kubernetes.io/os': 'windows' } },
    want: linuxFields,
  },
  'may break baseline, whose checks restricted overrides': {
    spec: windowsPod({ name: 'windows' }, { seccompProfile: { type: 'Unconfined' } }),
    want: '',
  },
})
