import * as assert from 'uvu/assert'
import { someOf } from '../../src/report/words/some-of.ts'
import { table } from '../table.ts'

table(
  'a list in a sentence',
  {
    'of one': { names: ['a'], want: 'a' },
    'of five': { names: ['a', 'b', 'c', 'd', 'e'], want: 'a, b, c, d, e' },
    'of more than five': { names: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], want: 'a, b, c, d, e, and 2 more' },
  },
  ({ names, want }) => assert.is(someOf(names), want),
)
