import { sharedFile } from '../test/support/shared.ts'

/** A letter, a number (a reference by `n`), `[shape]`, `{"*": shape}`, or `[0, fields, required]`. */
export type Shape = string | number | readonly [Shape] | { readonly '*': Shape } | ObjectShape

/** A map with fields. */
export type ObjectShape = readonly [0, Readonly<Record<string, Shape>>, readonly string[]]

/** `../shared/schemas/compact.json`, as its README tells: Kubernetes' definitions in every version. */
export interface Compact {
  readonly p: readonly (readonly [string, Shape])[]
  readonly i: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  readonly n: Readonly<Record<string, number>>
}

/** Undefined where the shared folder is absent. */
export function readCompact(): Compact | undefined {
  const file = sharedFile('schemas/compact.json')
  return file === undefined ? undefined : JSON.parse(file.toString())
}

/** Whether a shape is a map with fields. */
export function isObject(shape: Shape | undefined): shape is ObjectShape {
  return Array.isArray(shape) && shape.length === 3
}

/** Whether a shape is a list. */
export function isList(shape: Shape | undefined): shape is readonly [Shape] {
  return Array.isArray(shape) && shape.length === 1
}

/** `37` of `1.37.2`. */
export function minorOf(version: string): number {
  return Number(version.split('.')[1])
}
