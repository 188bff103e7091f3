import type { Problem } from '../../config/schema-problems.ts'
import { claimsOf, isExclusive } from '../pod/claims.ts'
import { type Partly, wholeValue } from '../values/partly.ts'
import { claim } from '../values/pod.ts'
import type { Values } from '../values/values.ts'
import { agentInventory, type Inventory, workerInventory } from './inventory.ts'
import { problem, repeated } from './rule.ts'

/** Claims that are made twice, or that somebody waits for in vain. */
export function claimRules(values: Partly<Values>): Problem[] {
  const names = (values.volumes ?? []).map((volume, index) => ({
    name: volume?.claim?.create === true ? volume.claim.name : undefined,
    path: ['volumes', index, 'claim', 'name'],
  }))
  return [...repeated(names, 'claim'), ...namespaceRules(values), ...waitingRules(values)]
}

/** A pod mounts claims of its own namespace, and those that are made along lie in that of the values. */
function namespaceRules(values: Partly<Values>): Problem[] {
  const { worker, namespace } = values
  if (worker?.namespace === undefined || worker.namespace === namespace) return []
  const foreign = mountedClaims(values, workerInventory(values, worker)).find(({ claim }) => claim.create)
  if (foreign === undefined) return []
  const place = namespace === undefined ? 'the namespace of the values' : namespace
  const expected = `none, because the worker mounts volume ${foreign.volume}, whose claim is made in ${place}`
  return [problem(['worker', 'namespace'], JSON.stringify(worker.namespace), expected)]
}

/** ReadWriteOncePod admits one pod in the cluster: a Job would wait until the master is gone. */
function waitingRules(values: Partly<Values>): Problem[] {
  const { agent, worker } = values
  if (agent === undefined || worker === undefined || agent.replicas === 0) return []
  if ((worker.namespace ?? values.namespace) !== values.namespace) return []
  const held = new Set(mountedClaims(values, agentInventory(values, agent)).map(({ volume }) => volume))
  return mountedClaims(values, workerInventory(values, worker)).flatMap(({ volume, index, claim }) =>
    held.has(volume) && claim.accessModes.includes('ReadWriteOncePod')
      ? [
          problem(
            ['volumes', index, 'claim', 'accessModes'],
            'ReadWriteOncePod',
            'ReadWriteMany or ReadWriteOnce: every Job would wait for the master, which mounts it too',
          ),
        ]
      : [],
  )
}

interface MountedClaim {
  readonly volume: string
  readonly index: number
  readonly claim: ReturnType<typeof claim.parse>
}

function mountedClaims(values: Partly<Values>, { containers }: Inventory): MountedClaim[] {
  const mounted = new Set(containers.flatMap(({ mounts }) => mounts.map(({ name }) => name)))
  return (values.volumes ?? []).flatMap((volume, index) => {
    const known = wholeValue(claim, volume?.claim)
    if (volume?.name === undefined || known === undefined || !mounted.has(volume.name)) return []
    return [{ volume: volume.name, index, claim: known }]
  })
}

/** What is worth knowing of valid values, though they can be rendered. */
export function claimNotes(values: Values): Problem[] {
  const { agent, worker } = values
  if (agent === undefined || worker === undefined) return []
  const held = new Set(mountedClaims(values, agentInventory(values, agent)).map(({ volume }) => volume))
  const claims = claimsOf(values.volumes)
  return mountedClaims(values, workerInventory(values, worker)).flatMap(({ volume, index }) => {
    const shared = claims.get(volume)
    if (shared === undefined || !held.has(volume) || !isExclusive(shared)) return []
    const message = `${shared.accessModes.join(', ')}, and master and Jobs mount it: all of them have to run on one node`
    return [{ path: ['volumes', index, 'claim', 'accessModes'], message }]
  })
}
