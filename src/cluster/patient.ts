import { setTimeout as wait } from 'node:timers/promises'
import type { Cluster, ClusterAnswer, ClusterRequest } from './cluster.ts'
import { isForeign } from './foreign.ts'
import { refusalsIn } from './preflight/tell-apart.ts'
import { refused } from './refusal.ts'

/** How often a server that is busy is asked again. */
const tries = 5

/**
 * Ask, and again after as long as the server says where it is busy: nothing that is asked changes anything. What comes back is a
 * success or the API server's no; rejects with `ClusterError` where it has no answer, or somebody else gives one.
 */
export async function askPatiently(cluster: Pick<Cluster, 'ask'>, request: ClusterRequest): Promise<ClusterAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await cluster.ask(request)
    const isBusy = (answer.status === 429 || answer.status === 503) && !isVerdict(request, answer)
    if (!isBusy || attempt === tries) return answered(request, answer)
    await wait(1000 * Math.min(answer.retryAfter ?? attempt, 30))
  }
}

function answered(request: ClusterRequest, answer: ClusterAnswer): ClusterAnswer {
  if (isForeign(answer) || !isVerdict(request, answer)) throw refused(request, answer)
  return answer
}

/** Whether an answer is about what was asked, and not about the server: a webhook chooses the status of its own refusals. */
function isVerdict({ method }: ClusterRequest, answer: ClusterAnswer): boolean {
  const { status } = answer
  if (status === 500) return method !== 'GET'
  if (status < 500 && status !== 408 && status !== 429) return true
  return refusalsIn(answer).some(one => one.kind !== 'refused' || one.code === 'cluster-webhook')
}

/** Requests that are sent at one time. */
export const atOnce = 6
