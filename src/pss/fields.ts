const lists = ['initContainers', 'containers', 'ephemeralContainers']

/**
 * A field of every container, as restricted fields are written. Upstream's comments leave the ephemeral ones out; its
 * code does not.
 */
export function inContainers(...fields: readonly string[]): string[] {
  return lists.flatMap(list => fields.map(field => `spec.${list}[*].${field}`))
}

/** A field that pod and containers have alike. */
export function inPodAndContainers(...fields: readonly string[]): string[] {
  return [...fields.map(field => `spec.${field}`), ...inContainers(...fields)]
}
