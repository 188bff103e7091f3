import type { FieldPath } from '../manifest/path.ts'
import type { GoldenEntry, ImageEntry, StorageClassEntry, WorkloadEntry } from './schema.ts'

/** What fields must be together and a JSON Schema cannot say, or not in words. Paths start at the entry. */
export interface RuleViolation {
  readonly path: FieldPath
  readonly message: string
}

/** A class is a profile or facts, and facts need the kind of volume. */
export function storageClassRules({ profile, source, root }: StorageClassEntry): RuleViolation[] {
  const bare =
    profile === undefined && source === undefined ? [{ path: [], message: 'expected a profile or a source' }] : []
  const decimal = typeof root?.mode === 'number' && !isDirectoryMode(root.mode)
  return decimal ? [...bare, { path: ['root', 'mode'], message: 'expected an octal mode, as in "0755"' }] : bare
}

/**
 * A directory that its owner cannot list and enter is no volume root. `755` without its zero is the number 0o1363 and
 * fails this, as do all common modes that are written so; `0755` is 0o755 and passes.
 */
function isDirectoryMode(mode: number): boolean {
  return (mode & 0o500) === 0o500
}

/** Only root can become somebody else, and only a uid can have a name beside it. */
export function imageRules({ user, name, switchesTo }: ImageEntry): RuleViolation[] {
  const startsAsRoot = user === undefined || user === 0 || user === 'root'
  return [
    ...(switchesTo !== undefined && !startsAsRoot
      ? [{ path: ['switchesTo'], message: 'only allowed when user is root' }]
      : []),
    ...(name !== undefined && typeof user !== 'number'
      ? [{ path: ['name'], message: 'only allowed when user is a uid' }]
      : []),
  ]
}

/** A pod that is a map of its own has its fields in it. */
export function workloadRules({ holds, pod }: WorkloadEntry): RuleViolation[] {
  return pod !== undefined && holds !== 'containers'
    ? [{ path: ['pod'], message: 'only allowed when holds is containers' }]
    : []
}

/** A case has one input, and only the keys that mean something for it. */
export function goldenCaseRules({ template, chart, stream, values, helm, layout }: GoldenEntry): RuleViolation[] {
  const inputs = [template, chart, stream].filter(input => input !== undefined)
  return [
    ...(inputs.length === 1 ? [] : [{ path: [], message: 'expected exactly one of template, chart and stream' }]),
    ...Object.entries({ helm, layout }).flatMap(([key, value]) =>
      value !== undefined && chart === undefined ? [{ path: [key], message: 'only allowed with a chart' }] : [],
    ),
    ...(values !== undefined && stream !== undefined
      ? [{ path: ['values'], message: 'not allowed with a stream, which is already rendered' }]
      : []),
  ]
}

/** Two cases with one file would overwrite each other. */
export function goldenRules(cases: readonly GoldenEntry[]): RuleViolation[] {
  return (['name', 'file'] as const).flatMap(key =>
    cases.flatMap((entry, index) =>
      cases.findIndex(other => other[key] === entry[key]) < index
        ? [{ path: [index, key], message: `must be unique among golden cases` }]
        : [],
    ),
  )
}
