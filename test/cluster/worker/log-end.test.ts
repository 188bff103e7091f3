import * as assert from 'uvu/assert'
import { isLogEnd } from '../../../src/cluster/worker/log/log-end.ts'
import type { StampedLine } from '../../../src/cluster/worker/log/log-position.ts'
import { table } from '../../table.ts'

const at = (part: number, text: string): StampedLine => ({ stamp: `2026-11-28T14:00:03.00000000${part}Z`, text })
const longest = 100

interface Row {
  readonly read: StampedLine | undefined
  readonly tail: StampedLine | undefined
  readonly want: boolean
}

const rows: Readonly<Record<string, Row>> = {
  'nothing of nothing': { read: undefined, tail: undefined, want: true },
  'a line where none came': { read: undefined, tail: at(1, 'a'), want: false },
  'no line where one came': { read: at(1, 'a'), tail: undefined, want: false },
  'the same': { read: at(1, 'a'), tail: at(1, 'a'), want: true },
  'the same text again, later': { read: at(1, 'a'), tail: at(2, 'a'), want: false },
  'the same, cut off': { read: at(1, 'ab'), tail: at(1, 'abc'), want: false },
  another: { read: at(1, 'a'), tail: at(2, 'b'), want: false },
  'the last piece of a line': { read: at(1, 'one two'), tail: at(2, 'two'), want: true },
  'an end that is no later': { read: at(2, 'one two'), tail: at(1, 'two'), want: false },
  'the last piece of a line that was cut': { read: at(1, 'a'.repeat(99)), tail: at(2, 'b'), want: true },
}

table('the last line of a log is the last that was read:', rows, ({ read, tail, want }) =>
  assert.is(isLogEnd(read, tail, longest), want),
)
