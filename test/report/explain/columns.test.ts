import * as assert from 'uvu/assert'
import { layOut, wrap } from '../../../src/report/explain/columns.ts'
import { table } from '../../table.ts'

table(
  'wrap',
  {
    'a short text': { text: 'one two', width: 10, want: ['one two'] },
    'at a space': { text: 'one two three', width: 8, want: ['one two', 'three'] },
    'a long word where a reader would': { text: '/var/lib/grafana', width: 9, want: ['/var/lib/', 'grafana'] },
    'a long word anywhere': { text: 'abcdefgh', width: 3, want: ['abc', 'def', 'gh'] },
    'characters, not code units': { text: '😀😀😀', width: 2, want: ['😀😀', '😀'] },
    nothing: { text: '', width: 5, want: [''] },
  },
  ({ text, width, want }) => assert.equal(wrap(text, width), want),
)

const rows = [
  ['✗', '/data', 'a claim of a class'],
  ['✓', '/a', 'short'],
].map(row => row.map(text => ({ text })))

table(
  'layOut',
  {
    'columns stand below each other': { width: 80, want: [['  ✗  /data  a claim of a class'], ['  ✓  /a     short']] },
    'the wide column gives way': {
      width: 22,
      want: [['  ✗  /data  a claim of', '            a class'], ['  ✓  /a     short']],
    },
    'nothing gives way below its least': {
      width: 5,
      want: [['  ✗  /data  a claim', '            of a', '            class'], ['  ✓  /a     short']],
    },
  },
  ({ width, want }) => assert.equal(layOut(rows, { width, indent: 2, narrowest: { 2: 7 } }), want),
)
