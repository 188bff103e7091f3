import * as assert from 'uvu/assert'
import { logGate } from '../../../src/cluster/worker/log/log-bounds.ts'
import { situation, table } from '../../table.ts'

const none = { lines: 0, bytes: 0 }

table(
  'lines of ten bytes pass',
  {
    'all, where there is room': { lines: 3, bounds: { head: 30, tail: 10 }, want: [[0, 1, 2], [], none] },
    'then the last wait for the end': { lines: 5, bounds: { head: 30, tail: 20 }, want: [[0, 1, 2], [3, 4], none] },
    'what is between is left out': {
      lines: 9,
      bounds: { head: 30, tail: 20 },
      want: [[0, 1, 2], [7, 8], { lines: 4, bytes: 40 }],
    },
    'the last one always stays': {
      lines: 3,
      bounds: { head: 0, tail: 0 },
      want: [[], [2], { lines: 2, bytes: 20 }],
    },
  },
  ({ lines, bounds, want }) => {
    const gate = logGate<number>(bounds)
    const passed = Array.from({ length: lines }, (_, line) => line).filter(line => gate.admit(line, 10))
    const { lines: rest, leftOut } = gate.rest()
    assert.equal([passed, rest, leftOut], want)
  },
)

situation('a small line does not overtake a large one', () => {
  const gate = logGate<string>({ head: 10, tail: 100 })
  assert.equal([gate.admit('large', 20), gate.admit('small', 1)], [false, false])
})
