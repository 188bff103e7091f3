import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { checkNames } from '../../src/knowledge/checks/check-names.ts'
import { byBytes } from '../../src/pss/byte-order.ts'
import type { Check, CheckId } from '../../src/pss/check.ts'
import { activeChecks, checks } from '../../src/pss/registry.ts'
import { situation, table } from '../table.ts'

const folder = resolve(import.meta.dirname, '../../src/pss/checks')
const byId = Object.fromEntries(checks.map(check => [check.id, check]))

situation('every file of checks/ is registered, once', () => {
  const files = readdirSync(folder).map(file => file.replace(/\.ts$/, ''))
  assert.equal(files.toSorted(), checks.map(({ id }) => id).toSorted())
})

situation('checks are in the order of their ids, baseline first', () => {
  const ids = (['baseline', 'restricted'] as const).flatMap(level =>
    checks
      .filter(check => check.level === level)
      .map(({ id }) => id)
      .toSorted(byBytes),
  )
  assert.equal(
    checks.map(({ id }) => id),
    ids,
  )
})

situation('an exemption may name every check, and no other', () => {
  assert.equal(
    checkNames,
    checks.map(({ id }) => id),
  )
})

table('file, export and id agree', byId, async ({ id }) => {
  assert.equal(Object.keys(await import(`../../src/pss/checks/${id}.ts`)), [id])
})

table('revisions', byId, ({ revisions, level }) => {
  const since = revisions.map(revision => revision.since)
  assert.equal(
    since,
    [...new Set(since)].toSorted((a, b) => a - b),
    'oldest first, each version once',
  )
  assert.ok(since.length > 0)
  const overrides = revisions.flatMap(revision => revision.overrides ?? [])
  assert.ok(level === 'restricted' || overrides.length === 0, 'baseline overrides nothing')
  assert.ok(
    overrides.every(id => byId[id]?.level === 'baseline'),
    'what is overridden is a baseline check',
  )
})

/** The newest registered revision of each release, from the release branches of pod-security-admission. */
const newestOf = [
  [22, 22],
  [23, 23],
  [24, 23],
  [25, 25],
  [26, 25],
  [27, 27],
  [28, 27],
  [29, 29],
  [30, 29],
  [31, 31],
  [32, 32],
  [33, 32],
  [34, 34],
  [35, 35],
  [36, 35],
  [37, 37],
] as const
table(
  'the newest revision that an API server knows',
  Object.fromEntries(newestOf.map(([kube, want]) => [`Kubernetes 1.${kube}`, { kube, want }])),
  ({ kube, want }) => {
    const since = checks.flatMap(({ revisions }) => revisions.map(revision => revision.since))
    assert.is(Math.max(...since.filter(minor => minor <= kube)), want)
  },
)

const baseline =
  'appArmorProfile capabilities_baseline hostNamespaces hostPathVolumes hostPorts privileged procMount seLinuxOptions seccompProfile_baseline sysctls windowsHostProcess'
const active: Readonly<Record<string, { level: CheckId['level']; minors: readonly number[]; want: string }>> = {
  'baseline v1.0 to v1.33': { level: 'baseline', minors: [0, 1, 22, 33], want: baseline },
  'baseline from v1.34': {
    level: 'baseline',
    minors: [34, 35, 37],
    want: baseline.replace('hostPorts', 'hostPorts hostProbesAndHostLifecycle'),
  },
  'restricted v1.0 to v1.7': {
    level: 'restricted',
    minors: [0, 7],
    want: 'appArmorProfile capabilities_baseline hostNamespaces hostPorts privileged procMount seLinuxOptions seccompProfile_baseline sysctls windowsHostProcess restrictedVolumes runAsNonRoot',
  },
  'restricted v1.8 to v1.18': {
    level: 'restricted',
    minors: [8, 18],
    want: 'appArmorProfile capabilities_baseline hostNamespaces hostPorts privileged procMount seLinuxOptions seccompProfile_baseline sysctls windowsHostProcess allowPrivilegeEscalation restrictedVolumes runAsNonRoot',
  },
  'restricted v1.19 to v1.21': {
    level: 'restricted',
    minors: [19, 21],
    want: 'appArmorProfile capabilities_baseline hostNamespaces hostPorts privileged procMount seLinuxOptions sysctls windowsHostProcess allowPrivilegeEscalation restrictedVolumes runAsNonRoot seccompProfile_restricted',
  },
  'restricted v1.22': {
    level: 'restricted',
    minors: [22],
    want: 'appArmorProfile hostNamespaces hostPorts privileged procMount seLinuxOptions sysctls windowsHostProcess allowPrivilegeEscalation capabilities_restricted restrictedVolumes runAsNonRoot seccompProfile_restricted',
  },
  'restricted v1.23 to v1.33': {
    level: 'restricted',
    minors: [23, 33],
    want: 'appArmorProfile hostNamespaces hostPorts privileged procMount seLinuxOptions sysctls windowsHostProcess allowPrivilegeEscalation capabilities_restricted restrictedVolumes runAsNonRoot runAsUser seccompProfile_restricted',
  },
  'restricted v1.34': {
    level: 'restricted',
    minors: [34],
    want: 'appArmorProfile hostNamespaces hostPorts hostProbesAndHostLifecycle privileged procMount seLinuxOptions sysctls windowsHostProcess allowPrivilegeEscalation capabilities_restricted restrictedVolumes runAsNonRoot runAsUser seccompProfile_restricted',
  },
  'restricted from v1.35': {
    level: 'restricted',
    minors: [35, 37],
    want: 'appArmorProfile hostNamespaces hostPorts hostProbesAndHostLifecycle privileged seLinuxOptions sysctls windowsHostProcess allowPrivilegeEscalation capabilities_restricted procMount_restricted restrictedVolumes runAsNonRoot runAsUser seccompProfile_restricted',
  },
}
table('checks in force', active, ({ level, minors, want }) => {
  for (const minor of minors) {
    const got = activeChecks(checks, level, minor).map(({ check }) => check.id)
    assert.equal(got, want.split(' '), `v1.${minor}`)
  }
})

const revision = (since: number, ...overrides: string[]) => ({ since, overrides, allowed: '', find: () => [] })
const check = (id: string, level: CheckId['level'], ...revisions: Check['revisions']): Check => {
  return { id, level, control: '', reason: '', fields: [], detail: () => '', revisions }
}
const invented = [
  check('c', 'baseline', revision(0)),
  check('d', 'baseline', revision(11)),
  check('i', 'restricted', revision(10, 'c'), revision(21, 'd')),
]
table(
  'an override ends with its revision',
  {
    'before it began': { minor: 9, want: ['c'] },
    'while it holds': { minor: 20, want: ['d', 'i'] },
    'when the next revision overrides another': { minor: 21, want: ['c', 'i'] },
  },
  ({ minor, want }) =>
    assert.equal(
      activeChecks(invented, 'restricted', minor).map(({ check }) => check.id),
      want,
    ),
)
