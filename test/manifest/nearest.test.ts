import * as assert from 'uvu/assert'
import { nearest } from '../../src/manifest/text/nearest.ts'
import { table } from '../table.ts'

const keys = ['level', 'levelVersion', 'kind', 'harden']

table(
  'nearest',
  {
    itself: { word: 'level', want: 'level' },
    'a letter too few': { word: 'levl', want: 'level' },
    'a letter too many': { word: 'levvel', want: 'level' },
    'another letter': { word: 'lavel', want: 'level' },
    'two letters swapped': { word: 'levle', want: 'level' },
    'the first two swapped': { word: 'ahrden', want: 'harden' },
    'upper case': { word: 'LEVEL', want: 'level' },
    'two slips in a long word': { word: 'levlVersoin', want: 'levelVersion' },
    'two slips in a short one': { word: 'lavle', want: undefined },
    'another word': { word: 'exemptions', want: undefined },
    nothing: { word: '', want: undefined },
  },
  ({ word, want }) => assert.is(nearest(word, keys), want),
)
