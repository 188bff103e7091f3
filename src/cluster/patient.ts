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

/** Requests that are sent at one time. */
export const atOnce = 6
