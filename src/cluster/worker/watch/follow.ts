import { ClusterError } from '../../../error.ts'
import { isMap, listAt, type ValueMap } from '../../../manifest/value.ts'
import { refused } from '../../refusal.ts'
import { linesOf } from '../log/lines.ts'
import type { Time } from '../time.ts'
import { waitAfter } from './back-off.ts'
import { followerOf } from './follower.ts'
import type { SteadyCluster } from './steady.ts'
import { afterLine, type Known, knownOf } from './watch-event.ts'

/** Some objects of one collection: `/apis/batch/v1/namespaces/agents/jobs`, by a selector. */
export interface Collection {
  readonly path: string
  readonly selector: { readonly fieldSelector: string } | { readonly labelSelector: string }
}

/** What it takes to follow a collection. */
export interface Following {
  readonly cluster: SteadyCluster
  readonly time: Time
  readonly signal: AbortSignal
}

/** The objects as they are now, and those that went since the last time, as they were at the end. */
export interface Sight {
  readonly objects: readonly ValueMap[]
  readonly gone: readonly ValueMap[]
}

/** Milliseconds after which a watch is given up for a list, so that nothing missed stays missed. The jobs of oz are polled as often. */
const round = 30_000

/** Milliseconds beyond its time after which a watch that does not end is cut: a connection may hang for ever. */
const overdue = 5_000

/** No object is larger than etcd takes, 1.5 MB, and an event holds one. */
const longestEvent = 4_000_000

/**
 * The objects of a collection, again after each change: listed, then watched from there, then listed anew. A dropped watch
 * goes on where it ended; one that is too old (410), that hangs or that the server ends for its own reasons is a new list.
 * Ends when the signal is aborted, by its reason, or with `ClusterError`.
 */
export async function* follow(collection: Collection, following: Following): AsyncGenerator<Sight, never> {
  const { time, signal } = following
  let last: Known | undefined
  for (let failures = 0; ; ) {
    const known = await list(collection, following)
    yield { objects: [...known.objects.values()], gone: goneBetween(last, known) }
    const begun = time.now()
    last = yield* watched(collection, known, following)
    const isEarly = time.now() - begun < round
    const next = last === known ? failures + 1 : 1
    failures = isEarly ? next : 0
    // Somebody on the way may end every watch.
    if (isEarly) await time.wait(waitAfter(failures, undefined, time.random), signal)
  }
}

function goneBetween(before: Known | undefined, now: Known): readonly ValueMap[] {
  return [...(before?.objects ?? [])].flatMap(([uid, object]) => (now.objects.has(uid) ? [] : [object]))
}

async function list({ path, selector }: Collection, { cluster, signal }: Following): Promise<Known> {
  const request = { method: 'GET', path, query: { ...selector }, signal } as const
  const answer = await cluster.ask(request)
  if (answer.status !== 200) throw refused(request, answer)
  return knownOf(answer.body, listAt(answer.body, 'items').filter(isMap))
}

/** A round of watches, and what was known at its end. */
async function* watched(collection: Collection, start: Known, following: Following): AsyncGenerator<Sight, Known> {
  const { time, signal } = following
  const end = time.now() + round
  let known = start
  for (let failures = 0; time.now() < end; ) {
    const seen = known
    const ended = yield* oneWatch(collection, known, end - time.now(), following)
    known = ended.known
    if (ended.how === 'list') return known
    failures = known === seen ? failures + 1 : 1
    await time.wait(Math.min(waitAfter(failures, undefined, time.random), Math.max(end - time.now(), 0)), signal)
  }
  return known
}

/** How a watch ended: `again` from where it is, or by a new list. */
interface WatchEnd {
  readonly known: Known
  readonly how: 'again' | 'list'
}

async function* oneWatch(
  { path, selector }: Collection,
  start: Known,
  milliseconds: number,
  following: Following,
): AsyncGenerator<Sight, WatchEnd> {
  let known = start
  const limit = limited(milliseconds + overdue, following)
  try {
    const timeoutSeconds = String(Math.max(1, Math.ceil(milliseconds / 1000)))
    const query = {
      ...selector,
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: known.version,
      timeoutSeconds,
    }
    const stream = await following.cluster.open({ method: 'GET', path, query, signal: limit.signal })
    if (stream.status !== 200) return { known, how: 'list' }
    for await (const lines of linesOf(stream.chunks, longestEvent))
      for (const { text } of lines) {
        const step = afterLine(known, text)
        if (step.step === 'expired') return { known, how: 'list' }
        if (step.step === 'broken') return { known, how: 'again' }
        known = step.known
        if (step.step === 'changed') yield { objects: [...known.objects.values()], gone: step.gone ? [step.gone] : [] }
      }
    return { known, how: 'again' }
  } catch (error) {
    following.signal.throwIfAborted()
    if (limit.signal.aborted) return { known, how: 'list' }
    // What breaks the stream itself is no ClusterError of the request.
    if (error instanceof ClusterError && error.code !== 'broken' && error.code !== 'unreachable') throw error
    return { known, how: 'again' }
  } finally {
    limit.release()
  }
}

/** A signal that follows another, and is aborted as well after some time. */
export function limited(
  milliseconds: number,
  { time, signal }: Pick<Following, 'time' | 'signal'>,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const { controller: limit, release } = followerOf(signal)
  void time.wait(milliseconds, limit.signal).then(
    () => limit.abort(),
    () => undefined,
  )
  return {
    signal: limit.signal,
    release: () => {
      release()
      limit.abort()
    },
  }
}
