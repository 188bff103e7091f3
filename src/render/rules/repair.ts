import type { Problem } from '../../config/schema-problems.ts'
import type { Partly } from '../values/partly.ts'
import type { Values } from '../values/values.ts'
import { agentInventory, type Inventory, workerInventory } from './inventory.ts'
import { lacking, problem } from './rule.ts'

/** Two pods that make one claim usable in two ways take it from each other at every start. */
const compared = ['ownershipPolicy', 'image'] as const

/** The overrides of master and worker, where both mount one claim. */
export function repairRules(values: Partly<Values>): Problem[] {
  const { agent, worker, repair = {} } = values
  if (agent === undefined || worker === undefined) return []
  const claims = claimsIn(values, agentInventory(values, agent))
  const shared = claimsIn(values, workerInventory(values, worker)).find(name => claims.includes(name))
  if (shared === undefined) return []
  const [master, jobs] = [
    { ...repair, ...agent.repair },
    { ...repair, ...worker.repair },
  ]
  return compared.flatMap(field => {
    if (master[field] === jobs[field]) return []
    const section = worker.repair?.[field] === undefined ? 'agent' : 'worker'
    const [found, other] = section === 'worker' ? [jobs[field], master[field]] : [master[field], jobs[field]]
    const whose = section === 'worker' ? 'the master' : 'the worker'
    const expected = `${other ?? 'none'}, as for ${whose}, because both mount claim ${shared}`
    const path = [section, 'repair', field]
    return [found === undefined ? lacking(path, expected) : problem(path, found, expected)]
  })
}

function claimsIn({ volumes = [] }: Partly<Values>, { containers }: Inventory): string[] {
  const mounted = new Set(containers.flatMap(({ mounts }) => mounts.map(({ name }) => name)))
  return volumes.flatMap(volume => {
    const name = volume?.claim?.name
    return name !== undefined && mounted.has(volume?.name) ? [name] : []
  })
}
