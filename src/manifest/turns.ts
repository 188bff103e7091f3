/** Do work for each item, so many at a time. Results are in the order of the items. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  const queue = items.entries()
  const lane = async () => {
    for (const [index, item] of queue) results[index] = await work(item, index)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane))
  return results
}

/** How much is done at a time: of all items, and of those that share a place. */
export interface Turns<Item> {
  readonly all: number
  readonly each: number
  readonly placeOf: (item: Item) => string
}

/** Do work for each item, so many at a time, and fewer at one place: who waits for one does not wait for another. */
export async function inTurnsByPlace<Item>(
  items: readonly Item[],
  { all, each, placeOf }: Turns<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const places = [...new Set(items.map(placeOf))]
  const turn = turns(all)
  const at = (place: string) => items.filter(item => placeOf(item) === place)
  await Promise.all(places.map(place => inTurns(at(place), each, item => turn(() => work(item)))))
}

/** Runs what it is given, so many at a time; the others wait in their order. */
function turns(most: number): (work: () => Promise<void>) => Promise<void> {
  let free = most
  const waiting: (() => void)[] = []
  return async work => {
    if (free > 0) free -= 1
    else await new Promise<void>(done => waiting.push(done))
    try {
      await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
