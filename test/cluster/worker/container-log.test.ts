import * as assert from 'uvu/assert'
import type { ClusterRequest, ClusterStream } from '../../../src/cluster/cluster.ts'
import { containerLog, type LogItem } from '../../../src/cluster/worker/log/container-log.ts'
import type { Time } from '../../../src/cluster/worker/time.ts'
import { nothingRemembered } from '../../../src/cluster/worker/watch/steady.ts'
import { ClusterError } from '../../../src/error.ts'
import { table } from '../../table.ts'

/** What one read of a log answers. */
type Read =
  | { readonly lines: readonly string[]; readonly isBroken?: true; readonly endsAt?: number }
  | { readonly status: number; readonly retryAfter?: number; readonly isEndless?: true }
  | 'unreachable'

interface Row {
  readonly reads: readonly Read[]
  /** What follows, again and again. */
  readonly after: Read
  readonly want: readonly string[]
  /** Milliseconds that are waited at least, and at most. */
  readonly waited?: readonly [number, number]
}

const at = (part: number, text: string) => `2026-11-28T14:00:03.00000000${part}Z ${text}`
const [one, two, three] = [at(1, 'one'), at(2, 'two'), at(3, 'three')]

const cutOff = 'its last line is not the last one received; something on the way cuts the log off'

const rows: Readonly<Record<string, Row>> = {
  'that is whole is told once': { reads: [], after: { lines: [one, two] }, want: ['one', 'two'] },
  'of nothing is whole': { reads: [], after: { lines: [] }, want: [] },
  'that something cuts at the same byte each time is not taken for whole': {
    reads: [],
    after: { lines: [one, two, three], endsAt: 2 * one.length + 2 },
    want: ['one', 'two', `incomplete: ${cutOff}`],
    waited: [30_000, 60_000],
  },
  'that something cuts in the same timestamp each time is not taken for whole': {
    reads: [],
    after: { lines: [one, two, three], endsAt: one.length + 10 },
    want: ['one', `incomplete: ${cutOff}`],
    waited: [30_000, 60_000],
  },
  'that something cuts in the same text each time is not taken for whole': {
    reads: [],
    after: { lines: [one, two], endsAt: one.length + two.length },
    want: ['one', `incomplete: ${cutOff}`],
    waited: [30_000, 60_000],
  },
  'that ends without a line end is whole': {
    reads: [],
    after: { lines: [one, at(4, 'no end')] },
    want: ['one', 'no end'],
  },
  'that breaks off in a line is read on': {
    reads: [{ lines: [one, two.slice(0, -1)], isBroken: true }],
    after: { lines: [one, two] },
    want: ['one', 'two'],
  },
  'that a proxy cuts in a line and calls complete is read on': {
    reads: [{ lines: [one, two.slice(0, -1)] }],
    after: { lines: [one, two] },
    want: ['one', 'two'],
  },
  'that a proxy cuts twice where all was read before ends with its last line': {
    reads: [{ lines: [one, two, three] }, { lines: [one, two.slice(0, -1)] }, { lines: [one, two.slice(0, -1)] }],
    after: { lines: [one, two, three] },
    want: ['one', 'two', 'three'],
  },
  'that a proxy answers with nothing is read on': {
    reads: [{ lines: [one], isBroken: true }, { lines: [] }, { lines: [] }],
    after: { lines: [one, two] },
    want: ['one', 'two'],
  },
  'that grows shorter is not taken for whole': {
    reads: [{ lines: [one, two] }],
    after: { lines: [one] },
    want: ['one', 'two', 'incomplete: the log ends before what was read of it; the kubelet may have rotated it'],
    waited: [30_000, 60_000],
  },
  'that was rotated is told once, and what may be missing is said': {
    reads: [{ lines: [one, two], isBroken: true }],
    after: { lines: [two, three] },
    want: ['one', 'two', 'incomplete: the kubelet rotated the log while the connection was broken', 'three'],
  },
  'is asked for again as late as the server wants it': {
    reads: [{ status: 429, retryAfter: 20 }],
    after: { lines: [one] },
    want: ['one'],
    waited: [20_000, 22_000],
  },
  'is waited for through an outage': {
    reads: [{ lines: [one], isBroken: true }, ...Array<Read>(20).fill('unreachable')],
    after: { lines: [one, two] },
    want: ['one', 'two'],
    waited: [60_000, 300_000],
  },
  'is given up after the longest outage': {
    reads: [],
    after: 'unreachable',
    want: ['incomplete: no connection'],
    waited: [590_000, 630_000],
  },
  'is given up sooner where only the kubelet has none': {
    reads: [],
    after: { status: 502 },
    want: ['incomplete: no log'],
    waited: [30_000, 60_000],
  },
  'that is refused without end is not read on': { reads: [], after: { status: 404, isEndless: true }, want: [] },
}

table('a log of a container that has ended', rows, async ({ reads, after, want, waited = [0, 10_000] }) => {
  const left = [...reads]
  const time = clockOf()
  const source = {
    namespace: 'a',
    pod: 'b',
    container: 'c',
    state: () => 'ended' as const,
    isPrevious: () => false,
    ended: Promise.resolve(),
  }
  const bounds = { head: 1_000_000, tail: 1_000_000 }
  const { signal } = new AbortController()
  const reading = {
    cluster: { open: async ({ query }: ClusterRequest) => streamOf(left.shift() ?? after, query ?? {}) },
    time,
    signal,
    bounds,
    remembered: nothingRemembered(),
  }
  const said: string[] = []
  for await (const item of containerLog(source, { ...reading, patience: 30_000, outage: 600_000 }))
    said.push(spelled(item))
  assert.equal([said, time.now() >= waited[0], time.now() <= waited[1]], [want, true, true], `${time.now()}`)
})

interface Waiter {
  readonly at: number
  readonly wake: () => void
}

/** A clock that goes on to the next thing that is waited for once nothing else is left to do. */
function clockOf(): Time {
  const waiters = new Set<Waiter>()
  const state = { now: 0 }
  const goOn = () => {
    const [next] = [...waiters].toSorted((a, b) => a.at - b.at)
    if (next === undefined) return
    waiters.delete(next)
    state.now = next.at
    next.wake()
    setImmediate(goOn)
  }
  const wait = (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((wake, reject) => {
      const waiter = { at: state.now + milliseconds, wake }
      waiters.add(waiter)
      if (waiters.size === 1) setImmediate(goOn)
      signal?.addEventListener('abort', () => {
        waiters.delete(waiter)
        reject(signal.reason)
      })
    })
  return { now: () => state.now, wait, random: () => 0.5 }
}

function streamOf(read: Read, { tailLines }: Readonly<Record<string, string>>): ClusterStream {
  if (read === 'unreachable') throw new ClusterError('unreachable', 'no connection')
  const close = () => {}
  if ('status' in read) return { ...read, close, chunks: read.isEndless ? endless() : bytesOf('{"message":"no log"}') }
  const lines = tailLines === undefined ? read.lines : read.lines.slice(-Number(tailLines))
  return { status: 200, close, chunks: bytesOf(textOf(lines).slice(0, read.endsAt), read.isBroken) }
}

/** A line that was cut has no line end. */
function textOf(lines: readonly string[]): string {
  return lines.map(line => ([one, two, three].includes(line) ? `${line}\n` : line)).join('')
}

async function* bytesOf(text: string, isBroken?: true): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(text)
  if (isBroken) throw new Error('aborted')
}

async function* endless(): AsyncGenerator<Uint8Array, void> {
  for (let pieces = 0; pieces < 10_000; pieces += 1) yield Buffer.from('no log\n'.repeat(100))
  throw new Error('read to the end')
}

function spelled(item: LogItem): string {
  switch (item.item) {
    case 'line':
      return item.text
    case 'left-out':
      return `left out: ${item.lines}`
    case 'incomplete':
      return `incomplete: ${item.why}`
  }
}
