/** A queue between several producers and one consumer, who is waited for: no more than `room` items lie in it. */
export interface Channel<Item> {
  /** Resolves when there is room again; false once the channel is closed, and the item is lost. */
  readonly put: (item: Item) => Promise<boolean>
  /** The next item; undefined once the channel is closed and empty. */
  readonly take: () => Promise<Item | undefined>
  readonly close: () => void
}

/** An empty channel. */
export function channelOf<Item>(room: number): Channel<Item> {
  const items: Item[] = []
  let isClosed = false
  let takers: (() => void)[] = []
  let putters: (() => void)[] = []
  const wakeTakers = () => {
    for (const wake of takers.splice(0)) wake()
  }
  const wakePutters = () => {
    for (const wake of putters.splice(0)) wake()
  }
  return {
    put: async item => {
      while (!isClosed && items.length >= room) await new Promise<void>(wake => putters.push(wake))
      if (isClosed) return false
      items.push(item)
      wakeTakers()
      return true
    },
    take: async () => {
      while (items.length === 0 && !isClosed) await new Promise<void>(wake => takers.push(wake))
      const item = items.shift()
      wakePutters()
      return item
    },
    close: () => {
      isClosed = true
      wakeTakers()
      wakePutters()
      takers = []
      putters = []
    },
  }
}
