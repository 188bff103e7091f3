import { spelledSecond } from '../time.ts'

/** A line of a log with `timestamps=true`: `2026-11-28T14:00:03.123456789Z text`. */
export interface StampedLine {
  readonly stamp: string
  readonly text: string
}

/** The two parts of a line; undefined where it has no timestamp, as what the kubelet itself says has none. */
export function stamped(line: string): StampedLine | undefined {
  const end = line.indexOf(' ')
  const stamp = end < 0 ? line : line.slice(0, end)
  return stampForm.test(stamp) ? { stamp, text: end < 0 ? '' : line.slice(end + 1) } : undefined
}

const stampForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/** The lines of one second that were seen, of a log in the order of its file. */
interface Second {
  readonly second: number
  /** The number of its first line among all that were seen, and that line. */
  readonly index: number
  readonly first: string
  readonly lines: number
}

/** How far a log was read. */
export interface LogPosition {
  readonly seconds: readonly Second[]
  readonly lines: number
  /** The latest stamp; empty before the first. */
  readonly latest: string
  /** The line that was read last. */
  readonly last?: StampedLine
}

/** Where a log begins. */
export const logStart: LogPosition = { seconds: [], lines: 0, latest: '' }

/** Seconds by which lines may be out of order: stdout and stderr are stamped before they are written one after the other. */
const disorder = 2

/** The position behind a line. */
export function passed(position: LogPosition, line: StampedLine): LogPosition {
  const { seconds, latest } = position
  const second = secondOf(line.stamp)
  const lines = position.lines + 1
  const known = { lines, latest: isLater(line.stamp, latest) ? line.stamp : latest, last: line }
  const current = seconds.at(-1)
  if (current?.second === second)
    return { ...known, seconds: [...seconds.slice(0, -1), { ...current, lines: current.lines + 1 }] }
  const counted = seconds.some(one => one.second === second)
    ? seconds.map(one => (one.second === second ? { ...one, lines: one.lines + 1 } : one))
    : [...seconds, { second, index: position.lines, first: wholeOf(line), lines: 1 }]
  const sorted = counted.toSorted((a, b) => a.second - b.second)
  const from = (sorted.at(-1)?.second ?? 0) - disorder
  return { ...known, seconds: sorted.filter(one => one.second >= from) }
}

/** Whether a line was stamped after another: to the nanosecond, which no number of JavaScript keeps. */
export function isLater(stamp: string, other: string): boolean {
  if (other === '' || stamp === '') return other === '' && stamp !== ''
  const [a, b] = [secondOf(stamp), secondOf(other)]
  return a === b ? nanosecondOf(stamp) > nanosecondOf(other) : a > b
}

function nanosecondOf(stamp: string): number {
  return Number((/\.(\d+)/.exec(stamp)?.[1] ?? '').padEnd(9, '0').slice(0, 9))
}

/** How to read on. */
export interface Resume {
  /** The server gives lines from this second on, to the second (`kubelet`, `PodLogOptions.SinceTime`). */
  readonly sinceTime?: string
  /** How many of those were seen. A log only grows, so they are the first. */
  readonly skip: number
  /** The first of them. Where the log begins with another, the kubelet has rotated it. */
  readonly first?: string
}

/** How to read on from a position: from a little before the latest second, without the lines of then that were seen. */
export function resumeAt({ seconds }: LogPosition): Resume {
  const latest = seconds.at(-1)
  if (latest === undefined) return { skip: 0 }
  const { first } = seconds.reduce((a, b) => (b.index < a.index ? b : a))
  const skip = seconds.reduce((sum, { lines }) => sum + lines, 0)
  return { sinceTime: spelledSecond(latest.second - disorder), skip, first }
}

/** A line as it is compared. */
export function wholeOf({ stamp, text }: StampedLine): string {
  return `${stamp} ${text.slice(0, 200)}`
}

function secondOf(stamp: string): number {
  return Math.floor(Date.parse(stamp) / 1000)
}
