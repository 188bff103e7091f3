import * as assert from 'uvu/assert'
import type { ValueMap } from '../../src/manifest/value.ts'
import { table } from '../table.ts'
import { type DetailRow, detailOf } from './detail.ts'

function baseline(name: string, rows: Readonly<Record<string, DetailRow>>): void {
  table(name, rows, row => assert.is(detailOf({ level: 'baseline', ...row }), row.want))
}

const onHost: ValueMap = {
  hostNetwork: true,
  initContainers: [{ name: 'i', ports: [{ containerPort: 53 }] }],
  containers: [{ name: 'a', ports: [{ containerPort: 8080 }, { containerPort: 80, hostPort: 81 }] }],
  ephemeralContainers: [{ name: 'e', ports: [{ containerPort: 9 }] }],
}
baseline('ports on the host network', {
  'are host ports of a Pod, save those of ephemeral containers': {
    spec: onHost,
    mode: 'pod',
    want: 'host namespaces (hostNetwork=true), hostPort (containers "i", "a" use hostPorts 53, 8080, 81)',
  },
  'are left alone in a template': {
    spec: onHost,
    want: 'host namespaces (hostNetwork=true), hostPort (container "a" uses hostPort 81)',
  },
  'were not left alone before 1.28': {
    spec: onHost,
    kubeMinor: 27,
    want: 'host namespaces (hostNetwork=true), hostPort (containers "i", "a" use hostPorts 53, 8080, 81)',
  },
  'are no host ports without it': { spec: { ...onHost, hostNetwork: false, containers: [] }, mode: 'pod', want: '' },
})

const key = 'container.apparmor.security.beta.kubernetes.io/a'
const byAnnotation = { spec: { containers: [{ name: 'a' }] }, annotations: { [key]: 'unconfined' } }
const unconfined = { securityContext: { appArmorProfile: { type: 'Unconfined' } } }
const byField = { spec: { containers: [{ name: 'a', ...unconfined }] } }
const both = `forbidden AppArmor profiles (container "a" and annotation must not set AppArmor profile type to "Unconfined", "${key}="unconfined"")`
const annotationOnly = `forbidden AppArmor profile (annotation must not set AppArmor profile type to "${key}="unconfined"")`
const fieldOnly = 'forbidden AppArmor profile (container "a" must not set AppArmor profile type to "Unconfined")'

baseline('AppArmor annotation of a container', {
  'is copied into the field of a Pod': { ...byAnnotation, mode: 'pod', want: both },
  'is copied by 1.30 already': { ...byAnnotation, mode: 'pod', kubeMinor: 30, want: both },
  'stays an annotation in a template': { ...byAnnotation, want: annotationOnly },
  'stays one where the container does not exist': {
    ...byAnnotation,
    spec: { containers: [{ name: 'b' }] },
    mode: 'pod',
    want: annotationOnly,
  },
  'stays one where the container has a field': {
    ...byAnnotation,
    spec: { containers: [{ name: 'a', securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }] },
    mode: 'pod',
    want: annotationOnly,
  },
  'stays one where the pod says the same': {
    ...byAnnotation,
    spec: { ...byAnnotation.spec, ...unconfined },
    mode: 'pod',
    want: `forbidden AppArmor profiles (pod and annotation must not set AppArmor profile type to "Unconfined", "${key}="unconfined"")`,
  },
  'stays one on Windows': {
    ...byAnnotation,
    spec: { ...byAnnotation.spec, os: { name: 'windows' } },
    mode: 'pod',
    want: annotationOnly,
  },
  'stays one where it is no value that can be copied': {
    ...byAnnotation,
    annotations: { [key]: 'Unconfined' },
    mode: 'pod',
    want: `forbidden AppArmor profile (annotation must not set AppArmor profile type to "${key}="Unconfined"")`,
  },
})

baseline('AppArmor field of a container', {
  'is copied into an annotation of a Pod up to 1.33': { ...byField, mode: 'pod', kubeMinor: 33, want: both },
  'is not copied from 1.34': { ...byField, mode: 'pod', kubeMinor: 34, want: fieldOnly },
  'is not copied in a template': { ...byField, kubeMinor: 33, want: fieldOnly },
  "is the pod's where the container has none": {
    spec: { ...unconfined, containers: [{ name: 'a' }] },
    mode: 'pod',
    kubeMinor: 33,
    want: `forbidden AppArmor profiles (pod and annotation must not set AppArmor profile type to "Unconfined", "${key}="unconfined"")`,
  },
  'is not copied over an annotation': {
    ...byField,
    annotations: { [key]: 'runtime/default' },
    mode: 'pod',
    kubeMinor: 33,
    want: fieldOnly,
  },
})

baseline('an API server before 1.30', {
  'does not know the AppArmor field': { ...byField, kubeMinor: 29, want: '' },
  'prints annotations as they are': {
    ...byAnnotation,
    mode: 'pod',
    kubeMinor: 29,
    want: `forbidden AppArmor profile (${key}="unconfined")`,
  },
  'prints several of them in the plural': {
    ...byAnnotation,
    annotations: { [key]: 'unconfined', [`${key}b`]: 'x' },
    kubeMinor: 29,
    want: `forbidden AppArmor profiles (${key}="unconfined", ${key}b="x")`,
  },
})

const withImage = { spec: { volumes: [{ name: 'v', image: {} }] }, level: 'restricted' } as const
const unknownImage = 'restricted volume types (volume "v" uses restricted volume type "unknown")'
baseline('image volumes', {
  'are allowed at every version from 1.33': { ...withImage, version: 1, kubeMinor: 33, want: '' },
  'are unknown to the check of 1.32': { ...withImage, kubeMinor: 32, want: unknownImage },
  'are unknown to the check of 1.31': { ...withImage, kubeMinor: 31, want: unknownImage },
  'are unknown to the whole of 1.30, which drops them': { ...withImage, kubeMinor: 30, want: '' },
  'count beside a restricted source in 1.32': {
    ...withImage,
    spec: { volumes: [{ name: 'v', image: {}, nfs: {} }] },
    kubeMinor: 32,
    want: 'restricted volume types (volume "v" uses restricted volume type "nfs")',
  },
})
