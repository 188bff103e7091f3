import type { Value } from '../../manifest/value.ts'

/** Null means unset, as for the API server. */
export function isUnset(value: Value | undefined): boolean {
  return value === undefined || value === null
}
