import type { Problem } from '../../config/schema-problems.ts'
import { isMap, type Value, valueAt } from '../../manifest/value.ts'
import { asValue } from '../values/from-code.ts'
import type { Partly } from '../values/partly.ts'
import type { Values } from '../values/values.ts'
import { problem } from './rule.ts'

/** What a security context constraint assigns (SCC `restricted-v2`: MustRunAsRange, and MustRunAs for fsGroup). */
const assigned = ['runAsUser', 'runAsGroup', 'fsGroup', 'supplementalGroups']

/** On openshift nobody may say who runs: the constraint refuses a pod with numbers outside its range. */
export function identityRules(values: Partly<Values>): Problem[] {
  if (values.platform !== 'openshift') return []
  const numbers = isMap(asValue(values.identity ?? null))
    ? [problem(['identity'], 'ids', 'platform or image: on openshift a security context constraint assigns them')]
    : []
  const contexts = (['agent', 'worker'] as const).flatMap(section => idsIn(asValue(values[section] ?? null), [section]))
  return [...numbers, ...contexts]
}

/** Ids of every security context below a value. */
function idsIn(value: Value, path: readonly (string | number)[]): Problem[] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, entry]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key]
    if (!/securityContext$/i.test(key)) return idsIn(entry, place)
    return assigned
      .filter(id => valueAt(entry, [id]) !== undefined)
      .map(id => problem([...place, id], 'an id', 'none: on openshift a security context constraint assigns it'))
  })
}
