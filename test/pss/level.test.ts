import * as assert from 'uvu/assert'
import { evaluatePod, lowestLevel } from '../../src/pss/evaluate.ts'
import { evaluatedMinor } from '../../src/pss/version.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import { table } from '../table.ts'
import { type DetailRow, detailOf } from './detail.ts'
import { podOf, restrictedPod } from './pods.ts'

const windowsRoot = {
  os: { name: 'windows' },
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'Unconfined' } },
  containers: [{ name: 'a', securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }],
}

table(
  'lowestLevel',
  {
    'everything is set': { spec: restrictedPod(), want: 'restricted' as Level },
    'nothing is set': { spec: { containers: [{ name: 'a' }] }, want: 'baseline' as Level },
    'the node is shared': { spec: restrictedPod({ hostPID: true }), want: 'privileged' as Level },
    'restricted admits what baseline does not': { spec: windowsRoot, want: 'restricted' as Level },
  },
  ({ spec, want }) => assert.is(lowestLevel(podOf({ spec }), { version: 'latest' }), want),
)

table<DetailRow>(
  'level',
  {
    'privileged admits everything': { spec: { hostPID: true }, level: 'privileged', want: '' },
    'baseline refuses what restricted overrides': {
      spec: windowsRoot,
      level: 'baseline',
      want: 'non-default capabilities (container "a" must not include "SYS_ADMIN" in securityContext.capabilities.add), seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
    },
    'restricted admits a hostPath beside an emptyDir': {
      spec: restrictedPod({ volumes: [{ name: 'v', emptyDir: {}, hostPath: {} }] }),
      want: '',
    },
  },
  row => assert.is(detailOf(row), row.want),
)

table(
  'evaluatedMinor',
  {
    'latest is the newest': { version: 'latest' as const, kubeMinor: undefined, want: 37 },
    'a version of the future is the newest': { version: 99, kubeMinor: undefined, want: 37 },
    'a known version is itself': { version: 24, kubeMinor: undefined, want: 24 },
    'latest is what the API server knows': { version: 'latest' as const, kubeMinor: 33, want: 33 },
    'an older server does not know a newer version': { version: 35, kubeMinor: 34, want: 34 },
    'an older version stays': { version: 20, kubeMinor: 34, want: 20 },
    'a version and a server of the future': { version: 99, kubeMinor: 40, want: 37 },
    'a newer server than any we know': { version: 'latest' as const, kubeMinor: 40, want: 37 },
  },
  ({ version, kubeMinor, want }) => assert.is(evaluatedMinor(version, kubeMinor), want),
)

table(
  'a version that is none is a bug, not an admission',
  { 'below zero': -1, 'a fraction': 1.5, 'not a number': Number.NaN },
  version => {
    assert.throws(() => evaluatePod(podOf({ spec: {} }), { level: 'baseline', version }), /no policy version/)
  },
)
