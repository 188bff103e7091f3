import type { Resources } from './container.ts'

/** The `resources` of a container, in a fixed order, so that every way to the same container gives the same text. */
export function resourcesField({ limits, requests }: Resources = {}): { resources?: Resources } {
  const resources = { ...sorted('limits', limits), ...sorted('requests', requests) }
  return Object.keys(resources).length === 0 ? {} : { resources }
}

function sorted(kind: 'limits' | 'requests', quantities: Readonly<Record<string, string>> = {}): Resources {
  const entries = Object.entries(quantities).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return entries.length === 0 ? {} : { [kind]: Object.fromEntries(entries) }
}
