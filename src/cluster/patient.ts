import { setTimeout as wait } from 'node:timers/promises'
import type { Cluster, ClusterAnswer, ClusterRequest } from './cluster.ts'

/** How often a server that is busy is asked again. */
const tries = 5

/** Ask, and again after as long as the server says where it is busy: nothing that is asked changes anything. */
export async function askPatiently(cluster: Pick<Cluster, 'ask'>, request: ClusterRequest): Promise<ClusterAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await cluster.ask(request)
    if ((answer.status !== 429 && answer.status !== 503) || attempt === tries) return answer
    await wait(1000 * Math.min(answer.retryAfter ?? attempt, 30))
  }
}

/** Do work for each item, some at a time. Results are in the order of the items. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  const waiting = [...items.entries()]
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results[next[0]] = await work(next[1])
  }
  await Promise.all(Array.from({ length: Math.min(6, items.length) }, worker))
  return results
}
