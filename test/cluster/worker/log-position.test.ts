import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { logStart, passed, resumeAt, type StampedLine, stamped } from '../../../src/cluster/worker/log/log-position.ts'
import { situation, table } from '../../table.ts'

table(
  'a line with its timestamp',
  {
    text: {
      line: '2026-11-28T14:00:03.123456789Z a b',
      want: { stamp: '2026-11-28T14:00:03.123456789Z', text: 'a b' },
    },
    'a zone': { line: '2026-11-28T14:00:03.1+02:00 a', want: { stamp: '2026-11-28T14:00:03.1+02:00', text: 'a' } },
    'an empty line': { line: '2026-11-28T14:00:03Z ', want: { stamp: '2026-11-28T14:00:03Z', text: '' } },
    'nothing behind it': { line: '2026-11-28T14:00:03Z', want: { stamp: '2026-11-28T14:00:03Z', text: '' } },
    'the kubelet itself': { line: 'unable to retrieve container logs for containerd://1', want: undefined },
    'a part of one': { line: '2026-11-28T14:0', want: undefined },
  },
  ({ line, want }) => assert.equal(stamped(line), want),
)

/** A log in the order of its file, as lines of a second and a part of it. */
function logOf(times: readonly number[]): readonly StampedLine[] {
  return times.map((time, index) => {
    const [second, part] = [Math.floor(time / 10), time % 10]
    return { stamp: `2026-11-28T14:00:${String(second).padStart(2, '0')}.${part}00000000Z`, text: `line ${index}` }
  })
}

/** What a kubelet gives: the lines that are not before that second, in the order of the file. */
function since(log: readonly StampedLine[], sinceTime: string | undefined): readonly StampedLine[] {
  return log.filter(({ stamp }) => sinceTime === undefined || Date.parse(stamp) >= Date.parse(sinceTime))
}

table(
  'a log is read on without a line twice or none',
  {
    'before its first line': { times: [10, 11], seen: 0 },
    'within a second': { times: [10, 11, 12, 13], seen: 2 },
    'with one time for several lines': { times: [10, 10, 10, 10], seen: 2 },
    'at the border of two seconds': { times: [19, 20], seen: 1 },
    'with a line that was stamped before the one in front of it': { times: [20, 19, 21], seen: 1 },
    'with one from two seconds before': { times: [30, 11, 31], seen: 1 },
    'after a long pause': { times: [10, 300, 301], seen: 2 },
  },
  ({ times, seen }) => {
    const log = logOf(times)
    const position = log.slice(0, seen).reduce(passed, logStart)
    const { sinceTime, skip } = resumeAt(position)
    assert.equal(since(log, sinceTime).slice(skip), log.slice(seen))
  },
)

/** Lines as they are written, each stamped up to nine tenths of a second before. */
const disorderly = fc
  .array(fc.record({ step: fc.nat(15), back: fc.nat(9) }), { maxLength: 40 })
  .map(steps => steps.map(({ back }, index) => 20 + sumOf(steps.slice(0, index + 1)) - back))

function sumOf(steps: readonly { readonly step: number }[]): number {
  return steps.reduce((sum, { step }) => sum + step, 0)
}

situation('wherever it breaks off', () =>
  fc.assert(
    fc.property(disorderly, fc.nat(), (times, cut) => {
      const log = logOf(times.filter(time => time < 600))
      const seen = cut % (log.length + 1)
      const { sinceTime, skip } = resumeAt(log.slice(0, seen).reduce(passed, logStart))
      assert.equal(since(log, sinceTime).slice(skip), log.slice(seen))
    }),
    { numRuns: 500 },
  ),
)
