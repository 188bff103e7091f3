import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { costOf, shardsOf } from '../../src/fleet/shards.ts'
import { situation, table } from '../table.ts'

/** Recorded streams of public charts: their size, and how long they take. */
const recorded = readFileSync(resolve(import.meta.dirname, '../fixtures/fleet-times.txt'), 'utf8')
  .split('\n')
  .flatMap(line => {
    const [, bytes, took] = /^(\d+) ([\d.]+)$/.exec(line) ?? []
    return took === undefined ? [] : [{ kind: 'stream' as const, bytes: Number(bytes), took: Number(took) }]
  })

type Recorded = (typeof recorded)[number]

/** Numbers from 0 to 1 that are the same in every run (Mulberry32, public domain). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function fleetOf(count: number, seed: number): readonly Recorded[] {
  const next = random(seed)
  return Array.from({ length: count }, () => recorded[Math.floor(next() * recorded.length)]).filter(
    one => one !== undefined,
  )
}

/** The longest shard in parts of the mean. */
function longestOfMean(fleet: readonly Recorded[], count: number, timeOf: (release: Recorded) => number): number {
  const shards = shardsOf(fleet, count)
  const loads = new Array<number>(count).fill(0)
  fleet.forEach((release, index) => {
    const shard = shards[index] ?? 0
    loads[shard] = (loads[shard] ?? 0) + timeOf(release)
  })
  return Math.max(...loads) / (loads.reduce((sum, load) => sum + load, 0) / count)
}

situation('there are recorded streams', () => assert.is(recorded.length, 146))

const fleets = { one: 1, two: 2, three: 3, four: 4, five: 5 }

table('10,000 releases over 64 shards that take as long as expected', fleets, seed => {
  assert.ok(longestOfMean(fleetOf(10_000, seed), 64, costOf) < 1.01)
})

table('10,000 releases over 64 shards that take as long as measured', fleets, seed => {
  const got = longestOfMean(fleetOf(10_000, seed), 64, ({ took }) => took)
  assert.ok(got < 1.15, String(got))
})

/** By turns, as somebody might share them out. */
situation('by turns they would not be balanced', () => {
  const fleet = fleetOf(10_000, 1)
  const loads = Array.from({ length: 64 }, (_, shard) =>
    fleet.filter((__, index) => index % 64 === shard).reduce((sum, { took }) => sum + took, 0),
  )
  assert.ok(Math.max(...loads) / (loads.reduce((sum, load) => sum + load, 0) / 64) > 1.15)
})

situation('every release is of one shard, and the same one every time', () => {
  const fleet = fleetOf(1000, 7)
  const shards = shardsOf(fleet, 16)
  assert.is(shards.length, 1000)
  assert.is(new Set(shards).size, 16)
  assert.equal(shardsOf(structuredClone(fleet), 16), shards)
})

const small: Readonly<
  Record<string, { readonly sizes: readonly number[]; readonly count: number; readonly want: readonly number[] }>
> = {
  'no release': { sizes: [], count: 3, want: [] },
  'fewer releases than shards': { sizes: [1, 1], count: 4, want: [0, 1] },
  'equal ones go round': { sizes: [9, 9, 9, 9], count: 2, want: [0, 1, 0, 1] },
  'a large one is alone': { sizes: [1, 1, 10_000_000, 1], count: 2, want: [1, 1, 0, 1] },
}

table('shards of streams', small, ({ sizes, count, want }) => {
  assert.equal(
    shardsOf(
      sizes.map(bytes => ({ kind: 'stream', bytes })),
      count,
    ),
    want,
  )
})
