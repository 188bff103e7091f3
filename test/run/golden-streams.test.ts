import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { readPolicy } from '../../src/policy/policy.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import type { Finding } from '../../src/workload/finding/finding.ts'
import { table } from '../table.ts'

const root = resolve(import.meta.dirname, '../..')
const { settings, golden } = readPolicy(readFileSync(resolve(root, 'seaworthy.yaml'), 'utf8'), 'seaworthy.yaml')

/**
 * What hardening must say of the project's own golden streams, because it does not mend it. A stream that is not named
 * here is admitted at its level and writes all that it wants to write.
 */
const reported: Readonly<Record<string, readonly string[]>> = {
  shop: [
    'DaemonSet/shop-logs: pod-security hostNamespaces',
    'DaemonSet/shop-logs shipper: pod-security allowPrivilegeEscalation',
    'DaemonSet/shop-logs shipper: pod-security capabilities_restricted',
    'DaemonSet/shop-logs shipper: pod-security runAsNonRoot',
    'DaemonSet/shop-logs shipper: not-hardened capabilities',
    'DaemonSet/shop-logs shipper: not-hardened runAsNonRoot',
    'DaemonSet/shop-logs shipper: not-hardened allowPrivilegeEscalation',
    'DaemonSet/shop-logs shipper: pod-security privileged',
    'DaemonSet/shop-logs shipper: volume-unknown /var/log',
    'DaemonSet/shop-logs: pod-security restrictedVolumes',
  ],
  agents: ['Deployment/hermes: rollout-deadlock'],
  databases: [
    'StatefulSet/ledger postgres: not-hardened runAsNonRoot',
    'StatefulSet/orders postgres: pod-security capabilities_restricted',
    'StatefulSet/orders postgres: pod-security runAsNonRoot',
    'StatefulSet/orders postgres: lost-and-found',
    'StatefulSet/orders postgres: not-hardened runAsNonRoot',
    'StatefulSet/orders postgres: not-hardened runAsUser',
    'StatefulSet/orders postgres: not-hardened capabilities',
  ],
  'shared-files': [
    'Deployment/reports: fsgroup-noop',
    'Deployment/reports reports: volume-not-writable /srv/exports',
    'Deployment/reports reports: volume-unknown /srv/archive',
  ],
  'volume-permissions': ['StatefulSet/queue-store volume-permissions: not-hardened runAsNonRoot'],
}

const streams = Object.fromEntries(
  golden.flatMap(({ name, input }) => (input.kind === 'stream' ? [[name, input.stream]] : [])),
)

table('what is left to report of the golden stream', streams, (stream, name) => {
  const text = readFileSync(resolve(root, stream), 'utf8')
  const left = hardenTexts([{ file: name, text }], settings).remaining()
  assert.equal([...new Set(left.flatMap(lineOf))].toSorted(), (reported[name] ?? []).toSorted())
})

table('hardened twice, the golden stream is as hardened once', streams, (stream, name) => {
  const text = readFileSync(resolve(root, stream), 'utf8')
  const once = hardenTexts([{ file: name, text }], settings).texts
  assert.equal(hardenTexts(once, settings).texts, once)
})

/** Notes are no one's page. */
function lineOf(finding: Finding): readonly string[] {
  if (finding.severity === 'note') return []
  const { object, container } = finding.place
  const who = [`${object?.kind}/${object?.name}`, ...(container === undefined ? [] : [container])].join(' ')
  const about = 'check' in finding ? finding.check : 'mountPath' in finding ? finding.mountPath : ''
  return [`${who}: ${finding.code} ${'field' in finding ? finding.field : about}`.trim()]
}
