import * as assert from 'uvu/assert'
import { exitStatusOf } from '../../src/report/exit.ts'
import type { Severity } from '../../src/workload/finding/finding.ts'
import { table } from '../table.ts'

const rows: Readonly<Record<string, { severities: readonly Severity[]; strict: boolean; want: number }>> = {
  'no findings': { severities: [], strict: true, want: 0 },
  'an error among notes': { severities: ['note', 'error'], strict: false, want: 1 },
  'a warning': { severities: ['warning'], strict: false, want: 0 },
  'a warning in a strict run': { severities: ['warning'], strict: true, want: 1 },
  'a note in a strict run': { severities: ['note'], strict: true, want: 0 },
}

table('exitStatusOf', rows, ({ severities, strict, want }) =>
  assert.is(
    exitStatusOf(
      severities.map(severity => ({ severity })),
      { strict },
    ),
    want,
  ),
)
