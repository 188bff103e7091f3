import { type Fleet, inputPath, type Release } from '../../fleet/release.ts'
import { type ReleaseSize, type Shard, shardsOf } from '../../fleet/shards.ts'
import { everyFile, filesBelow } from '../files/folder.ts'
import type { Io } from '../process/io.ts'

/** A release at its place in the fleet. */
export interface PlacedRelease {
  readonly index: number
  readonly release: Release
}

/** The releases of a shard. Every machine that has the same files comes to the same. */
export async function releasesOfShard({ releases }: Fleet, { index, count }: Shard, io: Io): Promise<PlacedRelease[]> {
  const placed = releases.map((release, at) => ({ index: at, release }))
  if (count === 1) return placed
  const sizeOfChart = chartSizes(io)
  const sizes: ReleaseSize[] = []
  for (const { input } of releases)
    sizes.push(
      input.kind === 'stream'
        ? { kind: 'stream', bytes: await io.sizeOf(input.stream) }
        : { kind: 'chart', bytes: await sizeOfChart(inputPath(input)) },
    )
  const shards = shardsOf(sizes, count)
  return placed.filter((_, at) => shards[at] === index - 1)
}

/** Bytes of all files of a chart, each chart looked at once. */
function chartSizes(io: Io): (chart: string) => Promise<number> {
  const known = new Map<string, number>()
  return async chart => {
    const found = known.get(chart)
    if (found !== undefined) return found
    const size = await sizeOfChart(chart, io)
    known.set(chart, size)
    return size
  }
}

async function sizeOfChart(chart: string, io: Io): Promise<number> {
  if ((await io.kindOf(chart)) !== 'folder') return io.sizeOf(chart)
  let size = 0
  for (const { path } of (await filesBelow(chart, everyFile, io)).files) size += await io.sizeOf(path)
  return size
}
