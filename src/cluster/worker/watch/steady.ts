import { ClusterError } from '../../../error.ts'
import { textAt } from '../../../manifest/value.ts'
import type { Cluster, ClusterAnswer, ClusterRequest, ClusterStream } from '../../cluster.ts'
import { foreignSentence, isForeign } from '../../foreign.ts'
import { refusalsIn } from '../../preflight/tell-apart.ts'
import { isMissingRight, rightFor, spelledRight } from '../../refusal.ts'
import type { Time } from '../time.ts'
import { meaningOf, waitAfter } from './back-off.ts'

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
  readonly remembered: Remembered
}

/** What is remembered of a cluster while a task is run. */
export interface Remembered {
  /** The rights that were asked for, and whether they were there. */
  readonly rights: Map<string, 'had' | 'denied'>
  /** When there was no answer last. */
  troubled: number
}

/** Nothing yet. */
export function nothingRemembered(): Remembered {
  return { rights: new Map(), troubled: Number.NEGATIVE_INFINITY }
}

/** `cluster` with persistence. One for each task: what it tells is about that task. */
export function steady(
  cluster: Pick<Cluster, 'ask' | 'open'>,
  persistence: Persistence,
  remembered: Remembered = nothingRemembered(),
): SteadyCluster {
  return {
    ask: request => persist(request, remembered, () => cluster.ask(request), ofAnswers, persistence),
    open: request => persist(request, remembered, () => cluster.open(request), ofStreams, persistence),
    remembered,
  }
}

/**
 * Milliseconds after which an API server knows who may do what, on a busy machine. One that has just started says 401 and 403 until it has
 * read it (`apiserver/pkg/server`, `poststarthook/rbac/bootstrap-roles`). What was allowed once is asked for as long as
 * anything else.
 */
const startOfServer = 60_000

async function persist<Answer extends { readonly status: number; readonly retryAfter?: number }>(
  request: ClusterRequest,
  remembered: Remembered,
  send: () => Promise<Answer>,
  reading: Reading<Answer>,
  { time, patience, tell }: Persistence,
): Promise<Answer> {
  const start = time.now()
  for (let failures = 1; ; failures += 1) {
    const attempt = await attempted(send, reading, remembered.rights.size > 0)
    const now = time.now()
    if (attempt.what === 'trouble') remembered.troubled = now
    const wait = waitAfter(failures, attempt.what === 'answer' ? undefined : attempt.retryAfter, time.random)
    const isLast = now + wait - start > patience()
    if (attempt.what === 'trouble' && isLast && !request.signal?.aborted) throw attempt.problem
    if (
      attempt.what === 'answer' ||
      (attempt.what === 'denied' && (isLast || !mayComeBack(request, remembered, now)))
    ) {
      // Whoever is told that nothing is there, or that it is wrong, was let in.
      remember(request, attempt.what === 'denied' ? 'denied' : 'had', remembered)
      if (failures > 1) tell(undefined)
      return attempt.answer
    }
    request.signal?.throwIfAborted()
    tell(attempt.problem.message)
    await time.wait(wait, request.signal)
  }
}

/** Whether a right that is denied may be there in a while: it was before, or the API server has just started. */
export function mayComeBack(request: ClusterRequest, { rights, troubled }: Remembered, now: number): boolean {
  const right = rightKey(request)
  if (rights.get(right) === 'had') return true
  return rights.get(right) !== 'denied' && now - troubled < startOfServer
}

/** Keep in mind whether the right for a request was there. */
export function remember(request: ClusterRequest, what: 'had' | 'denied', { rights }: Remembered): void {
  rights.set(rightKey(request), what)
}

function rightKey(request: ClusterRequest): string {
  const right = rightFor(request)
  return right === undefined ? request.path : spelledRight(right)
}

interface Trouble {
  readonly problem: ClusterError
  readonly retryAfter?: number | undefined
}

type Attempt<Answer> =
  | { readonly what: 'answer'; readonly answer: Answer }
  | ({ readonly what: 'denied'; readonly answer: Answer } & Trouble)
  | ({ readonly what: 'trouble' } & Trouble)

/** What admission refuses is 403, as a missing right is, and stays so. */
async function attempted<Answer extends { readonly status: number; readonly retryAfter?: number }>(
  send: () => Promise<Answer>,
  { why, lacksRight, isToAskAgain }: Reading<Answer>,
  hasWorked: boolean,
): Promise<Attempt<Answer>> {
  try {
    const answer = await send()
    const problem = async () => new ClusterError('refused', await why(answer))
    if (lacksRight(answer)) return { what: 'denied', answer, problem: await problem() }
    if (!isToAskAgain(answer)) return { what: 'answer', answer }
    return { what: 'trouble', problem: await problem(), retryAfter: answer.retryAfter }
  } catch (error) {
    if (!(error instanceof ClusterError) || !isPassing(error, hasWorked)) throw error
    return { what: 'trouble', problem: error }
  }
}

function isPassing({ code }: ClusterError, hasWorked: boolean): boolean {
  return code === 'unreachable' || code === 'broken' || (code === 'credentials' && hasWorked)
}

/** What is read of an answer that may be none for good. */
interface Reading<Answer> {
  readonly why: (answer: Answer) => Promise<string>
  readonly lacksRight: (answer: Answer) => boolean
  readonly isToAskAgain: (answer: Answer) => boolean
}

const ofAnswers: Reading<ClusterAnswer> = {
  why: whyOf,
  lacksRight: isMissingRight,
  isToAskAgain: answer => isForeign(answer) || ['again', 'expired'].includes(meaningOf(answer.status)),
}

/** Nothing is admitted where something is only read: 403 is a right. */
const ofStreams: Reading<ClusterStream> = {
  why: whyOfStream,
  lacksRight: ({ status }) => status === 403,
  isToAskAgain: ({ status }) => meaningOf(status) === 'again',
}

async function whyOf(answer: ClusterAnswer): Promise<string> {
  if (isForeign(answer)) return foreignSentence(answer)
  const [refusal] = refusalsIn(answer)
  if (refusal?.kind === 'webhook-unreachable')
    return `the required webhook ${refusal.webhook} does not answer: ${refusal.detail}; look at its Service and pods [${refusal.kind}]`
  return `${textAt(answer.body, 'message') || 'the API server gives no reason'} (${answer.status})`
}

async function whyOfStream(stream: ClusterStream): Promise<string> {
  stream.close()
  return `the API server cannot answer now (${stream.status})`
}
