import type { FieldPath } from '../manifest/path.ts'
import { isList, isMap, listAt, mapAt, type Value, type ValueMap, valueAt } from '../manifest/value.ts'
import type { Violation } from './check.ts'
import type { SecuritySubject } from './check-input.ts'

// Loops, not flatMap: these run for every check of every container, and nearly always find nothing.

/** A violation for every subject whose field is bad. `isBad` gets undefined where the field is absent. */
export function badFields(
  subjects: readonly SecuritySubject[],
  field: FieldPath,
  isBad: (value: Value | undefined) => boolean,
): Violation[] {
  const violations: Violation[] = []
  for (const subject of subjects) {
    const actual = valueAt(subject.spec, field)
    if (!isBad(actual)) continue
    const path = [...subject.path, ...field]
    violations.push(isSet(actual) ? { subject, path, actual } : { subject, path })
  }
  return violations
}

/** A violation for every bad item of a list of texts. */
export function badItems(
  subjects: readonly SecuritySubject[],
  field: FieldPath,
  isBad: (item: string) => boolean,
): Violation[] {
  const violations: Violation[] = []
  for (const subject of subjects) {
    const items = valueAt(subject.spec, field)
    if (!isList(items)) continue
    for (const [index, item] of items.entries()) {
      const actual = item === null ? '' : item // as Go reads it
      if (typeof actual !== 'string' || !isBad(actual)) continue
      violations.push({ subject, path: [...subject.path, ...field, index], actual })
    }
  }
  return violations
}

/** A list of maps and where each one lies. Anything that is no map is left to whoever judges types. */
export function mapsWithPaths(
  { path, spec }: SecuritySubject,
  key: string,
): { readonly path: FieldPath; readonly map: ValueMap }[] {
  return listAt(spec, key).flatMap((map, index) => (isMap(map) ? [{ path: [...path, key, index], map }] : []))
}

/** The API server treats null as absent. */
export function isSet(value: Value | undefined): value is Exclude<Value, null> {
  return value !== undefined && value !== null
}

const profileTypes: ReadonlySet<Value | undefined> = new Set(['RuntimeDefault', 'Localhost'])

type ProfileField = 'seccompProfile' | 'appArmorProfile'

/** Profiles whose type is not allowed. A profile without a type has the type `""`, which is not allowed either. */
export function badProfiles(subjects: readonly SecuritySubject[], field: ProfileField): Violation[] {
  const violations: Violation[] = []
  for (const subject of subjects) {
    const profile = securityProfile(subject, field)
    if (profile === undefined || profileTypes.has(profile.type)) continue
    const actual = typeof profile.type === 'string' ? profile.type : ''
    violations.push({ subject, path: [...subject.path, 'securityContext', field, 'type'], actual })
  }
  return violations
}

/** The profile that the subject's own security context names. */
export function securityProfile({ spec }: SecuritySubject, field: ProfileField): ValueMap | undefined {
  return mapAt(mapAt(spec, 'securityContext'), field)
}
