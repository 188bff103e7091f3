import type { Problem } from '../../config/schema-problems.ts'
import type { FieldPath } from '../../manifest/path.ts'
import type { Partly } from '../values/partly.ts'
import type { Values } from '../values/values.ts'

/** A section of the values that describes a pod. */
export type Section = 'agent' | 'worker'

/**
 * A rule that a schema cannot hold, because it looks at two fields at once. It sees whatever the schema let through, and
 * says nothing of what is missing because it was refused: `refused` has those places.
 */
export type Rule = (values: Partly<Values>, refused: readonly FieldPath[]) => Problem[]

/** Something that has a name, or another text that must not stand twice, and the field that says so. */
export interface Named {
  readonly name: string | undefined
  readonly path: FieldPath
}

/** A sentence about a field in the words of every other: what was found, what was expected. */
export function problem(path: FieldPath, found: string, expected: string): Problem {
  return { path, message: `found ${found}, expected ${expected}` }
}

/** The same of a field that is not there. */
export function lacking(path: FieldPath, expected: string, found = 'nothing'): Problem {
  return { ...problem(path, found, expected), isMissing: true }
}

/** The second and any further of equal names. */
export function repeated(items: readonly Named[], what: string): Problem[] {
  const seen = new Set<string>()
  return items.flatMap(({ name, path }) => {
    if (name === undefined) return []
    const known = seen.has(name)
    seen.add(name)
    return known ? [{ path, message: `found duplicate ${what} ${JSON.stringify(name)}` }] : []
  })
}

/** Whether a place that was refused could have held one that a pattern describes; `*` stands for any step. */
export function mayHold(refused: FieldPath, pattern: FieldPath): boolean {
  const steps = pattern.slice(0, refused.length)
  return (
    steps.length === refused.length && refused.every((step, index) => steps[index] === '*' || steps[index] === step)
  )
}
