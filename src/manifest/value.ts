/** A value as Kubernetes reads it from YAML: what `sigs.k8s.io/yaml` turns into JSON. Integers beyond 2^53 are bigint. */
export type Value = null | boolean | number | bigint | string | readonly Value[] | ValueMap
/** A map of values. Names come from users, so they are looked up with `ownAt` and its like: `constructor` may be one. */
export interface ValueMap {
  readonly [key: string]: Value
}

/** What a map holds under a key of its own: never what every object inherits, such as `constructor`. */
export function ownAt(value: Value | undefined, key: string): Value | undefined {
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** The map at a place that should hold one; anything else counts as absent, and whoever judges types says so. */
export function mapAt(value: Value | undefined, key: string): ValueMap | undefined {
  const found = ownAt(value, key)
  return isMap(found) ? found : undefined
}

/** The sequence at a place that should hold one, else an empty one. */
export function listAt(value: Value | undefined, key: string): readonly Value[] {
  const found = ownAt(value, key)
  return isList(found) ? found : []
}

/** The string at a place that should hold one. */
export function textAt(value: Value | undefined, key: string): string | undefined {
  const found = ownAt(value, key)
  return typeof found === 'string' ? found : undefined
}

/** Whether the value is a map. */
export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether the value is a sequence. */
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
