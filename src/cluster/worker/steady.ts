import { ClusterError } from '../../error.ts'
import { textAt } from '../../manifest/value.ts'
import type { Cluster, ClusterAnswer, ClusterRequest, ClusterStream } from '../cluster.ts'
import { isMissingRight } from '../refusal.ts'
import { meaningOf, waitAfter } from './back-off.ts'
import type { Time } from './time.ts'

/** How long to go on, and whom to tell. */
export interface Persistence {
  readonly time: Time
  /** Milliseconds without any answer after which it is given up; asked anew at each failure. */
  readonly patience: () => number
  /** Why it is waited; undefined: there is an answer again. */
  readonly tell: (why: string | undefined) => void
}

/**
 * A cluster that is asked until it answers: over a dropped connection, 429, 5xx, and a restart of the API server. Every
 * request must bear being sent twice. What comes back is a success or the server's no; `ClusterError` is for good.
 */
export interface SteadyCluster {
  readonly ask: (request: ClusterRequest) => Promise<ClusterAnswer>
  readonly open: (request: ClusterRequest) => Promise<ClusterStream>
}

/** `cluster` with persistence. One for each task: what it tells is about that task. */
export function steady(cluster: Pick<Cluster, 'ask' | 'open'>, persistence: Persistence): SteadyCluster {
  const seen = { worked: false }
  return {
    ask: request => persist(request, seen, () => cluster.ask(request), ofAnswers, persistence),
    open: request => persist(request, seen, () => cluster.open(request), ofStreams, persistence),
  }
}

interface Seen {
  worked: boolean
}

async function persist<Answer extends { readonly status: number; readonly retryAfter?: number }>(
  request: ClusterRequest,
  seen: Seen,
  send: () => Promise<Answer>,
  reading: Reading<Answer>,
  { time, patience, tell }: Persistence,
): Promise<Answer> {
  const start = time.now()
  for (let failures = 1; ; failures += 1) {
    const attempt = await attempted(send, reading, seen)
    if ('answer' in attempt) {
      if (failures > 1) tell(undefined)
      seen.worked ||= meaningOf(attempt.answer.status) === 'answered'
      return attempt.answer
    }
    request.signal?.throwIfAborted()
    const wait = waitAfter(failures, attempt.retryAfter, time.random)
    if (time.now() + wait - start > patience()) throw attempt.problem
    tell(attempt.problem.message)
    await time.wait(wait, request.signal)
  }
}

type Attempt<Answer> =
  | { readonly answer: Answer }
  | { readonly problem: ClusterError; readonly retryAfter?: number | undefined }

/**
 * An API server that has just started says 401 and 403 until it has read who may do what
 * (`apiserver/pkg/server`, `poststarthook/rbac/bootstrap-roles`): what was allowed once is asked again.
 * What admission refuses is 403, too, and stays so.
 */
async function attempted<Answer extends { readonly status: number; readonly retryAfter?: number }>(
  send: () => Promise<Answer>,
  { why, lacksRight }: Reading<Answer>,
  seen: Seen,
): Promise<Attempt<Answer>> {
  try {
    const answer = await send()
    const isLost = seen.worked && lacksRight(answer)
    if (meaningOf(answer.status) !== 'again' && !isLost) return { answer }
    const problem = new ClusterError('refused', `${await why(answer)} (${answer.status})`)
    return { problem, retryAfter: answer.retryAfter }
  } catch (error) {
    if (!(error instanceof ClusterError) || !isPassing(error, seen)) throw error
    return { problem: error }
  }
}

function isPassing({ code }: ClusterError, { worked }: Seen): boolean {
  return code === 'unreachable' || code === 'broken' || (code === 'credentials' && worked)
}

/** What is read of an answer that may be none for good. */
interface Reading<Answer> {
  readonly why: (answer: Answer) => Promise<string>
  readonly lacksRight: (answer: Answer) => boolean
}

const ofAnswers: Reading<ClusterAnswer> = { why: whyOf, lacksRight: isMissingRight }

/** Nothing is admitted where something is only read: 403 is a right. */
const ofStreams: Reading<ClusterStream> = { why: whyOfStream, lacksRight: ({ status }) => status === 403 }

async function whyOf({ body }: ClusterAnswer): Promise<string> {
  return textAt(body, 'message') || 'the API server gives no reason'
}

async function whyOfStream(stream: ClusterStream): Promise<string> {
  stream.close()
  return 'the API server cannot answer now'
}
