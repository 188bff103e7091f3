import { type FieldPath, formatPath } from '../../manifest/path.ts'
import type { Observation, UnknownField } from '../../workload/finding/finding.ts'
import { flowKey } from '../../workload/settings/policy-row.ts'

/** What to do about a field that is not there: its own name, its own place, or a newer Kubernetes. */
export function meantField({ meant, belongs, versions, known }: UnknownField): string {
  if (versions !== undefined) return versionAdvice(versions)
  if (belongs !== undefined) return `it belongs to ${ownerAt(belongs)} (${belongs.place})`
  if (meant !== undefined) return `did you mean ${meant}?`
  if (known.length === 0) return 'remove it'
  return known.length > 12 ? 'the API server refuses it, or drops it' : `it has ${known.join(', ')}`
}

/** There may be many of what lies in a list, and there is one of everything else. */
function ownerAt({ place, owner }: { readonly place: string; readonly owner: string }): string {
  return owner.replace(/^an? /, place.includes('[*]') ? 'each ' : 'the ')
}

/** Which minors of Kubernetes have a field or a kind, and how to say which one is meant. */
export function versionAdvice({ first, last }: { readonly first?: number; readonly last?: number }): string {
  if (first !== undefined && first === last) return `Kubernetes has it in 1.${first} only; ${whichVersion}`
  const range = [first === undefined ? '' : `since 1.${first}`, last === undefined ? '' : `until 1.${last}`]
  return `Kubernetes has it ${range.filter(part => part !== '').join(' ')}; ${whichVersion}`
}

const whichVersion = '--kube-version says which one is meant'

/** `a`, `one of a, b`. */
export function orList(fields: readonly string[]): string {
  return fields.length === 1 ? `${fields[0]}` : `one of ${fields.join(', ')}`
}

/** By which keys two items are the same, and the values that both have. */
export function duplicateKey({
  keys,
  values,
}: {
  readonly keys: readonly string[]
  readonly values: readonly string[]
}): string {
  const text = values.join(', ')
  return keys.length === 0 ? `value, ${text}` : `${keys.join(' and ')}: ${text}`
}

/** The row of `workloads` that would teach a kind, as it may stand in the policy. */
export function holderRow({ kind, row }: Extract<Observation, { code: 'unknown-pod-holder' }>): string {
  const { name, path, holds, pod } = row
  const fields = {
    ...kind,
    ...(name !== undefined && { name }),
    path: rowPath(path),
    ...(holds !== 'podTemplate' && { holds }),
    ...(pod !== undefined && { pod: rowPath(pod) }),
  }
  const entries = Object.entries(fields).map(([key, value]) => `${key}: ${flowKey(value)}`)
  return `{ ${entries.join(', ')} }`
}

/** `*` stands for every item of a list, which a path of the policy writes in brackets. */
function rowPath(path: FieldPath): string {
  return formatPath(path).replaceAll('["*"]', '[*]')
}
