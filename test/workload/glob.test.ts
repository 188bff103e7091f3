import * as assert from 'uvu/assert'
import { globMatches, pathMatches } from '../../src/workload/glob.ts'
import { situation, table } from '../table.ts'

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

table(
  'pathMatches',
  {
    'a name': { glob: 'a.yaml', path: 'a.yaml', want: true },
    'a name in a folder': { glob: 'a.yaml', path: 'x/a.yaml', want: false },
    'any folders, none': { glob: '**/a.yaml', path: 'a.yaml', want: true },
    'any folders, two': { glob: '**/a.yaml', path: 'x/y/a.yaml', want: true },
    'any folders in the middle': { glob: 'x/**/a', path: 'x/y/z/a', want: true },
    'any folders in the middle, none': { glob: 'x/**/a', path: 'x/a', want: true },
    'everything in a folder': { glob: 'x/**', path: 'x/y/a', want: true },
    'a folder itself': { glob: 'x/**', path: 'x', want: true },
    'a star, which ends at a slash': { glob: 'x/*', path: 'x/y/a', want: false },
    'a star in a name': { glob: 'x/*.yaml', path: 'x/.a.yaml', want: true },
    'twice any folders': { glob: '**/x/**/a', path: 'x/b/x/c/a', want: true },
    'a longer path': { glob: 'x', path: 'x/a', want: false },
    'a shorter path': { glob: 'x/a', path: 'x', want: false },
  },
  ({ glob, path, want }) => assert.is(pathMatches(glob.split('/'), path.split('/')), want),
)

/** A regular expression would try every way to spread the characters over the stars. */
situation('no glob takes longer than both lengths multiplied', () => {
  assert.is(globMatches(`${'*a'.repeat(50)}b`, 'a'.repeat(2000)), false)
  assert.is(pathMatches([...Array.from({ length: 50 }, () => ['**', 'a']).flat(), 'b'], Array(2000).fill('a')), false)
})
