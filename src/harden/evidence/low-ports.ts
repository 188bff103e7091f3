import { listAt, mapAt, ownAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { Variables } from '../../shell/words.ts'
import { expanded, variablesOf } from '../../volumes/model/start/variables.ts'
import type { ContainerView, PodView } from '../../workload/pod/pod.ts'

/** The sysctl that says from which port on no capability is needed. Pod Security admits it at every level. */
const unprivilegedPortStart = 'net.ipv4.ip_unprivileged_port_start'

/** The end of the ports that take CAP_NET_BIND_SERVICE where nothing else is said (ip(7), kernel ip-sysctl). */
const firstFreePort = 1024

/**
 * The lowest port below 1024 that a container is seen to listen on: one that it declares, that a probe of its own calls,
 * or that its program is told. What the program reads from its configuration is not seen.
 */
export function lowPortOf({ spec }: Pick<ContainerView, 'spec'>): number | undefined {
  const declared = listAt(spec, 'ports').map(port => ownAt(port, 'containerPort'))
  // Every container is asked, and most have no probe.
  const probes = probeFields.filter(field => spec[field] !== undefined).map(field => mapAt(spec, field))
  const low = [...declared, ...probes.flatMap(probedPorts), ...toldPorts(spec)].filter(isLow)
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

/** Options and variables that tell a program where to listen; a port of somebody else has a name of its own in front. */
const listening =
  /^-{0,2}(?:(?:http|https|web|server|app|secure|insecure|public|dns|tls|serv(?:e|ing))?[-_.]?(?:ports?|addr(?:ess)?)|(?:[\w.-]*[-_.])?(?:listen|bind)[\w.-]*|aspnetcore_(?:urls|https?_ports))$/i
/** A port alone, or behind an address of the pod itself: `80`, `:80`, `0.0.0.0:80`, `http://+:80`. */
const ownPort = /^(?:[a-z]+:\/\/)?(?:(?:\*|\+|0\.0\.0\.0|\[::\]|::|localhost|127\.0\.0\.1|\[::1\])?:)?(\d{1,5})\/?$/

/** Ports in the arguments and variables of a container. */
function toldPorts(spec: ContainerView['spec']): readonly number[] {
  const variables = spec.env === undefined ? [] : Object.entries(variablesOf(spec))
  const texts = [...listAt(spec, 'command'), ...listAt(spec, 'args')].filter(isTelling)
  const words = texts.length === 0 ? [] : wordsOf(spec, Object.fromEntries(variables))
  const pairs = words.map((word, index): [string, string] => {
    const equals = word.indexOf('=')
    return equals < 0 ? [word, words[index + 1] ?? ''] : [word.slice(0, equals), word.slice(equals + 1)]
  })
  return [...variables, ...pairs].filter(([name]) => listening.test(name)).flatMap(([, value]) => portsIn(value))
}

/** Spares most containers the reading of their words. */
function isTelling(word: Value): boolean {
  return typeof word === 'string' && /port|listen|bind|addr/i.test(word)
}

/** The words of the command line, those of a script in it among them. */
function wordsOf(spec: ContainerView['spec'], variables: Variables): readonly string[] {
  return [...listAt(spec, 'command'), ...listAt(spec, 'args')].flatMap(word => {
    const text = expanded(word, variables)
    return typeof text === 'string' ? text.split(/[\s"';|&]+/) : []
  })
}

function portsIn(value: string): readonly number[] {
  return value.split(/[,;\s]+/).flatMap(part => {
    const port = ownPort.exec(part)?.[1]
    return port === undefined ? [] : [Number(port)]
  })
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
