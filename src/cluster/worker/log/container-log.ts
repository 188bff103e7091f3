import { ClusterError } from '../../../error.ts'
import { textAt } from '../../../manifest/value.ts'
import type { Cluster, ClusterRequest, ClusterStream } from '../../cluster.ts'
import { waitAfter } from '../watch/back-off.ts'
import { type Following, limited } from '../watch/follow.ts'
import { mayComeBack, type Remembered, remember } from '../watch/steady.ts'
import { linesOf } from './lines.ts'
import { type LogBounds, type LogGate, logGate } from './log-bounds.ts'
import { isLogEnd } from './log-end.ts'
import { isLater, type LogPosition, logStart, passed, resumeAt, stamped, wholeOf } from './log-position.ts'

/** A container's log, of one start of it. */
export interface LogSource {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  /** What the status says of the container now; `gone` when its pod is. */
  readonly state: () => 'runs' | 'ended' | 'gone'
  /** Whether it has been started again since, so that this is the log before. */
  readonly isPrevious: () => boolean
  /** Settles when it has ended. */
  readonly ended: Promise<void>
}

/** A line of a log, or what is to be known of the log itself. */
export type LogItem =
  | { readonly item: 'line'; readonly stamp: string; readonly text: string; readonly cut: number }
  | { readonly item: 'left-out'; readonly lines: number; readonly bytes: number }
  | { readonly item: 'incomplete'; readonly why: string }

/** What it takes to read logs. Not a steady cluster: how long to go on depends on the container. */
export interface LogReading extends Pick<Following, 'time' | 'signal'> {
  readonly cluster: Pick<Cluster, 'open'>
  readonly remembered: Remembered
  readonly bounds: LogBounds
  /** Milliseconds for which the log of a container that has ended is asked for in vain, and an API server that does not answer. */
  readonly patience: number
  readonly outage: number
}

/** A longer line is cut. The kubelet writes none that it did not put together from pieces of 16 KiB. */
const longestLine = 65_536

/** Milliseconds after which a log is asked for anew, should the connection hang; and once its container has ended. */
const longestRead = { runs: 120_000, ended: 5_000, last: 60_000 } as const

/** How a read ended. */
interface ReadEnd {
  readonly position: LogPosition
  /** Text behind the last line end. */
  readonly rest: string
  readonly how: 'whole' | 'broken' | 'unanswered' | 'refused' | 'gone'
  readonly why: string
  readonly retryAfter?: number | undefined
}

/**
 * Every line of a container's log once, within its bounds: followed while the container runs, read on where a connection
 * broke off. It is whole when the container has ended and its last line, asked for by itself, is the last that was read:
 * a proxy may end a response in the middle and call it complete, each time at the same byte.
 */
export async function* containerLog(source: LogSource, reading: LogReading): AsyncGenerator<LogItem, void> {
  const gate = logGate<LogItem>(reading.bounds)
  const problem = yield* readToEnd(source, reading, gate)
  const { lines, leftOut } = gate.rest()
  if (leftOut.lines > 0) yield { item: 'left-out', ...leftOut }
  yield* lines
  if (problem !== undefined) yield { item: 'incomplete', why: problem }
}

/** Pass on what the gate admits; what is returned says why the log is not whole. */
async function* readToEnd(
  source: LogSource,
  reading: LogReading,
  gate: LogGate<LogItem>,
): AsyncGenerator<LogItem, string | undefined> {
  const { time } = reading
  let [position, rest, isWhole] = [logStart, '', false]
  // Since when there has been nothing new of a log that has ended, and since when no answer.
  let [stuck, unanswered] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let failures = 0; ; ) {
    const state = source.state()
    if (state !== 'runs') stuck = Math.min(stuck, time.now())
    const isCheck: boolean = isWhole && state !== 'runs'
    const end: ReadEnd = isCheck
      ? await readLast(source, { position, rest }, reading)
      : yield* readOnce(source, state, position, reading, gate)
    const hasGrown: boolean = end.position.lines > position.lines
    isWhole = end.how === 'whole'
    ;[position, rest] = [end.position, isWhole ? end.rest : rest]
    if (end.how === 'refused') return end.why
    if (end.how === 'gone') return failures > 0 || state === 'runs' ? end.why : undefined
    if (isCheck && isWhole) {
      yield* restLine(rest, gate)
      return undefined
    }
    if (hasGrown || end.how === 'unanswered') stuck = Number.POSITIVE_INFINITY
    unanswered = end.how === 'unanswered' && !hasGrown ? Math.min(unanswered, time.now()) : Number.POSITIVE_INFINITY
    if (!isWhole && isOver(time.now(), { stuck, unanswered }, reading)) return end.why
    failures = hasGrown ? 0 : failures + 1
    const wait = waitAfter(failures + 1, end.retryAfter, time.random)
    if (!(hasGrown && state !== 'runs')) await pause(wait, source, reading)
  }
}

function isOver(
  now: number,
  { stuck, unanswered }: { readonly stuck: number; readonly unanswered: number },
  { patience, outage }: LogReading,
): boolean {
  return now - stuck > patience || now - unanswered > outage
}

/** Wait for some time, or until the container has ended if that comes first. */
async function pause(milliseconds: number, { ended, state }: LogSource, { time, signal }: LogReading): Promise<void> {
  const limit = limited(milliseconds * 10, { time, signal })
  const waited = time.wait(milliseconds, limit.signal)
  try {
    await (state() === 'runs' ? Promise.race([waited, ended]) : waited)
  } finally {
    limit.release()
    waited.catch(() => undefined)
  }
  signal.throwIfAborted()
}

/** A program may end without a line end. */
function* restLine(rest: string, gate: LogGate<LogItem>): Generator<LogItem, void> {
  const line = stamped(rest)
  if (line !== undefined) yield* admitted({ ...line, cut: 0 }, gate)
}

function* admitted(
  line: { readonly stamp: string; readonly text: string; readonly cut: number },
  gate: LogGate<LogItem>,
): Generator<LogItem, void> {
  const item = { item: 'line', ...line } as const
  if (gate.admit(item, Buffer.byteLength(line.text) + 1)) yield item
}

async function* readOnce(
  source: LogSource,
  state: 'runs' | 'ended' | 'gone',
  start: LogPosition,
  reading: LogReading,
  gate: LogGate<LogItem>,
): AsyncGenerator<LogItem, ReadEnd> {
  const limit = limited(state === 'runs' ? longestRead.runs : longestRead.last, reading)
  const hasEnded =
    state === 'runs' ? source.ended.then(() => reading.time.wait(longestRead.ended, limit.signal)) : undefined
  hasEnded?.then(limit.release, () => undefined)
  const { sinceTime, skip, first } = resumeAt(start)
  const query = { ...(state === 'runs' && { follow: 'true' }), ...(sinceTime !== undefined && { sinceTime }) }
  const seen = { position: start, rest: '' }
  try {
    const answer = await asked(source, query, limit.signal, reading)
    return 'how' in answer ? { ...seen, ...answer } : yield* linesRead(answer, { skip, first }, seen, gate)
  } catch (error) {
    return { ...seen, ...troubleOf(error, reading) }
  } finally {
    limit.release()
  }
}

/** Ask for the last line alone: `whole` where it is the last that was read. */
async function readLast(source: LogSource, seen: Seen, reading: LogReading): Promise<ReadEnd> {
  const limit = limited(longestRead.last, reading)
  try {
    const answer = await asked(source, { tailLines: '1' }, limit.signal, reading)
    return { ...seen, ...('how' in answer ? answer : endAt(await lastLineOf(answer), seen)) }
  } catch (error) {
    return { ...seen, ...troubleOf(error, reading) }
  } finally {
    limit.release()
  }
}

function endAt(last: string, { position, rest }: Seen): HowEnded {
  const [read, tail] = [rest === '' ? position.last : stamped(rest), stamped(last)]
  if (tail === undefined && last !== '') return { how: 'broken', why: last }
  const isEnd = isLogEnd(read, tail, longestLine) && (read !== undefined || rest === '')
  return isEnd ? { how: 'whole', why: '' } : { how: 'broken', why: cutOff }
}

const cutOff = 'its last line is not the last one received; something on the way cuts the log off'

/** A server that does not know `tailLines` gives all of them. */
async function lastLineOf({ chunks }: ClusterStream): Promise<string> {
  let last = ''
  for await (const lines of linesOf(chunks, longestLine)) last = lines.at(-1)?.text ?? last
  return last
}

type HowEnded = Pick<ReadEnd, 'how' | 'why' | 'retryAfter'>

/** Ask for a log: its stream, or why there is none. */
async function asked(
  source: LogSource,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
  reading: LogReading,
): Promise<ClusterStream | HowEnded> {
  const { namespace, pod, container } = source
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`
  const whole = { container, timestamps: 'true', ...(source.isPrevious() && { previous: 'true' }), ...query }
  const request = { method: 'GET', path, query: whole, signal } as const
  const stream = await reading.cluster.open(request)
  if (stream.status !== 200) return refusalOf(request, stream, reading)
  remember(request, 'had', reading.remembered)
  return stream
}

function troubleOf(error: unknown, { signal, remembered, time }: LogReading): HowEnded {
  signal.throwIfAborted()
  if (error instanceof ClusterError) remembered.troubled = time.now()
  const how = error instanceof ClusterError && error.code === 'unreachable' ? 'unanswered' : 'broken'
  return { how, why: error instanceof Error ? error.message : String(error) }
}

interface Seen {
  position: LogPosition
  rest: string
}

async function* linesRead(
  stream: ClusterStream,
  { skip, first }: { readonly skip: number; readonly first: string | undefined },
  seen: Seen,
  gate: LogGate<LogItem>,
): AsyncGenerator<LogItem, ReadEnd> {
  const { latest } = seen.position
  let toSkip = skip
  let isFirst = true
  let isRotated = false
  for await (const lines of linesOf(stream.chunks, longestLine))
    for (const line of lines) {
      if (!line.isEnded) {
        seen.rest = line.text
        continue
      }
      const known = stamped(line.text)
      if (known === undefined) return { ...seen, how: 'broken', why: line.text }
      if (isFirst && first !== undefined && wholeOf(known) !== first) {
        toSkip = 0
        isRotated = true
        seen.position = { ...logStart, lines: seen.position.lines, latest }
        yield { item: 'incomplete', why: 'the kubelet rotated the log while the connection was broken' }
      }
      isFirst = false
      if (toSkip > 0) {
        toSkip -= 1
        continue
      }
      seen.position = passed(seen.position, known)
      // Which lines of a new file were seen no number tells.
      isRotated &&= !isLater(known.stamp, latest)
      if (!isRotated) yield* admitted({ ...known, cut: line.cut }, gate)
    }
  // A log only grows: an answer without all that was read before is not all of it.
  if (toSkip > 0) return { ...seen, how: 'broken', why: shrunk }
  return { ...seen, how: 'whole', why: '' }
}

const shrunk = 'the log ends before what was read of it; the kubelet may have rotated it'

/** 404: the pod is gone. 403: nobody may read it. Else the kubelet, or the way there, cannot answer now. */
async function refusalOf(
  request: ClusterRequest,
  stream: ClusterStream,
  { remembered, time }: LogReading,
): Promise<HowEnded> {
  const why = await messageOf(stream)
  if (stream.status === 404) return { how: 'gone', why }
  if (stream.status === 403 && mayComeBack(request, remembered, time.now())) return { how: 'broken', why }
  return { how: stream.status === 403 ? 'refused' : 'broken', why, retryAfter: stream.retryAfter }
}

async function messageOf(stream: ClusterStream): Promise<string> {
  let text = ''
  for await (const lines of linesOf(stream.chunks, longestLine)) {
    text += lines.map(line => `${line.text}\n`).join('')
    // A refusal is short; what goes on is none.
    if (text.length > longestLine) break
  }
  try {
    return textAt(JSON.parse(text), 'message') ?? text.trimEnd()
  } catch {
    return text.trimEnd()
  }
}
