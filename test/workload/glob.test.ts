import * as assert from 'uvu/assert'
import { globMatches } from '../../src/workload/glob.ts'
import { table } from '../table.ts'

table(
  'globMatches',
  {
    itself: { glob: 'a', text: 'a', want: true },
    another: { glob: 'a', text: 'b', want: false },
    'a star for any characters': { glob: 'agent-*', text: 'agent-7', want: true },
    'a star for none': { glob: 'agent-*', text: 'agent-', want: true },
    'a star inside': { glob: 'a*c', text: 'abbc', want: true },
    'two stars': { glob: '*-node-*', text: 'x-node-y', want: true },
    'anchored at the end': { glob: '*-node', text: 'a-node-b', want: false },
    'anchored at the start': { glob: 'node-*', text: 'a-node-b', want: false },
    'a question mark for one': { glob: 'a?', text: 'ab', want: true },
    'a question mark for no more': { glob: 'a?', text: 'abc', want: false },
    'a dot is a dot': { glob: 'a.*', text: 'abc', want: false },
    'brackets are themselves': { glob: '[a]*', text: 'a', want: false },
    'the star and nothing': { glob: '*', text: '', want: false },
    'nothing and nothing': { glob: '', text: '', want: true },
    'nothing and something': { glob: '', text: 'a', want: false },
  },
  ({ glob, text, want }) => assert.is(globMatches(glob, text), want),
)
