import type { Problem } from '../../config/schema-problems.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { isExclusive } from '../pod/claims.ts'
import type { AgentValues } from '../values/agent.ts'
import { type Partly, wholeValue } from '../values/partly.ts'
import { claim } from '../values/pod.ts'
import type { Values } from '../values/values.ts'
import { agentInventory } from './inventory.ts'
import { lacking, mayHold, problem, repeated } from './rule.ts'

type Agent = Partly<AgentValues>

/** What the schema cannot say of an agent: fields that need or exclude each other. */
export function agentRules(values: Partly<Values>, refused: readonly FieldPath[]): Problem[] {
  const { agent } = values
  if (agent === undefined) return []
  return [
    ...accessRules(values, agent),
    ...claimRules(values, agent),
    ...objectRules(agent, agent.name ?? values.name),
    ...budgetRules(agent),
    ...(refused.some(path => mayHold(path, ['agent', 'ports', '*', 'name'])) ? [] : monitorRules(agent)),
  ]
}

/** The API server refuses a subject of kind ServiceAccount without a namespace. */
function accessRules({ namespace, ...values }: Partly<Values>, agent: Agent): Problem[] {
  const { rbac, serviceAccount } = agent
  const needed = rbac?.create === true && (rbac.allow ?? []).length + (rbac.rules ?? []).length > 0
  const unnamed = serviceAccount?.create === false && serviceAccount.name === undefined
  return [
    ...(needed && namespace === undefined
      ? [
          lacking(
            ['namespace'],
            'the namespace of the ServiceAccount, which its RoleBinding must name (or agent.rbac.create: false)',
          ),
        ]
      : []),
    ...(unnamed
      ? [lacking(['agent', 'serviceAccount', 'name'], 'the name of a ServiceAccount, where create is false')]
      : accountRules(agent, serviceAccount?.name ?? agent.name ?? values.name)),
  ]
}

/** The pod of another ServiceAccount could do nothing of what the Role allows. */
function accountRules({ podTemplate, podOverrides }: Agent, account: string | undefined): Problem[] {
  const said = { podTemplate: podTemplate?.serviceAccountName, podOverrides: podOverrides?.serviceAccountName }
  return Object.entries(said).flatMap(([field, name]) =>
    name === undefined || account === undefined || name === account
      ? []
      : [
          problem(
            ['agent', field, 'serviceAccountName'],
            JSON.stringify(name),
            `${account}, which the RoleBinding names (agent.serviceAccount.name says another)`,
          ),
        ],
  )
}

/** Two pods that want one exclusive claim: the second waits for the first, which waits to be replaced. */
function claimRules(values: Partly<Values>, agent: Agent): Problem[] {
  const exclusive = (values.volumes ?? []).flatMap(volume => {
    const wanted = wholeValue(claim, volume?.claim)
    return wanted !== undefined && isExclusive(wanted) ? [volume?.name] : []
  })
  const mounts = agentInventory(values, agent).containers.flatMap(container => container.mounts)
  const held = mounts.find(({ name }) => name !== undefined && exclusive.includes(name))
  if (held === undefined) return []
  const { replicas, strategy } = agent
  const why = `because volume ${held.name} can be attached only once`
  return [
    ...(replicas !== undefined && replicas > 1
      ? [problem(['agent', 'replicas'], String(replicas), `at most 1, ${why}`)]
      : []),
    ...(strategy === 'RollingUpdate' ? [problem(['agent', 'strategy'], strategy, `Recreate, ${why}`)] : []),
  ]
}

function objectRules({ configMaps = [], secrets = [], attachable }: Agent, owner: string | undefined): Problem[] {
  const named = (field: string, objects: readonly ({ readonly name?: string | undefined } | undefined)[]) =>
    objects.map((object, index) => ({ name: object?.name, path: ['agent', field, index, 'name'] }))
  const wrapped =
    attachable?.enabled === true && owner !== undefined ? [{ name: `${owner}-attachable`, path: ['agent'] }] : []
  return [
    ...repeated([...wrapped, ...named('configMaps', configMaps)], 'ConfigMap'),
    ...repeated(named('secrets', secrets), 'Secret'),
  ]
}

function budgetRules({ podDisruptionBudget: budget }: Agent): Problem[] {
  const given = [budget?.minAvailable, budget?.maxUnavailable].filter(value => value !== undefined).length
  if (budget?.enabled !== true || given === 1) return []
  const path = ['agent', 'podDisruptionBudget']
  const expected = 'one of minAvailable and maxUnavailable'
  return [given === 0 ? lacking(path, expected, 'neither') : problem(path, 'both', expected)]
}

function monitorRules({ podMonitor, ports = [] }: Agent): Problem[] {
  const port = podMonitor?.port
  if (podMonitor?.enabled !== true || port === undefined || ports.some(known => known?.name === port)) return []
  return [problem(['agent', 'podMonitor', 'port'], JSON.stringify(port), 'the name of one of agent.ports')]
}
