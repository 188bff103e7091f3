import { listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import { groupOf } from '../../workload/object/object.ts'
import { type Amount, amountOf } from '../../workload/quantity.ts'

/** Amounts by the names that a ResourceQuota has for them: `requests.cpu`, `count/deployments.apps`. */
export type Amounts = ReadonlyMap<string, Amount>

const one = 1_000_000_000n

/** Add up amounts, each taken so many times. */
export function summed(parts: readonly { readonly amounts: Amounts; readonly times: number }[]): Amounts {
  const sum = new Map<string, Amount>()
  for (const { amounts, times } of parts)
    for (const [name, amount] of amounts) sum.set(name, (sum.get(name) ?? 0n) + amount * BigInt(times))
  return sum
}

/** What one pod counts for (pkg/quota/v1/evaluator/core/pods.go). */
export function podAmounts(spec: ValueMap): Amounts {
  const requests = podResources(spec, 'requests')
  const limits = podResources(spec, 'limits')
  const named = new Map<string, Amount>([
    ['pods', one],
    ['count/pods', one],
  ])
  for (const [name, amount] of requests) {
    named.set(`requests.${name}`, amount)
    if (['cpu', 'memory', 'ephemeral-storage'].includes(name) || name.startsWith('hugepages-')) named.set(name, amount)
  }
  for (const [name, amount] of limits) named.set(`limits.${name}`, amount)
  return named
}

/**
 * Of a pod: what its containers and sidecars take together, or what the largest init container takes beside the sidecars
 * before it, whichever is more, and its overhead; its own resources where it has them (component-helpers/resource/helpers.go).
 */
function podResources(spec: ValueMap, field: 'requests' | 'limits'): Amounts {
  const running = new Map<string, Amount>()
  for (const container of listAt(spec, 'containers')) add(running, ofContainer(container, field))
  const sidecars = new Map<string, Amount>()
  const largest = new Map<string, Amount>()
  for (const container of listAt(spec, 'initContainers')) {
    const own = ofContainer(container, field)
    if (textAt(container, 'restartPolicy') === 'Always') add(sidecars, own)
    const beside = new Map(sidecars)
    if (textAt(container, 'restartPolicy') !== 'Always') add(beside, own)
    raise(largest, beside)
  }
  add(running, sidecars)
  raise(running, largest)
  for (const [name, amount] of amountsIn(mapAt(mapAt(spec, 'resources'), field))) running.set(name, amount)
  add(running, amountsIn(mapAt(spec, 'overhead')))
  return running
}

/** A limit without a request is the request, too (pkg/apis/core/v1/defaults.go). */
function ofContainer(container: Value, field: 'requests' | 'limits'): Amounts {
  const resources = mapAt(container, 'resources')
  const own = amountsIn(mapAt(resources, field))
  return field === 'limits' ? own : new Map([...amountsIn(mapAt(resources, 'limits')), ...own])
}

function amountsIn(map: ValueMap | undefined): Amounts {
  const entries = Object.entries(map ?? {}).flatMap(([name, value]) => {
    const amount = amountOf(value)
    return amount === undefined ? [] : [[name, amount] as const]
  })
  return new Map(entries)
}

function add(to: Map<string, Amount>, amounts: Amounts): void {
  for (const [name, amount] of amounts) to.set(name, (to.get(name) ?? 0n) + amount)
}

function raise(to: Map<string, Amount>, amounts: Amounts): void {
  for (const [name, amount] of amounts) if (amount > (to.get(name) ?? 0n)) to.set(name, amount)
}

/** What an object itself counts for (pkg/quota/v1/evaluator/core). `plural` is its resource. */
export function objectAmounts(object: ValueMap, plural: string): Amounts {
  const group = groupOf(textAt(object, 'apiVersion') ?? '')
  const counted = new Map<string, Amount>([[`count/${plural}${group === '' ? '' : `.${group}`}`, one]])
  const made = madeBeside[`${plural}.${group}`]
  if (made !== undefined) counted.set(`count/${made}`, one)
  if (group !== '' || plural === 'pods') return plural === 'pods' ? new Map() : counted
  if (countedByName.has(plural)) counted.set(plural, one)
  if (plural === 'services') add(counted, serviceAmounts(mapAt(object, 'spec')))
  if (plural === 'persistentvolumeclaims') add(counted, claimAmounts(mapAt(object, 'spec')))
  return counted
}

/** What the controllers of a workload make first of all, beside its pods (pkg/controller). */
const madeBeside: Readonly<Record<string, string>> = {
  'daemonsets.apps': 'controllerrevisions.apps',
  'deployments.apps': 'replicasets.apps',
  'statefulsets.apps': 'controllerrevisions.apps',
}

const countedByName: ReadonlySet<string> = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
])

function serviceAmounts(spec: ValueMap | undefined): Amounts {
  const type = textAt(spec, 'type')
  const ports = BigInt(listAt(spec, 'ports').length) * one
  const hasNodePorts = type === 'NodePort' || (type === 'LoadBalancer' && spec?.allocateLoadBalancerNodePorts !== false)
  return new Map([
    ...(hasNodePorts ? [['services.nodeports', ports] as const] : []),
    ...(type === 'LoadBalancer' ? [['services.loadbalancers', one] as const] : []),
  ])
}

function claimAmounts(spec: ValueMap | undefined): Amounts {
  const size = amountsIn(mapAt(mapAt(spec, 'resources'), 'requests')).get('storage') ?? 0n
  const storageClass = textAt(spec, 'storageClassName')
  const ofClass = `${storageClass}.storageclass.storage.k8s.io`
  return new Map([
    ['requests.storage', size],
    ...(storageClass
      ? ([
          [`${ofClass}/requests.storage`, size],
          [`${ofClass}/persistentvolumeclaims`, one],
        ] as const)
      : []),
  ])
}
