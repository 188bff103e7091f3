import { type ConfigFormat, configRefusal, onlyDocument } from '../config/config-file.ts'
import { problemsOf } from '../config/schema-problems.ts'
import { compact } from '../manifest/compact.ts'
import type { Position } from '../manifest/document.ts'
import type { FieldPath } from '../manifest/path.ts'
import type { Fleet, Release, ReleaseInput } from './release.ts'
import { fleetRules } from './rules.ts'
import { type FleetFile, fleetJsonSchema, fleetSchema, type ReleaseEntry } from './schema.ts'

const fleetFormat: ConfigFormat = {
  kind: 'Fleet',
  code: 'BAD_FLEET',
  noun: 'a fleet',
  jsonSchema: fleetJsonSchema,
}

/** A fleet as it is written, and every path that it names. */
export interface ReadFleet extends Fleet {
  readonly paths: readonly FleetPath[]
}

/** A path that a fleet names, and where it does. */
export interface FleetPath {
  readonly path: string
  readonly field: FieldPath
  readonly position: Position
}

/**
 * Read a fleet file. `fromFolder` makes of a path that starts from its folder one that starts from the working folder.
 * `InputError('BAD_FLEET')` lists everything that is wrong with it, each with file, line, column, field, what was found
 * and what was expected.
 */
export function readFleet(text: string, file: string, fromFolder: (path: string) => string): ReadFleet {
  const document = onlyDocument(text, file, fleetFormat)
  const read = fleetSchema.safeParse(document.value)
  const problems = read.success
    ? fleetRules(read.data.releases)
    : problemsOf(read.error.issues, document.value, fleetFormat)
  if (!read.success || problems.length > 0) throw configRefusal(file, document, problems, fleetFormat)
  const { policy, releases } = read.data
  return {
    file,
    releases: releases.map((entry, index): Release => {
      const own = entry.policy ?? policy
      return {
        name: entry.name,
        input: inputOf(entry, fromFolder),
        ...compact({ namespace: entry.namespace, policy: own === undefined ? undefined : fromFolder(own) }),
        place: { file, position: document.positionOf(['releases', index]) },
      }
    }),
    paths: pathsOf(read.data).map(named => ({ ...named, position: document.positionOf(named.field) })),
  }
}

function inputOf(
  { name, chart, stream, values = [], release = name, helm }: ReleaseEntry,
  fromFolder: (path: string) => string,
): ReleaseInput {
  if (stream !== undefined) return { kind: 'stream', stream: fromFolder(stream) }
  return {
    kind: 'chart',
    chart: fromFolder(chart ?? ''),
    values: values.map(fromFolder),
    sets: [],
    setStrings: [],
    release,
    ...compact({ helm }),
  }
}

function pathsOf({ policy, releases }: FleetFile): readonly Pick<FleetPath, 'path' | 'field'>[] {
  return [
    { path: policy, field: ['policy'] },
    ...releases.flatMap(({ chart, stream, policy: own, values = [] }, index) => [
      { path: chart, field: ['releases', index, 'chart'] },
      { path: stream, field: ['releases', index, 'stream'] },
      { path: own, field: ['releases', index, 'policy'] },
      ...values.map((path, item) => ({ path, field: ['releases', index, 'values', item] })),
    ]),
  ].flatMap(({ path, field }) => (path === undefined ? [] : [{ path, field }]))
}
