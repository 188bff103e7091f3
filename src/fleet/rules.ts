import type { Problem } from '../config/schema-problems.ts'
import type { ReleaseEntry } from './schema.ts'

/** What the fields of a fleet must be together, and a JSON Schema cannot say, or not in words. */
export function fleetRules(releases: readonly ReleaseEntry[]): readonly Problem[] {
  const first = new Map<string, number>()
  return releases.flatMap((entry, index) => {
    const known = first.get(entry.name)
    if (known === undefined) first.set(entry.name, index)
    const twice =
      known === undefined
        ? []
        : [
            {
              path: ['name'],
              message: `found ${entry.name} again, which is the name of releases[${known}]; each needs one of its own`,
            },
          ]
    return [...twice, ...releaseRules(entry)].map(({ path, message }) => ({
      path: ['releases', index, ...path],
      message,
    }))
  })
}

/** A release has one input, and only the keys that mean something for it. */
function releaseRules(entry: ReleaseEntry): readonly Problem[] {
  const { chart, stream } = entry
  const ofCharts = (['values', 'release', 'helm'] as const).filter(key => entry[key] !== undefined)
  return [
    ...((chart === undefined) === (stream === undefined)
      ? [{ path: [], message: 'expected exactly one of chart and stream' }]
      : []),
    ...(stream === undefined || chart !== undefined
      ? []
      : ofCharts.map(key => ({ path: [key], message: 'not allowed with a stream, which is already rendered' }))),
    ...(chart === undefined || entry.release !== undefined || /^[-a-z0-9]{1,53}$/.test(entry.name)
      ? []
      : [
          {
            path: ['name'],
            message:
              'found a name that Helm does not take for a release (at most 53 characters of a-z, 0-9 and dashes); add `release:` beside it',
          },
        ]),
  ]
}
