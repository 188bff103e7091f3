import type { Problem } from '../../config/schema-problems.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { nearest } from '../../manifest/text/nearest.ts'
import type { Partly } from '../values/partly.ts'
import type { Values } from '../values/values.ts'
import { attachableRules } from './attachable.ts'
import { extensionRules } from './extension.ts'
import { agentInventory, type Inventory, volumeFields, workerInventory } from './inventory.ts'
import type { Mount } from './mounts.ts'
import { mayHold, problem, repeated, type Section } from './rule.ts'
import { secretRules } from './secrets.ts'

/** What is wrong with the pod of either section, whoever says it: names, mounts, literals of secrets, and overrides. */
export function podRules(values: Partly<Values>, refused: readonly FieldPath[]): Problem[] {
  const { agent, worker } = values
  return [
    ...(agent === undefined ? [] : sectionRules(values, 'agent', agentInventory(values, agent), refused)),
    ...(worker === undefined ? [] : sectionRules(values, 'worker', workerInventory(values, worker), refused)),
  ]
}

function sectionRules(
  values: Partly<Values>,
  section: Section,
  inventory: Inventory,
  refused: readonly FieldPath[],
): Problem[] {
  const hidden = refused.some(path => volumeFields(section).some(pattern => mayHold(path, pattern)))
  return [
    ...extensionRules(values, section),
    ...secretRules(values, section),
    ...attachableRules(values, section),
    ...nameRules(inventory),
    ...(hidden ? [] : unknownVolumes(inventory)),
  ]
}

/** What the API server refuses in a pod: names twice, two mounts at one place. */
function nameRules({ containers, volumes }: Inventory): Problem[] {
  return [
    ...repeated(containers, 'container'),
    ...repeated(volumes, 'volume'),
    ...containers.flatMap(({ mounts }) => repeated(mounts.map(mountPoint), 'mount at')),
  ]
}

function mountPoint({ mountPath, path }: Mount) {
  return { name: mountPath?.replace(/(?<=.)\/$/, ''), path }
}

function unknownVolumes({ containers, volumes }: Inventory): Problem[] {
  const known = new Set(volumes.flatMap(({ name }) => (name === undefined ? [] : [name])))
  const mounts = containers.flatMap(container => container.mounts)
  return mounts.flatMap(({ name, path }) =>
    name === undefined || known.has(name) ? [] : [unknownVolume(name, [...path, 'name'], known)],
  )
}

/** So many names can be read, and compared with a misspelt one. */
const mostShown = 100

function unknownVolume(name: string, path: FieldPath, volumes: ReadonlySet<string>): Problem {
  const shown = [...volumes].slice(0, mostShown)
  const meant = nearest(name, shown)
  const more = volumes.size > mostShown ? ` and ${volumes.size - mostShown} more` : ''
  const names = `${shown.join(', ') || 'none'}${more}`
  return problem(
    path,
    `volume ${JSON.stringify(name)}`,
    meant === undefined ? `one of the volumes (${names})` : `a volume; did you mean ${meant}?`,
  )
}
