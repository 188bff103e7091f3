import { nearest } from '../../manifest/nearest.ts'
import type { Problem } from '../../workload/schema-problems.ts'
import type { Values } from '../values/values.ts'
import { agentInventory, type Container, type Inventory, workerInventory } from './inventory.ts'
import { problem, repeated } from './rule.ts'

/** What the API server refuses in a pod: names twice, mounts without a volume, two mounts at one place. */
export function podRules(values: Values): Problem[] {
  const { agent, worker } = values
  return [
    ...(agent === undefined ? [] : inventoryRules(agentInventory(values, agent))),
    ...(worker === undefined ? [] : inventoryRules(workerInventory(values, worker))),
  ]
}

function inventoryRules({ containers, volumes }: Inventory): Problem[] {
  const known = new Set(volumes.map(({ name }) => name))
  return [
    ...repeated(containers, 'container'),
    ...repeated(volumes, 'volume'),
    ...containers.flatMap(container => mountRules(container, known)),
  ]
}

function mountRules({ mounts }: Container, volumes: ReadonlySet<string>): Problem[] {
  const unknown = mounts.filter(({ name }) => !volumes.has(name))
  const places = mounts.map(({ mountPath, path }) => ({ name: mountPath.replace(/(?<=.)\/$/, ''), path }))
  return [
    ...unknown.map(({ name, path }) => unknownVolume(name, [...path, 'name'], volumes)),
    ...repeated(places, 'a mount at'),
  ]
}

function unknownVolume(name: string, path: readonly (string | number)[], volumes: ReadonlySet<string>): Problem {
  const meant = nearest(name, volumes)
  const names = [...volumes].join(', ') || 'none'
  return problem(
    path,
    `volume ${JSON.stringify(name)}`,
    meant === undefined ? `one of the volumes (${names})` : `a volume; did you mean ${meant}?`,
  )
}
