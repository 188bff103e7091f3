import { isList, isMap, type Value } from '../manifest/value.ts'

/**
 * A value as a CEL expression. The values of a map are `dyn`, since Kubernetes' CEL takes no literals of mixed types
 * (`cel.HomogeneousAggregateLiterals`, k8s.io/apiserver/pkg/cel/environment/base.go).
 */
export function celValue(value: Value): string {
  if (isList(value)) return `[${value.map(item => dynamic(celValue(item))).join(', ')}]`
  if (isMap(value)) {
    const entries = Object.entries(value).map(([key, field]) => `${celText(key)}: ${dynamic(celValue(field))}`)
    return `{${entries.join(', ')}}`
  }
  if (typeof value === 'string') return celText(value)
  // A double needs a point or an exponent, or it would be an int.
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toString()
  return String(value)
}

function dynamic(expression: string): string {
  return `dyn(${expression})`
}

/** A text as a CEL literal, in single quotes, which need no escape where the expression is written into YAML or JSON. */
export function celText(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped.replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff]/g, unicodeEscape)}'`
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** `.?name`, or `[?"a/b"]` for what is no identifier: a field that need not be there. */
export function celOptional(key: string): string {
  return isIdentifier(key) ? `.?${key}` : `[?${celText(key)}]`
}

/** `.name`, or `["a/b"]`: a field that is there. */
export function celField(key: string): string {
  return isIdentifier(key) ? `.${key}` : `[${celText(key)}]`
}

/** CEL's own words are no identifiers (Language Definition, "RESERVED"). */
const reserved: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

function isIdentifier(key: string): boolean {
  return /^[A-Za-z_]\w*$/.test(key) && !reserved.has(key)
}
