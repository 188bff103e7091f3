import type { FieldPath } from '../../manifest/path.ts'
import type { Problem } from '../../workload/schema-problems.ts'

/** Something that has a name, or another text that must not stand twice, and the field that says so. */
export interface Named {
  readonly name: string
  readonly path: FieldPath
}

/** A sentence about a field in the words of every other: what was found, what was expected. */
export function problem(path: FieldPath, found: string, expected: string): Problem {
  return { path, message: `found ${found}, expected ${expected}` }
}

/** The second and any further of equal names. */
export function repeated(items: readonly Named[], what: string): Problem[] {
  const seen = new Set<string>()
  return items.flatMap(({ name, path }) => {
    const known = seen.has(name)
    seen.add(name)
    return known ? [problem(path, `${what} ${JSON.stringify(name)} for the second time`, 'each once')] : []
  })
}
