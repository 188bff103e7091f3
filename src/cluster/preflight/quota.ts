import { listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { Observation } from '../../workload/finding/finding.ts'
import { type Amount, amountOf, spelledAmount } from '../../workload/quantity.ts'
import type { Amounts } from './amounts.ts'

/** What one object of the manifests adds to its namespace: itself, or `times` pods. */
export interface Ask {
  readonly name: string
  readonly times: number
  readonly amounts: Amounts
  /** The spec of its pods, by which a quota with a scope chooses; undefined for what is no pod. */
  readonly pod: ValueMap | undefined
  /** It is there beside the others for as long as this lasts. */
  readonly during?: 'rollout'
}

/** A quota's resource that the asks exceed together, and the ask with which they do. */
export interface Excess {
  readonly ask: Ask
  readonly observation: Extract<Observation, { readonly code: 'quota-exceeded' }>
}

/** What asks for more, all together, than a quota of the namespace has left. */
export function excesses(quota: ValueMap, asks: readonly Ask[]): readonly Excess[] {
  const counted = asks.filter(ask => isInScope(quota, ask))
  const [hard, used] = [mapAt(mapAt(quota, 'status'), 'hard'), mapAt(mapAt(quota, 'status'), 'used')]
  return Object.entries(hard ?? {}).flatMap(([resource, most]) => {
    const [all, taken] = [amountIn(most), amountIn(used?.[resource]) ?? 0n]
    const excess = all === undefined ? undefined : firstBeyond(counted, resource, all - taken)
    if (all === undefined || excess === undefined) return []
    const spelled = (amount: Amount) => spelledAmount(amount, resource)
    const by = counted.filter(ask => addedBy(ask, resource) > 0n).map(ask => partOf(ask, resource, spelled))
    const observation = {
      code: 'quota-exceeded',
      quota: textAt(mapAt(quota, 'metadata'), 'name') ?? '',
      namespace: textAt(mapAt(quota, 'metadata'), 'namespace') ?? '',
      resource,
      hard: spelled(all),
      left: spelled(all > taken ? all - taken : 0n),
      asked: spelled(excess.sum),
      by,
    } as const
    return [{ ask: excess.ask, observation }]
  })
}

function amountIn(value: Value | undefined): Amount | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? amountOf(value)
    : undefined
}

function addedBy({ amounts, times }: Ask, resource: string): Amount {
  return (amounts.get(resource) ?? 0n) * BigInt(times)
}

function firstBeyond(asks: readonly Ask[], resource: string, left: Amount): { ask: Ask; sum: Amount } | undefined {
  let sum = 0n
  let first: Ask | undefined
  for (const ask of asks) {
    sum += addedBy(ask, resource)
    if (sum > left && addedBy(ask, resource) > 0n) first ??= ask
  }
  return first === undefined || sum <= left ? undefined : { ask: first, sum }
}

function partOf({ name, times, amounts, during }: Ask, resource: string, spelled: (amount: Amount) => string) {
  const each = spelled(amounts.get(resource) ?? 0n)
  return { object: name, times, each, ...(during !== undefined && { during }) }
}

/** A quota with scopes counts pods alone, and those that match all of them (pkg/quota/v1/evaluator/core/pods.go). */
function isInScope(quota: ValueMap, { pod }: Ask): boolean {
  const spec = mapAt(quota, 'spec')
  const plain = listAt(spec, 'scopes').map(scope => ({ scopeName: scope, operator: 'Exists' }))
  const scopes: readonly Value[] = [...plain, ...listAt(mapAt(spec, 'scopeSelector'), 'matchExpressions')]
  return scopes.length === 0 || (pod !== undefined && scopes.every(scope => matches(pod, scope)))
}

function matches(pod: ValueMap, scope: Value): boolean {
  const isTerminating = pod.activeDeadlineSeconds !== undefined && pod.activeDeadlineSeconds !== null
  switch (textAt(scope, 'scopeName')) {
    case 'Terminating':
      return isTerminating
    case 'NotTerminating':
      return !isTerminating
    case 'BestEffort':
      return isBestEffort(pod)
    case 'NotBestEffort':
      return !isBestEffort(pod)
    case 'PriorityClass':
      return hasPriority(textAt(pod, 'priorityClassName'), textAt(scope, 'operator'), listAt(scope, 'values'))
    default:
      // CrossNamespacePodAffinity, and what a later Kubernetes knows: no claim about what nobody counted.
      return false
  }
}

function isBestEffort(pod: ValueMap): boolean {
  const containers = [...listAt(pod, 'containers'), ...listAt(pod, 'initContainers')]
  const isAsked = (of: Value) =>
    ['requests', 'limits'].some(field => Object.keys(mapAt(mapAt(of, 'resources'), field) ?? {}).length > 0)
  return !containers.some(isAsked) && !isAsked(pod)
}

function hasPriority(name: string | undefined, operator: string | undefined, values: readonly Value[]): boolean {
  switch (operator) {
    case 'Exists':
      return name !== undefined
    case 'DoesNotExist':
      return name === undefined
    case 'In':
      return name !== undefined && values.includes(name)
    case 'NotIn':
      return name === undefined || !values.includes(name)
    default:
      return false
  }
}
