import * as assert from 'uvu/assert'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { kubernetesAt } from '../../src/schema/types.ts'
import { type UnservedKind, unservedKind } from '../../src/schema/unserved-kind.ts'
import { table } from '../table.ts'

const none = undefined

interface Row {
  readonly apiVersion: string
  readonly kind: string
  readonly minor?: number
  readonly meant: readonly [apiVersion: string, kind: string, isOlder?: true] | 'nothing' | typeof none
}

table<Row>(
  'a kind that nobody serves',
  {
    'a served one': { apiVersion: 'apps/v1', kind: 'Deployment', meant: none },
    'a misspelt one': { apiVersion: 'apps/v1', kind: 'Deploymnt', meant: ['apps/v1', 'Deployment'] },
    'a small letter': {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ingress',
      meant: ['networking.k8s.io/v1', 'Ingress'],
    },
    'a small letter in the version': { apiVersion: 'apps/V1', kind: 'Deployment', meant: ['apps/v1', 'Deployment'] },
    'no group': { apiVersion: 'v1', kind: 'Deployment', meant: ['apps/v1', 'Deployment'] },
    'a group that is misspelt': { apiVersion: 'app/v1', kind: 'Deployment', meant: ['apps/v1', 'Deployment'] },
    'a version that was never there': { apiVersion: 'apps/v2', kind: 'Deployment', meant: ['apps/v1', 'Deployment'] },
    'the older version of a kind': {
      apiVersion: 'batch/v1beta1',
      kind: 'CronJob',
      meant: ['batch/v1', 'CronJob', true],
    },
    'the older version of a kind with two': {
      apiVersion: 'autoscaling/v2beta2',
      kind: 'HorizontalPodAutoscaler',
      meant: ['autoscaling/v2', 'HorizontalPodAutoscaler', true],
    },
    'the first group of workloads': {
      apiVersion: 'extensions/v1beta1',
      kind: 'Deployment',
      meant: ['apps/v1', 'Deployment', true],
    },
    'a kind that is gone': { apiVersion: 'policy/v1beta1', kind: 'PodSecurityPolicy', meant: 'nothing' },
    'a version that comes later': {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceClaim',
      minor: 30,
      meant: ['resource.k8s.io/v1alpha2', 'ResourceClaim'],
    },
    'an old definition': {
      apiVersion: 'apiextensions.k8s.io/v1beta1',
      kind: 'CustomResourceDefinition',
      meant: ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', true],
    },
    'a custom kind': { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', meant: none },
    'a custom kind of a project of Kubernetes': {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshot',
      meant: none,
    },
    'a list of anything': { apiVersion: 'v1', kind: 'List', meant: none },
    'a list of a served kind': { apiVersion: 'apps/v1', kind: 'DeploymentList', meant: none },
    kubeconfig: { apiVersion: 'v1', kind: 'Config', meant: none },
    'no apiVersion, which is said elsewhere': { apiVersion: '', kind: 'Pod', meant: none },
  },
  ({ apiVersion, kind, minor, meant }) => {
    const found = unservedKind({ apiVersion, kind }, kubernetesAt(minor))
    if (meant === none) return assert.is(found, none)
    assert.is(found?.kind, kind)
    if (meant === 'nothing') return assert.is(found?.meant, undefined)
    assert.equal(
      [found?.meant?.apiVersion, found?.meant?.kind, found?.isOlder],
      [...meant, ...(meant[2] ? [] : [none])],
    )
  },
)

table(
  'which minors serve it',
  {
    'from one on': { apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaim', minor: 30, versions: { first: 34 } },
    'up to one': {
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta3',
      kind: 'FlowSchema',
      minor: 37,
      versions: { last: 31 },
    },
    none: { apiVersion: 'batch/v1beta1', kind: 'CronJob', minor: 37, versions: undefined },
  },
  ({ versions, minor, ...kind }) => assert.equal(unservedKind(kind, kubernetesAt(minor))?.versions, versions),
)

table(
  'what is said of the minors that serve it',
  {
    'of one alone': {
      kind: { apiVersion: 'scheduling.k8s.io/v1alpha1', kind: 'Workload' },
      want: 'Kubernetes has it in 1.35 only; --kube-version says which one is meant',
    },
    'up to one': {
      kind: { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta3', kind: 'FlowSchema' },
      want: 'use FlowSchema of flowcontrol.apiserver.k8s.io/v1; Kubernetes has it until 1.31; --kube-version says which one is meant',
    },
  },
  ({ kind, want }) => {
    const found = unservedKind(kind, kubernetesAt(37)) ?? assert.unreachable('it is served')
    assert.is(sentenceOf({ code: 'unknown-kind', by: 'kubernetes', ...(found as UnservedKind) }).advice, want)
  },
)
