import type { Value, ValueMap } from './value.ts'

/** The entries that hold something. A key that is `undefined` would override in a spread, and shows in a comparison. */
export function compact<Shape extends object>(shape: Shape): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Shape
}

/**
 * The same as a map of values. What lies deeper is validated or made here, and holds no `undefined`: looking again at
 * every level is what would cost time with ten thousand Jobs.
 */
export function compactMap(shape: object): ValueMap {
  const map: Record<string, Value> = {}
  for (const [key, value] of Object.entries(shape)) if (value !== undefined) map[key] = value
  return map
}
