import * as assert from 'uvu/assert'
import { type ExemptionTarget, exemptionFor, isExpired, unusedExemptions } from '../../src/policy/exempt.ts'
import type { Exemption } from '../../src/workload/settings/settings.ts'
import { situation, table } from '../table.ts'

const wide: Exemption = { kind: '*', namespace: '*', name: '*', container: '*', checks: ['*'], reason: 'r' }
const target: ExemptionTarget = {
  object: { kind: 'DaemonSet', name: 'rel-node-exporter' },
  namespace: 'ns1',
  container: 'main',
  check: 'hostPorts',
}
const bare: ExemptionTarget = { object: target.object, check: 'hostPorts' }

table(
  'exemptionFor',
  {
    'covers by stars': { exemption: {}, target, want: true },
    'covers by name': { exemption: { name: '*node-exporter' }, target, want: true },
    'another name': { exemption: { name: 'node-exporter' }, target, want: false },
    'another kind': { exemption: { kind: 'Deployment' }, target, want: false },
    'its check among others': { exemption: { checks: ['a', 'hostPorts'] }, target, want: true },
    'another check': { exemption: { checks: ['a'] }, target, want: false },
    'a check is no glob': { exemption: { checks: ['host*'] }, target, want: false },
    'its namespace': { exemption: { namespace: 'ns?' }, target, want: true },
    'another namespace': { exemption: { namespace: 'ns2' }, target, want: false },
    'a namespace where there is none': { exemption: { namespace: 'ns1' }, target: bare, want: false },
    'any namespace where there is none': { exemption: { namespace: '*' }, target: bare, want: true },
    'no namespace where there is none': { exemption: { namespace: '' }, target: bare, want: true },
    'no namespace where there is one': { exemption: { namespace: '' }, target, want: false },
    'its container': { exemption: { container: 'm*' }, target, want: true },
    'another container': { exemption: { container: 'side' }, target, want: false },
    'a container for a field of the pod': { exemption: { container: 'main' }, target: bare, want: false },
    'an expired one covers still': { exemption: { expires: '1999-01-01' }, target, want: true },
  },
  ({ exemption, target, want }) => assert.is(exemptionFor(target, [{ ...wide, ...exemption }]) !== undefined, want),
)

situation('the first exemption that covers is the one that is used', () => {
  const [other, first, second] = [
    { ...wide, kind: 'Job' },
    { ...wide, reason: 'a' },
    { ...wide, reason: 'b' },
  ]
  const exemptions = [other, first, second]
  const used = exemptionFor(target, exemptions)
  assert.is(used, first)
  assert.equal(unusedExemptions(exemptions, new Set(used && [used])), [other, second])
})

table(
  'isExpired',
  {
    'without a day': { expires: undefined, want: false },
    'the day before': { expires: '2027-06-29', want: true },
    'on the day': { expires: '2027-06-30', want: false },
    'the day after': { expires: '2027-07-01', want: false },
  },
  ({ expires, want }) => assert.is(isExpired({ ...wide, expires }, '2027-06-30'), want),
)
