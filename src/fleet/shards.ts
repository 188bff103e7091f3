/** What a release costs beside its bytes. */
export type ReleaseKind = 'chart' | 'stream'

/** How much there is to do for a release. */
export interface ReleaseSize {
  readonly kind: ReleaseKind
  /** Of its stream, or of all files of its chart. */
  readonly bytes: number
}

/** Shard `index` of `count`, counted from 1. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/** What a kind of release costs. */
interface Cost {
  readonly each: number
  readonly perKilobyte: number
  /** So many kilobytes may hold pods; what is larger is mostly CustomResourceDefinitions, which are hardly read. */
  readonly kilobytes: number
  readonly perKilobyteBeyond: number
}

/**
 * Milliseconds on one core, as measured on streams of public charts (`test/fixtures/fleet-times.txt`): to start Helm is most
 * of what a chart costs. Only the ratios matter.
 */
const costs: Readonly<Record<ReleaseKind, Cost>> = {
  chart: { each: 125, perKilobyte: 1, kilobytes: 40, perKilobyteBeyond: 0.1 },
  stream: { each: 5, perKilobyte: 1, kilobytes: 40, perKilobyteBeyond: 0.045 },
}

/** What a release is expected to cost. */
export function costOf({ kind, bytes }: ReleaseSize): number {
  const { each, perKilobyte, kilobytes, perKilobyteBeyond } = costs[kind]
  const size = bytes / 1024
  return each + perKilobyte * Math.min(size, kilobytes) + perKilobyteBeyond * Math.max(0, size - kilobytes)
}

/**
 * The shard of each release, from 0: the longest first, each to the shard that has least to do. Whoever knows the same
 * releases comes to the same, so that shards need not talk to each other.
 */
export function shardsOf(sizes: readonly ReleaseSize[], count: number): readonly number[] {
  const costOfEach = sizes.map(costOf)
  const cost = (index: number) => costOfEach[index] ?? 0
  const order = sizes.map((_, index) => index).toSorted((a, b) => cost(b) - cost(a) || a - b)
  const loads = new Array<number>(count).fill(0)
  const shards = new Array<number>(sizes.length).fill(0)
  for (const index of order) {
    const least = leastOf(loads)
    loads[least] = (loads[least] ?? 0) + cost(index)
    shards[index] = least
  }
  return shards
}

/** The first of the smallest. */
function leastOf(loads: readonly number[]): number {
  let least = 0
  for (const [index, load] of loads.entries()) if (load < (loads[least] ?? 0)) least = index
  return least
}
