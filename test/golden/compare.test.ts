import * as assert from 'uvu/assert'
import { compare, type Difference, orphans } from '../../src/golden/compare.ts'
import { table } from '../table.ts'

type Files = Readonly<Record<string, string>>
const tree = (files: Files): ReadonlyMap<string, string> => new Map(Object.entries(files))

table<{ readonly want: Files; readonly got: Files; readonly differences: readonly Difference[] }>(
  'compare',
  {
    'two empty trees': { want: {}, got: {}, differences: [] },
    'equal files': { want: { a: 'x\n' }, got: { a: 'x\n' }, differences: [] },
    'a file without golden file': { want: {}, got: { a: '' }, differences: [{ kind: 'missing', path: 'a', got: '' }] },
    'a golden file that nothing produces': {
      want: { a: '' },
      got: {},
      differences: [{ kind: 'orphan', path: 'a', want: '' }],
    },
    'a carriage return': {
      want: { a: 'x\n' },
      got: { a: 'x\r\n' },
      differences: [{ kind: 'different', path: 'a', want: 'x\n', got: 'x\r\n' }],
    },
    'no final newline': {
      want: { a: 'x\n' },
      got: { a: 'x' },
      differences: [{ kind: 'different', path: 'a', want: 'x\n', got: 'x' }],
    },
    'in path order, by code unit': {
      want: { b: '1', a: '1', 'a.b': '1' },
      got: { B: '1', b: '2' },
      differences: [
        { kind: 'missing', path: 'B', got: '1' },
        { kind: 'orphan', path: 'a', want: '1' },
        { kind: 'orphan', path: 'a.b', want: '1' },
        { kind: 'different', path: 'b', want: '1', got: '2' },
      ],
    },
  },
  ({ want, got, differences }) => assert.equal(compare(tree(want), tree(got)), differences),
)

table<{ readonly files: readonly string[]; readonly cases: readonly string[]; readonly want: readonly string[] }>(
  'orphans',
  {
    'every file has its case': { files: ['golden/a.yaml'], cases: ['golden/a.yaml'], want: [] },
    'files without a case, sorted': { files: ['z', 'b', 'a'], cases: ['b'], want: ['a', 'z'] },
    'a case without a file is another matter': { files: [], cases: ['a'], want: [] },
  },
  ({ files, cases, want }) =>
    assert.equal(
      orphans(
        files,
        cases.map(file => ({ file })),
      ),
      want,
    ),
)
