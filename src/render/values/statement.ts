import { compactMap } from '../../manifest/compact.ts'
import { jsonLine } from '../../manifest/text/json.ts'
import { isMap, type Value, type ValueMap } from '../../manifest/value.ts'
import { statedAnnotation } from '../../workload/settings/stated.ts'
import type { Section } from '../rules/rule.ts'
import { asValue } from './from-code.ts'
import type { Claim } from './pod.ts'
import type { Values } from './values.ts'

/**
 * What the values say of a section's workload and its manifest cannot show, in the shape of the annotation that
 * `charts/agent` writes: the level, the platform, how to repair volumes, and what the claims are.
 */
export function statementIn(values: Values, section: Section): ValueMap {
  const { level, platform, repair, volumes } = values
  const claims = volumes.flatMap(({ claim }) => (claim === undefined ? [] : [claim]))
  return compactMap({
    level,
    platform: platform === 'openshift' ? platform : undefined,
    repair: asValue({ ...repair, ...values[section]?.repair }),
    claims: Object.fromEntries(claims.filter(isDescribed).map(claim => [claim.name, storageOf(claim)])),
  })
}

/** A claim of which the values say nothing is for the policy to know. */
function isDescribed({ profile, storage }: Claim): boolean {
  return profile !== undefined || storage !== undefined
}

function storageOf({ profile, storage, accessModes }: Claim): ValueMap {
  return compactMap({ profile, ...storage, accessModes })
}

/**
 * The annotation by which a check and the post-renderer know what the renderer knew. A workload whose values say nothing
 * of repairs or storage has none: then the policy knows all there is.
 */
export function statementAnnotation(values: Values, section: Section): ValueMap {
  const known = annotations[section].get(values)
  if (known !== undefined) return known
  const statement = statementIn(values, section)
  const silent = [statement.repair, statement.claims].every(part => Object.keys(part ?? {}).length === 0)
  const made: ValueMap = silent ? {} : { [statedAnnotation]: jsonLine(sorted(statement)) }
  annotations[section].set(values, made)
  return made
}

/** Helm writes the keys of a map in their order; a chart and the renderer say the same with one text. */
function sorted(value: Value): Value {
  if (!isMap(value)) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]))
}

/** Thousands of Jobs have the same. */
const annotations = { agent: new WeakMap<Values, ValueMap>(), worker: new WeakMap<Values, ValueMap>() }
