import type { FieldPath } from '../manifest/path.ts'
import { isList, isMap, listAt, mapAt, type Value, type ValueMap, valueAt } from '../manifest/value.ts'
import type { Breach } from './check.ts'
import type { Setter } from './judged-pod.ts'

// Loops, not flatMap: these run for every check of every container, and nearly always find nothing.

/** A breach for every setter whose field is bad. `isBad` gets undefined where the field is absent. */
export function badFields(
  setters: readonly Setter[],
  field: FieldPath,
  isBad: (value: Value | undefined) => boolean,
): Breach[] {
  const breaches: Breach[] = []
  for (const setter of setters) {
    const actual = valueAt(setter.spec, field)
    if (!isBad(actual)) continue
    const path = [...setter.path, ...field]
    breaches.push(isSet(actual) ? { setter, path, actual } : { setter, path })
  }
  return breaches
}

/** A breach for every bad item of a list of texts. */
export function badItems(setters: readonly Setter[], field: FieldPath, isBad: (item: string) => boolean): Breach[] {
  const breaches: Breach[] = []
  for (const setter of setters) {
    const items = valueAt(setter.spec, field)
    if (!isList(items)) continue
    for (const [index, item] of items.entries()) {
      const actual = item === null ? '' : item // as Go reads it
      if (typeof actual !== 'string' || !isBad(actual)) continue
      breaches.push({ setter, path: [...setter.path, ...field, index], actual })
    }
  }
  return breaches
}

/** A list of maps and where each one lies. Anything that is no map is left to whoever judges types. */
export function mapsAt({ path, spec }: Setter, key: string): { readonly path: FieldPath; readonly map: ValueMap }[] {
  return listAt(spec, key).flatMap((map, index) => (isMap(map) ? [{ path: [...path, key, index], map }] : []))
}

/** The API server treats null as absent. */
export function isSet(value: Value | undefined): value is Exclude<Value, null> {
  return value !== undefined && value !== null
}

const profileTypes: ReadonlySet<Value | undefined> = new Set(['RuntimeDefault', 'Localhost'])

type ProfileField = 'seccompProfile' | 'appArmorProfile'

/** Profiles whose type is not allowed. A profile without a type has the type `""`, which is not allowed either. */
export function badProfiles(setters: readonly Setter[], field: ProfileField): Breach[] {
  const breaches: Breach[] = []
  for (const setter of setters) {
    const profile = profileOf(setter, field)
    if (profile === undefined || profileTypes.has(profile.type)) continue
    const actual = typeof profile.type === 'string' ? profile.type : ''
    breaches.push({ setter, path: [...setter.path, 'securityContext', field, 'type'], actual })
  }
  return breaches
}

/** The profile that the setter's own security context names. */
export function profileOf({ spec }: Setter, field: ProfileField): ValueMap | undefined {
  return mapAt(mapAt(spec, 'securityContext'), field)
}
