import * as assert from 'uvu/assert'
import { inTurns, inTurnsByPlace } from '../../src/manifest/turns.ts'
import { situation, table } from '../table.ts'

interface Row {
  readonly items: readonly number[]
  readonly atOnce: number
  /** How many were under way at one time at most. */
  readonly want: number
}

const rows: Readonly<Record<string, Row>> = {
  nothing: { items: [], atOnce: 3, want: 0 },
  'fewer than may be': { items: [1, 2], atOnce: 3, want: 2 },
  'more than may be': { items: [1, 2, 3, 4, 5, 6, 7], atOnce: 3, want: 3 },
  'one by one': { items: [1, 2, 3], atOnce: 1, want: 1 },
}

table('so many at a time, and results in the order of the items: ', rows, async ({ items, atOnce, want }) => {
  const seen = { now: 0, most: 0 }
  const results = await inTurns(items, atOnce, async item => {
    seen.now += 1
    seen.most = Math.max(seen.most, seen.now)
    // The later items end first.
    for (let turn = item; turn < 10; turn += 1) await Promise.resolve()
    seen.now -= 1
    return item * 2
  })
  assert.equal({ results, most: seen.most }, { results: items.map(item => item * 2), most: want })
})

interface PlacedRow {
  /** The place of each item. */
  readonly items: string
  /** How many were under way at one time at most: of all, and at one place. */
  readonly want: readonly [number, number]
}

const placed: Readonly<Record<string, PlacedRow>> = {
  'one place': { items: 'aaaaaaa', want: [2, 2] },
  'three places': { items: 'abcabcabc', want: [5, 2] },
  'places that are many, each with one item': { items: 'abcdefgh', want: [5, 1] },
  'a place that is alone at the end': { items: 'aaaaaabbbbb', want: [4, 2] },
}

table('so many at a time, and so many at one place: ', placed, async ({ items, want }) => {
  const now = new Map<string, number>()
  const most = { all: 0, each: 0 }
  const done: string[] = []
  await inTurnsByPlace([...items], { all: 5, each: 2, placeOf: item => item }, async item => {
    now.set(item, (now.get(item) ?? 0) + 1)
    const running = [...now.values()]
    most.all = Math.max(
      most.all,
      running.reduce((sum, count) => sum + count, 0),
    )
    most.each = Math.max(most.each, ...running)
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    now.set(item, (now.get(item) ?? 0) - 1)
    done.push(item)
  })
  assert.equal(
    { most: [most.all, most.each], done: done.toSorted().join('') },
    { most: want, done: [...items].toSorted().join('') },
  )
})

situation('what fails fails all', async () => {
  const failing = inTurns([1, 2, 3], 2, async item => {
    if (item === 2) throw new Error('two')
  })
  assert.is(await failing.catch(error => error.message), 'two')
})
