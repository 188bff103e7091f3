import type { FieldPath } from '../../manifest/path.ts'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import type { ContainerView } from '../../workload/pod/pod.ts'
import type { Enforcement } from './enforcement.ts'
import type { Replacement } from './replacement.ts'

/** Ways to the node's network that a container has without sharing its namespace. */
export const enforceNetwork: readonly Enforcement[] = [
  { checks: ['hostPorts'], from: 'baseline', find: ofOwnNetwork(hostPorts) },
  { checks: ['hostProbesAndHostLifecycle'], from: 'baseline', since: 34, find: ofOwnNetwork(probeHosts) },
]

/** In the node's network the ports are the node's whatever is written, and a loopback address means what it says. */
function ofOwnNetwork(find: (container: ContainerView) => readonly Replacement[]): Enforcement['find'] {
  return (pod, candidates) =>
    pod.spec.hostNetwork === true ? [] : candidates.flatMap(({ container }) => find(container))
}

/** The container port stays, so that a Service reaches it as before. */
function hostPorts(container: ContainerView): readonly Replacement[] {
  return listAt(container.spec, 'ports').flatMap((port, index) => {
    const hostPort = isMap(port) ? port.hostPort : undefined
    if (typeof hostPort !== 'number' || hostPort === 0) return []
    return [
      {
        change: { op: 'remove', path: [...container.path, 'ports', index, 'hostPort'] },
        container: container.name,
        was: hostPort,
        lost: { code: 'host-port', port: hostPort },
      },
    ]
  })
}

const handlers: readonly FieldPath[] = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
]

function probeHosts(container: ContainerView): readonly Replacement[] {
  return handlers.flatMap(path =>
    (['httpGet', 'tcpSocket'] as const).flatMap(action => {
      const handler = mapAt(
        path.reduce<ValueMap | undefined>((at, step) => mapAt(at, String(step)), container.spec),
        action,
      )
      const host = textAt(handler, 'host')
      if (host === undefined || host === '') return []
      return [
        {
          change: { op: 'remove' as const, path: [...container.path, ...path, action, 'host'] },
          container: container.name,
          was: host,
          lost: { code: 'probe-host' as const, host, action },
        },
      ]
    }),
  )
}
