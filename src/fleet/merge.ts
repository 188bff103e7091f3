import type { Plan, PlannedRelease } from './plan.ts'
import type { RecordHead } from './record.ts'

/** A plan, and the output folder that it is of. */
export interface Part {
  readonly folder: string
  readonly file: string
  readonly plan: Plan
}

/** A release that a part has done. */
export interface PartRelease extends Required<PlannedRelease> {
  readonly folder: string
}

/** A release of which the record is known. */
export interface MergedRelease extends PartRelease {
  readonly head: RecordHead
}

/** Why parts are none of one fleet, or of one version of the program; undefined where they belong together. */
export function whyApart(parts: readonly Part[]): string | undefined {
  const [first, ...others] = parts
  const other = others.find(({ plan }) => first !== undefined && !belongTogether(first.plan, plan))
  if (first === undefined || other === undefined) return undefined
  const versions = [first, other].map(({ plan }) => plan.version)
  const why =
    versions[0] === versions[1] ? 'are of different fleets' : `were made by seaworthy ${versions.join(' and ')}`
  return `${first.file} and ${other.file} ${why}; remove the older one, or run its shard again`
}

function belongTogether(one: Plan, other: Plan): boolean {
  return one.fleet === other.fleet && one.version === other.version && one.total === other.total
}

/** What the finished parts have done, in the order of the fleet; of a release that several have done, all of it. */
export function doneByIndex(parts: readonly Part[]): ReadonlyMap<number, readonly PartRelease[]> {
  const done = new Map<number, PartRelease[]>()
  for (const { folder, plan } of parts.filter(isFinished))
    for (const { index, name, inputs } of plan.releases) {
      if (inputs === undefined) continue
      const known = done.get(index)
      if (known === undefined) done.set(index, [{ index, name, inputs, folder }])
      else known.push({ index, name, inputs, folder })
    }
  return new Map([...done].toSorted(([a], [b]) => a - b))
}

/** What is missing, a line for each shard; nothing where all releases are done, by however many shards. */
export function missingShards(parts: readonly Part[]): readonly string[] {
  const [first] = parts
  if (first === undefined || doneByIndex(parts).size === first.plan.total) return []
  const counts = [...new Set(parts.map(({ plan }) => plan.shard.count))].toSorted((a, b) => a - b)
  return counts.flatMap(count => {
    const ofCount = parts.filter(({ plan }) => plan.shard.count === count)
    return Array.from({ length: count }, (_, at) => missingShard(ofCount, at + 1)).flat()
  })
}

function missingShard(parts: readonly Part[], index: number): string[] {
  const own = parts.filter(({ plan }) => plan.shard.index === index)
  const [begun] = own
  if (own.some(isFinished)) return []
  const count = parts[0]?.plan.shard.count
  if (begun === undefined) return [`shard ${index}/${count} is missing`]
  return [`shard ${index}/${count} was begun and not finished (${begun.file}); run it again`]
}

function isFinished({ plan }: Part): boolean {
  return plan.state === 'finished'
}
