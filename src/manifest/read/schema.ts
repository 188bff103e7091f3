import type { Value } from '../value.ts'
import { binaryText } from './binary.ts'
import { isTimestamp } from './timestamp.ts'

/**
 * Scalars as `sigs.k8s.io/yaml` reads them, which is neither YAML 1.1 nor 1.2: booleans of 1.1 (`y`, `off`), Go's
 * base-0 integers (`0644` is 420, `0o17`, `0x1F`, `0b11`, underscores anywhere), no base 60, no dates.
 * Source: `resolve.go` of goyaml.v2 in sigs.k8s.io/yaml 1.4; `test/fixtures/scalars.json` is what real Helm makes of each.
 */
const words: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(word => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(word => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map(word => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map(word => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(word => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map(word => [word, Number.NEGATIVE_INFINITY] as const),
])

const smallestInt64 = -(2n ** 63n)
const largestInt64 = 2n ** 63n - 1n
const largestUint64 = 2n ** 64n - 1n

/** The value of a plain (unquoted) scalar without a tag. */
export function resolvePlain(text: string): Value {
  const known = text.length <= 5 ? words.get(text) : undefined
  if (known !== undefined) return known
  const first = text.charCodeAt(0)
  if (first === 0x2e) return dottedFloat(text) ?? text
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d
  return numeric ? (numberIn(text) ?? text) : text
}

function numberIn(text: string): number | bigint | undefined {
  const plain = withoutUnderscores(text)
  return integer(plain) ?? float(plain)
}

/** goyaml.v2 drops every underscore before it looks: `1_`, `0x_f` and `1__0` are integers. */
function withoutUnderscores(text: string): string {
  return text.includes('_') ? text.replaceAll('_', '') : text
}

const integerForm = /^([-+]?)(?:(0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+)|0([0-7]*)|([1-9]\d*))$/

function integer(text: string): number | bigint | undefined {
  const match = integerForm.exec(text)
  // goyaml.v2 tries the digits of `0b+1` alone, with their sign.
  if (match === null) return /^0b[-+][01]+$/.test(text) ? integer(`${text.charAt(2)}0b${text.slice(3)}`) : undefined
  const [, sign, prefixed, octal, decimal] = match
  if (decimal !== undefined && decimal.length < 16) return Number(text)
  const size = BigInt(prefixed ?? decimal ?? (octal === '' ? '0' : `0o${octal}`))
  const value = sign === '-' ? -size : size
  // A sign makes it an int64; without one it may also be a uint64.
  const largest = sign === '' ? largestUint64 : largestInt64
  return value < smallestInt64 || value > largest ? undefined : exact(value)
}

function exact(value: bigint): number | bigint {
  const near = Number(value)
  return Number.isSafeInteger(near) ? near : value
}

function float(text: string): number | undefined {
  if (!/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined // Go reports 1e400 as out of range, and it stays a string
}

/** `.5_5` is Go's own float syntax, where an underscore stands between digits. */
function dottedFloat(text: string): number | undefined {
  return /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/.test(text) ? float(text.replaceAll('_', '')) : undefined
}

const namespace = 'tag:yaml.org,2002:'

/**
 * The value of a scalar that carries a tag. Undefined: the text does not fit the tag, and Kubernetes refuses the
 * document. A tag outside YAML's own set makes a string of anything.
 */
export function resolveTagged(tag: string, text: string): Value | undefined {
  if (!tag.startsWith(namespace)) return text
  switch (tag.slice(namespace.length)) {
    case 'null':
      return resolvePlain(text) === null ? null : undefined
    case 'bool':
      return booleanIn(text)
    case 'int':
      return numberType(text) === 'integer' ? resolvePlain(text) : undefined
    case 'float':
      return floatIn(text)
    case 'timestamp':
      return isTimestamp(text) ? text : undefined
    case 'binary':
      return binaryText(text)
    default:
      return text
  }
}

function booleanIn(text: string): boolean | undefined {
  const value = resolvePlain(text)
  return typeof value === 'boolean' ? value : undefined
}

/** A float, or an integer of 64 bits with a sign. */
function floatIn(text: string): number | undefined {
  const value = resolvePlain(text)
  if (typeof value === 'bigint' && value > largestInt64) return undefined
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined
}

/** What a number is to Go: keys are spelled by that. */
export type NumberType = 'integer' | 'float'

/** Whether a text that is a number is an integer, under its tag. Undefined: it is no number. */
export function numberType(text: string, tag?: string): NumberType | undefined {
  const first = text.charCodeAt(0)
  if ((first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d) {
    if (tag !== `${namespace}float` && integer(withoutUnderscores(text)) !== undefined) return 'integer'
  }
  const value = resolvePlain(text)
  return typeof value === 'number' || typeof value === 'bigint' ? 'float' : undefined
}

/** What a key is to Go. JSON makes a string of each. */
export type KeyType = NumberType | 'string' | 'boolean'

/**
 * A map key as JSON spells it, given its value and type. Undefined: Kubernetes refuses such a key (null, an unsigned
 * 64-bit integer, a map or a sequence).
 */
export function keyName(value: Value, type: KeyType): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'bigint' && value > largestInt64) return undefined
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined
  return type === 'float' ? floatKey(Number(value)) : String(value === 0 ? 0 : value)
}

/** sigs.k8s.io/yaml formats float keys with 32 bits: Go's `strconv.FormatFloat(key, 'g', -1, 32)`. */
function floatKey(value: number): string {
  const single = Math.fround(value)
  if (Number.isNaN(single)) return '.nan'
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf'
  if (Object.is(single, -0)) return '-0'
  const text = shortestSingle(single)
  const exponent = Number(text.slice(text.indexOf('e') + 1))
  return exponent >= -4 && exponent < 6 ? String(Number(text)) : text.replace(/e([-+])(\d)$/, 'e$10$2')
}

function shortestSingle(single: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = single.toExponential(digits - 1)
    if (Math.fround(Number(text)) === single) return text
  }
  return single.toExponential(8) // nine digits always tell two floats of 32 bits apart
}
