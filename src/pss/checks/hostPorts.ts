import type { FieldPath } from '../../manifest/path.ts'
import type { Value, ValueMap } from '../../manifest/value.ts'
import type { ContainerView } from '../../workload/pod/pod.ts'
import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { inContainers } from '../fields.ts'
import { mapsWithPaths } from '../find.ts'
import { actualTexts, containerNames, containersText, singularOrPlural } from '../message.ts'

/** Containers must not listen on ports of their node. */
export const hostPorts: Check = {
  id: 'hostPorts',
  level: 'baseline',
  control: 'Host Ports',
  reason: 'hostPort',
  fields: inContainers('ports[*].hostPort'),
  revisions: [{ since: 0, allowed: 'undefined/null, 0', find: v1_0 }],
  detail,
}

function v1_0(pod: CheckInput): Violation[] {
  return pod.containers.flatMap(container =>
    mapsWithPaths(container, 'ports').flatMap(({ path, map }) =>
      portViolation(container, path, hostPort(map, container, pod)),
    ),
  )
}

function portViolation(subject: ContainerView, path: FieldPath, actual: Value | undefined): Violation[] {
  return isPort(actual) ? [{ subject, path: [...path, 'hostPort'], actual }] : []
}

/** The port as admission sees it: with hostNetwork the API server has copied containerPort (defaults.go of core/v1). */
function hostPort({ hostPort, containerPort }: ValueMap, container: ContainerView, pod: CheckInput): Value | undefined {
  return !isPort(hostPort) && copiesContainerPorts(container, pod) ? containerPort : hostPort
}

/** Kubernetes 1.28 stopped doing so in pod templates (DefaultHostNetworkHostPortsInPodTemplates). */
function copiesContainerPorts({ list }: ContainerView, { mode, kubeMinor, self }: CheckInput): boolean {
  return self.spec.hostNetwork === true && list !== 'ephemeralContainers' && (mode === 'pod' || kubeMinor < 28)
}

function isPort(value: Value | undefined): value is number | bigint {
  return (typeof value === 'number' && value !== 0) || typeof value === 'bigint'
}

function detail(violations: readonly Violation[]): string {
  const names = containerNames(violations)
  const ports = actualTexts(violations) // sorted as text: 10000, 443, 80
  const uses = singularOrPlural(names.length, 'uses', 'use')
  return `${containersText(names)} ${uses} ${singularOrPlural(ports.length, 'hostPort', 'hostPorts')} ${ports.join(', ')}`
}
