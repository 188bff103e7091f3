import type { Problem } from '../../workload/schema-problems.ts'
import { claimsOf, isExclusive } from '../pod/storage.ts'
import type { AgentValues } from '../values/agent.ts'
import type { Values } from '../values/values.ts'
import { attachableRules } from './attachable.ts'
import { problem, repeated } from './rule.ts'

/** What the schema cannot say of an agent: fields that need or exclude each other. */
export function agentRules(values: Values): Problem[] {
  const { agent } = values
  if (agent === undefined) return []
  return [
    ...accessRules(values, agent),
    ...claimRules(values, agent),
    ...attachableRules(agent.attachable, agent.command, 'agent'),
    ...repeated(
      agent.configMaps.map(({ name }, index) => ({ name, path: ['agent', 'configMaps', index, 'name'] })),
      'ConfigMap',
    ),
    ...repeated(
      agent.secrets.map(({ name }, index) => ({ name, path: ['agent', 'secrets', index, 'name'] })),
      'Secret',
    ),
    ...budgetRules(agent),
    ...monitorRules(agent),
  ]
}

/** The API server refuses a subject of kind ServiceAccount without a namespace. */
function accessRules({ namespace }: Values, { rbac, serviceAccount }: AgentValues): Problem[] {
  const needed = rbac.create && (rbac.allow.length > 0 || (rbac.rules ?? []).length > 0) && namespace === undefined
  const named = serviceAccount.create || serviceAccount.name !== undefined
  return [
    ...(needed
      ? [
          problem(
            ['namespace'],
            'nothing',
            'the namespace of the ServiceAccount, which its RoleBinding must name (or agent.rbac.create: false)',
          ),
        ]
      : []),
    ...(named
      ? []
      : [
          problem(
            ['agent', 'serviceAccount', 'name'],
            'nothing',
            'the name of a ServiceAccount, where create is false',
          ),
        ]),
  ]
}

/** Two pods that want one exclusive claim: the second waits for the first, which waits to be replaced. */
function claimRules({ volumes }: Values, { replicas, strategy, volumeMounts = [] }: AgentValues): Problem[] {
  const exclusive = [...claimsOf(volumes)].flatMap(([name, claim]) => (isExclusive(claim) ? [name] : []))
  const held = volumeMounts.find(({ name }) => exclusive.includes(name))
  if (held === undefined) return []
  const why = `because volume ${held.name} can be attached only once`
  return [
    ...(replicas > 1 ? [problem(['agent', 'replicas'], String(replicas), `at most 1, ${why}`)] : []),
    ...(strategy === 'RollingUpdate' ? [problem(['agent', 'strategy'], strategy, `Recreate, ${why}`)] : []),
  ]
}

function budgetRules({ podDisruptionBudget: { enabled, minAvailable, maxUnavailable } }: AgentValues): Problem[] {
  const given = [minAvailable, maxUnavailable].filter(value => value !== undefined).length
  if (!enabled || given === 1) return []
  return [
    problem(
      ['agent', 'podDisruptionBudget'],
      given === 0 ? 'neither' : 'both',
      'one of minAvailable and maxUnavailable',
    ),
  ]
}

function monitorRules({ podMonitor, ports = [] }: AgentValues): Problem[] {
  if (!podMonitor.enabled || ports.some(({ name }) => name === podMonitor.port)) return []
  return [problem(['agent', 'podMonitor', 'port'], JSON.stringify(podMonitor.port), 'the name of one of agent.ports')]
}
