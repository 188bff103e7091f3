import { listAt, mapAt, ownAt, textAt, type Value, type ValueMap } from '../manifest/value.ts'
import type { ContainerView, PodView } from '../workload/pod.ts'

/** The sysctl that says from which port on no capability is needed. Pod Security admits it at every level. */
export const unprivilegedPortStart = 'net.ipv4.ip_unprivileged_port_start'

/** The end of the ports that take CAP_NET_BIND_SERVICE where nothing else is said (ip(7), kernel ip-sysctl). */
const firstFreePort = 1024

/**
 * The lowest port below 1024 that a container is seen to listen on: one that it declares, or that a probe of its own
 * calls. What its program reads from its arguments or its configuration is not seen.
 */
export function lowPortOf({ spec }: Pick<ContainerView, 'spec'>): number | undefined {
  const declared = listAt(spec, 'ports').map(port => ownAt(port, 'containerPort'))
  // Every container is asked, and most have no probe.
  const probes = probeFields.filter(field => spec[field] !== undefined).map(field => mapAt(spec, field))
  const low = [...declared, ...probes.flatMap(probedPorts)].filter(isLow)
  return low.length === 0 ? undefined : Math.min(...low)
}

const probeFields = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const
const calls = ['httpGet', 'tcpSocket', 'grpc'] as const

/** A named port is declared; a probe with a host calls somebody else. */
function probedPorts(probe: ValueMap | undefined): readonly (Value | undefined)[] {
  return calls
    .map(field => mapAt(probe, field))
    .flatMap(call => (call === undefined || (textAt(call, 'host') ?? '') !== '' ? [] : [call.port]))
}

function isLow(port: Value | undefined): port is number {
  return typeof port === 'number' && port > 0 && port < firstFreePort
}

/**
 * Whether any process may listen on the port, by the pod's own word: Docker since 20.10 and containerd 2 start pods so,
 * containerd 1 and CRI-O do not, and a pod in the node's network has the node's setting and may not set its own.
 */
export function opensPort(pod: PodView, port: number): boolean {
  if (pod.spec.hostNetwork === true) return false
  const sysctls = listAt(mapAt(pod.spec, 'securityContext'), 'sysctls')
  const start = sysctls.find(entry => textAt(entry, 'name') === unprivilegedPortStart)
  const value = textAt(start, 'value')
  return value !== undefined && /^\d+$/.test(value) && Number(value) <= port
}
