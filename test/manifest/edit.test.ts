import * as assert from 'uvu/assert'
import { applyEdits, type Edit } from '../../src/manifest/edit.ts'
import { table } from '../table.ts'

const at = (offset: number, length: number, content: string): Edit => ({ offset, length, content })

table(
  'applyEdits',
  {
    'no edits is identity': { source: 'a: 1\r\n', edits: [], want: 'a: 1\r\n' },
    insert: { source: 'ac', edits: [at(1, 0, 'b')], want: 'abc' },
    replace: { source: 'axc', edits: [at(1, 1, 'b')], want: 'abc' },
    'out of order': { source: 'ac', edits: [at(2, 0, 'd'), at(1, 0, 'b')], want: 'abcd' },
    'two inserts at one offset keep their order': { source: '', edits: [at(0, 0, 'a'), at(0, 0, 'b')], want: 'ab' },
  },
  ({ source, edits, want }) => assert.is(applyEdits(source, edits), want),
)

table(
  'applyEdits refuses',
  {
    'overlapping edits': { edits: [at(0, 2, 'x'), at(1, 1, 'y')] },
  },
  ({ edits }) => assert.throws(() => applyEdits('abc', edits), /overlap/),
)
