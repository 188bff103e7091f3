import { mapAt } from '../../../manifest/value.ts'
import { capabilitiesOf } from '../../../workload/pod/effective.ts'
import type { ContainerView } from '../../../workload/pod/pod.ts'

/**
 * What a root process has where nothing is said. The runtimes differ: containerd (pkg/oci/spec.go) adds MKNOD, NET_RAW,
 * SETFCAP, SYS_CHROOT and AUDIT_WRITE, none of which decides about a file. This is what cri-o gives too.
 */
const defaults = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FSETID',
  'FOWNER',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'KILL',
]

/** Without these no `gosu`, `su-exec` or `setpriv` becomes anybody: "operation not permitted". */
export const switching = ['SETGID', 'SETUID']

/** `add: [ALL]` and `privileged` give more than files can need; these are the ones that decide about them. */
const everything = [...defaults, 'DAC_READ_SEARCH', 'SYS_ADMIN']

/**
 * The capabilities a root process of the container holds. The order is containerd's (internal/cri/opts/spec_opts.go
 * `WithCapabilities`): ALL first, then what is added, then what is dropped, so that a capability in both lists is
 * gone. Names are compared without case, and one written with `CAP_` names nothing: the runtime adds that prefix.
 */
export function boundingSet(container: ContainerView): readonly string[] {
  if (mapAt(container.spec, 'securityContext')?.privileged === true) return everything
  const { add, drop } = capabilitiesOf(container)
  const [added, dropped] = [add.map(upper), drop.map(upper)]
  const start = dropped.includes('ALL') ? [] : added.includes('ALL') ? everything : defaults
  const extra = added.filter(name => name !== 'ALL' && !start.includes(name))
  return [...start, ...new Set(extra)].filter(name => !dropped.includes(name))
}

function upper(name: string): string {
  return name.toUpperCase()
}
