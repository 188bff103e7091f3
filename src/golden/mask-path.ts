import { InputError } from '../error.ts'
import type { FieldPath } from '../manifest/path.ts'

/**
 * Read a field path as a person writes it in the policy file. It is what `formatPath` prints, and nothing more:
 *
 *     data.password
 *     spec.template.spec.containers[0].image
 *     data["tls.crt"]        a key with a dot or a slash stands in brackets, as a JSON string
 *     data['tls.crt']        or in single quotes, where '' stands for one
 *
 * Everywhere else paths are arrays; this is the one place where text becomes one, because people write it.
 */
export function parseMaskPath(text: string): FieldPath {
  if (text === '') throw problem(text, 0, 'is empty')
  const steps: (string | number)[] = []
  let at = 0
  while (at < text.length) {
    const step = stepAt(text, at)
    steps.push(step.value)
    at = step.end
  }
  return steps
}

interface Step {
  readonly value: string | number
  readonly end: number
}

const firstName = /([A-Za-z_][\w-]*)/y
const name = /\.([A-Za-z_][\w-]*)/y
const index = /\[(0|[1-9]\d*)\]/y
const jsonKey = /\[("(?:[^"\\]|\\.)*")\]/y
const quotedKey = /\['((?:[^']|'')*)'\]/y

function stepAt(text: string, at: number): Step {
  const named = matchAt(at === 0 ? firstName : name, text, at)
  if (named !== undefined) return { value: named.inner, end: named.end }
  const indexed = matchAt(index, text, at)
  if (indexed !== undefined) return { value: Number(indexed.inner), end: indexed.end }
  const quoted = matchAt(quotedKey, text, at)
  if (quoted !== undefined) return { value: quoted.inner.replaceAll("''", "'"), end: quoted.end }
  const json = matchAt(jsonKey, text, at)
  if (json !== undefined) return { value: jsonString(json.inner, text, at), end: json.end }
  throw problem(text, at, `has ${JSON.stringify(text.slice(at, at + 12))} where a field, [0] or ["key"] is wanted`)
}

function matchAt(
  pattern: RegExp,
  text: string,
  at: number,
): { readonly inner: string; readonly end: number } | undefined {
  const sticky = new RegExp(pattern)
  sticky.lastIndex = at
  const inner = sticky.exec(text)?.[1]
  return inner === undefined ? undefined : { inner, end: sticky.lastIndex }
}

function jsonString(literal: string, text: string, at: number): string {
  try {
    return String(JSON.parse(literal))
  } catch {
    throw problem(text, at, `has ${literal}, which is not a JSON string`)
  }
}

function problem(text: string, at: number, what: string): InputError {
  return new InputError('BAD_POLICY', `mask path ${JSON.stringify(text)} ${what} (column ${at + 1})`)
}
