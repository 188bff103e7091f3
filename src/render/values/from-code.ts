import { InputError } from '../../error.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { limits } from '../../manifest/read/limits.ts'
import type { Value } from '../../manifest/value.ts'

/**
 * A copy of what code gave, as a file would hold it: without `undefined`, dates as text. What no file holds, such as a
 * Map, stays for the schema to refuse. Throws `InputError('BAD_VALUES')` for what is nested too deeply, or in a circle.
 */
export function fromCode(given: unknown, depth = 0): unknown {
  if (depth > limits.depthOfStack)
    throw new InputError(
      'BAD_VALUES',
      `found maps and lists more than ${limits.depthOfStack} deep, or in a circle, expected values as a file could hold them`,
    )
  if (Array.isArray(given)) return given.filter(item => item !== undefined).map(item => fromCode(item, depth + 1))
  if (given instanceof Date) return Number.isNaN(given.valueOf()) ? given : given.toISOString()
  if (typeof given === 'string') return wholeCharacters(given)
  if (!isMapLike(given)) return given
  const entries = Object.entries(given).filter(([, entry]) => entry !== undefined)
  return Object.fromEntries(entries.map(([key, entry]) => [wholeCharacters(key), fromCode(entry, depth + 1)]))
}

/** Half of a character, as a text that was cut may end with, becomes what UTF-8 makes of it: no file holds one. */
function wholeCharacters(text: string): string {
  return text.replaceAll(/\p{Cs}/gu, '\ufffd')
}

/** The same for a message: what no file can hold is shown as the text that JavaScript makes of it. */
export function asValue(given: unknown): Value {
  if (Array.isArray(given)) return given.map(asValue)
  if (isMapLike(given)) return Object.fromEntries(Object.entries(given).map(([key, entry]) => [key, asValue(entry)]))
  return isScalar(given) ? given : String(given)
}

/**
 * Where a map has a key `__proto__`. ConfigMaps may have one, and JavaScript's maps cannot without care: the schema would
 * leave it out in silence.
 */
export function protoKeysIn(given: unknown, path: FieldPath = []): FieldPath[] {
  if (Array.isArray(given)) return given.flatMap((item, index) => protoKeysIn(item, [...path, index]))
  if (!isMapLike(given)) return []
  return Object.entries(given).flatMap(([key, entry]) =>
    key === '__proto__' ? [[...path, key]] : protoKeysIn(entry, [...path, key]),
  )
}

/** Objects of a class of one's own count, as those of client-node do; Map, Set and their like do not. */
function isMapLike(given: unknown): given is object {
  return typeof given === 'object' && given !== null && Object.prototype.toString.call(given) === '[object Object]'
}

function isScalar(given: unknown): given is null | boolean | number | bigint | string {
  return given === null || ['boolean', 'number', 'bigint', 'string'].includes(typeof given)
}
