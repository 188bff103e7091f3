/** A value as Kubernetes reads it from YAML: what `sigs.k8s.io/yaml` turns into JSON. Integers beyond 2^53 are bigint. */
export type Value = null | boolean | number | bigint | string | readonly Value[] | ValueMap
export interface ValueMap {
  readonly [key: string]: Value
}

/** The map at a place that should hold one; anything else counts as absent, and whoever judges types says so. */
export function mapAt(value: Value | undefined, key: string): ValueMap | undefined {
  const found = isMap(value) ? value[key] : undefined
  return isMap(found) ? found : undefined
}

export function listAt(value: Value | undefined, key: string): readonly Value[] {
  const found = isMap(value) ? value[key] : undefined
  return isList(found) ? found : []
}

export function textAt(value: Value | undefined, key: string): string | undefined {
  const found = isMap(value) ? value[key] : undefined
  return typeof found === 'string' ? found : undefined
}

export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

/** What lies at `path`, or undefined when some step of it is not there. */
export function valueAt(value: Value, path: readonly (string | number)[]): Value | undefined {
  let found: Value | undefined = value
  for (const step of path) {
    if (typeof step === 'number') found = isList(found) ? found[step] : undefined
    else found = isMap(found) && Object.hasOwn(found, step) ? found[step] : undefined
    if (found === undefined) return undefined
  }
  return found
}
