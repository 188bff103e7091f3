import { mapAt, textAt } from '../../manifest/value.ts'
import type { Check, Revision, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { mapsWithPaths } from '../find.ts'

/** Sysctls that a namespace isolates, by the version that admitted them. */
const admitted = [
  {
    since: 0,
    names: [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.ip_unprivileged_port_start',
      'net.ipv4.tcp_syncookies',
      'net.ipv4.ping_group_range',
    ],
  },
  { since: 27, names: ['net.ipv4.ip_local_reserved_ports'] },
  {
    since: 29,
    names: [
      'net.ipv4.tcp_keepalive_time',
      'net.ipv4.tcp_fin_timeout',
      'net.ipv4.tcp_keepalive_intvl',
      'net.ipv4.tcp_keepalive_probes',
    ],
  },
  { since: 32, names: ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'] },
  { since: 37, names: ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'] },
]

/**
 * Pods must not set kernel parameters beyond those that are isolated from other pods and from the node. Only the
 * spelling with dots counts.
 */
export const sysctls: Check = {
  id: 'sysctls',
  level: 'baseline',
  control: 'Sysctls',
  reason: 'forbidden sysctls',
  fields: ['spec.securityContext.sysctls[*].name'],
  revisions: admitted.map(({ since }) => revision(since)),
  detail: violations => violations.map(({ actual }) => actual).join(', '),
}

function revision(since: number): Revision {
  const names = admitted.filter(step => step.since <= since).flatMap(step => step.names)
  const allowed: ReadonlySet<string> = new Set(names)
  return { since, allowed: `undefined/null, ${names.join(', ')}`, find: pod => forbidden(pod, allowed) }
}

function forbidden({ self }: CheckInput, allowed: ReadonlySet<string>): Violation[] {
  const spec = mapAt(self.spec, 'securityContext') ?? {}
  return mapsWithPaths({ path: [...self.path, 'securityContext'], spec }, 'sysctls').flatMap(({ path, map }) => {
    const actual = textAt(map, 'name') ?? ''
    return allowed.has(actual) ? [] : [{ subject: self, path: [...path, 'name'], actual }]
  })
}
