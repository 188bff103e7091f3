import { sortedSet } from '../byte-order.ts'
import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { inContainers } from '../fields.ts'
import { badFields, isSet } from '../find.ts'
import { actualTexts, containerNames, containersText, joinQuote, singularOrPlural } from '../message.ts'

const handlers = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
]
const hosts = handlers.flatMap(handler => ['httpGet', 'tcpSocket'].map(action => [...handler, action, 'host']))

/**
 * Probes and lifecycle handlers must not make the kubelet dial a host of the author's choice (KEP-4940). The node's own
 * addresses are no exception.
 */
export const hostProbesAndHostLifecycle: Check = {
  id: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  control: 'Host Probes / Lifecycle Hooks',
  reason: 'probe or lifecycle host',
  fields: inContainers(...hosts.map(host => host.join('.'))),
  revisions: [{ since: 34, allowed: 'undefined/null, ""', find: v1_34 }],
  detail,
}

function v1_34({ containers }: CheckInput): Violation[] {
  return containers.flatMap(container =>
    hosts
      .filter(([handler = '']) => isSet(container.spec[handler]))
      .flatMap(host => badFields([container], host, value => typeof value === 'string' && value !== '')),
  )
}

/** The one check whose containers are a sorted set. */
function detail(violations: readonly Violation[]): string {
  const names = sortedSet(containerNames(violations))
  const found = actualTexts(violations)
  const uses = singularOrPlural(names.length, 'uses', 'use')
  return `${containersText(names)} ${uses} probe or lifecycle ${singularOrPlural(found.length, 'host', 'hosts')} ${joinQuote(found)}`
}
