import type { Value } from '../../manifest/value.ts'

/** What code gave, for a message: what no YAML can hold is shown as the text that JavaScript makes of it. */
export function asValue(given: unknown): Value {
  if (Array.isArray(given)) return given.map(asValue)
  if (typeof given === 'object' && given !== null)
    return Object.fromEntries(Object.entries(given).map(([key, entry]) => [key, asValue(entry)]))
  return isScalar(given) ? given : String(given)
}

function isScalar(given: unknown): given is null | boolean | number | bigint | string {
  return given === null || ['boolean', 'number', 'bigint', 'string'].includes(typeof given)
}
