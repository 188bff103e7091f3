import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { FieldChange, RefusalReason } from '../../src/manifest/edit/change.ts'
import { changeDocument } from '../../src/manifest/edit/change-document.ts'
import { changeValue } from '../../src/manifest/edit/change-value.ts'
import { applyEdits } from '../../src/manifest/edit/edit.ts'
import type { FieldPath } from '../../src/manifest/path.ts'
import { jsonLine } from '../../src/manifest/text/json.ts'
import { askValues, hasOracle } from '../support/oracle.ts'
import { situation, skipped, table } from '../table.ts'
import { changed, documentsOf, insert, readValue, set } from './changed.ts'

interface Row {
  readonly source: string
  readonly changes: readonly FieldChange[]
  /** The text, or why nothing is changed. */
  readonly want: string | readonly RefusalReason[]
}

const both = [set(['a', 'f'], 1), set(['b', 'f'], 1)]

table<Row>(
  'what every user of an anchor wants is written at the anchor',
  {
    'two users': { source: 'a: &x\n  m: 0\nb: *x\n', changes: both, want: 'a: &x\n  m: 0\n  f: 1\nb: *x\n' },
    'in flow style': { source: 'a: &x {m: 0}\nb: *x\n', changes: both, want: 'a: &x {m: 0, f: 1}\nb: *x\n' },
    'one does not want it': { source: 'a: &x\n  m: 0\nb: *x\n', changes: both.slice(0, 1), want: ['alias'] },
    'the anchor itself does not want it': { source: 'a: &x\n  m: 0\nb: *x\n', changes: both.slice(1), want: ['alias'] },
    'they want different values': {
      source: 'a: &x\n  m: 0\nb: *x\n',
      changes: [set(['a', 'f'], 1), set(['b', 'f'], 2)],
      want: ['alias', 'alias'],
    },
    'a third user is something else': {
      source: 'a: &x\n  m: 0\nb: *x\nc: [*x]\n',
      changes: both,
      want: ['alias', 'alias'],
    },
    'a field that is there': { source: 'a: &x\n  f: 0\nb: *x\n', changes: both, want: 'a: &x\n  f: 1\nb: *x\n' },
    'deeper than the anchor': {
      source: 'a: &x\n  m:\n    o: 0\nb: *x\n',
      changes: [set(['a', 'm', 'f'], 1), set(['b', 'm', 'f'], 1)],
      want: 'a: &x\n  m:\n    o: 0\n    f: 1\nb: *x\n',
    },
    'an anchor with nothing': { source: 'a: &x\nb: *x\n', changes: both, want: 'a: &x\n  f: 1\nb: *x\n' },
    'an anchor with an empty map': { source: 'a: &x {}\nb: *x\n', changes: both, want: 'a: &x\n  f: 1\nb: *x\n' },
    'an anchor in a shared node, at all four places': {
      source: 'a: &o\n  p: &i\n    m: 0\n  q: *i\nb: *o\n',
      changes: ['a', 'b'].flatMap(at => ['p', 'q'].map(field => set([at, field, 'f'], 1))),
      want: 'a: &o\n  p: &i\n    m: 0\n    f: 1\n  q: *i\nb: *o\n',
    },
    'an anchor in a shared node, at three of four places': {
      source: 'a: &o\n  p: &i\n    m: 0\n  q: *i\nb: *o\n',
      changes: [set(['a', 'p', 'f'], 1), set(['a', 'q', 'f'], 1), set(['b', 'p', 'f'], 1)],
      want: ['alias', 'alias', 'alias'],
    },
    'an item into a shared list': {
      source: 'a: &x\n  - 1\nb: *x\n',
      changes: [insert(['a', 0], 2), insert(['b', 0], 2)],
      want: ['alias', 'alias'],
    },
    'a map that merges it wants it, too': {
      source: 'a: &x\n  m: 0\nb:\n  <<: *x\n  o: 1\n',
      changes: both,
      want: 'a: &x\n  m: 0\n  f: 1\nb:\n  <<: *x\n  o: 1\n',
    },
    'a map that merges it does not': {
      source: 'a: &x\n  m: 0\nb:\n  <<: *x\n  o: 1\n',
      changes: both.slice(0, 1),
      want: ['alias'],
    },
    'a map that merges it has a value of its own': {
      source: 'a: &x\n  m: 0\nb:\n  <<: *x\n  f: 2\n',
      changes: both.slice(0, 1),
      want: 'a: &x\n  m: 0\n  f: 1\nb:\n  <<: *x\n  f: 2\n',
    },
    'a map that merges it has one before the merge, which the new one would take over': {
      source: 'a: &x\n  m: 0\nb:\n  f: 2\n  <<: *x\n',
      changes: both.slice(0, 1),
      want: ['alias'],
    },
    'a map that merges it wants more': {
      source: 'a: &x\n  m: 0\nb:\n  <<: *x\n',
      changes: [set(['b', 'f'], 1)],
      want: 'a: &x\n  m: 0\nb:\n  <<: *x\n  f: 1\n',
    },
    'a field that a merge brings, wanted by both': {
      source: 'a: &x\n  f: 0\nb:\n  <<: *x\n',
      changes: both,
      want: 'a: &x\n  f: 1\nb:\n  <<: *x\n',
    },
    'a field that a merge brings, wanted by the one that merges': {
      source: 'a: &x\n  f: 0\nb:\n  <<: *x\n',
      changes: both.slice(1),
      want: ['merge-key'],
    },
  },
  ({ source, changes, want }) => {
    const got = changed(source, changes)
    if (typeof want !== 'string') assert.equal([got.text, got.refused.map(({ reason }) => reason)], [source, want])
    else {
      assert.equal([got.text, got.refused], [want, []])
      assert.equal(readValue(got.text), changeValue(readValue(source), changes))
    }
  },
)

/** Maps under `a` to `e` of which some are anchored, and some are or merge what others are. */
const body = fc.constantFrom(
  'm: 0\n  k: {o: 1}',
  'k:\n    o: 1\n    p: 2',
  '{m: 0, k: {o: 1}}',
  '{}',
  '',
  'k: &k {o: 1}\n  l: *k',
  'l: &l\n    k: {o: 2}',
)
const user = fc.constantFrom(
  '*x',
  '{<<: *x}',
  '<<: *x\n  f: 5',
  'k: {o: 7}\n  <<: *x',
  'f: 4\n  <<: *x',
  'm: {k: *x}',
  '[*x]',
  '<<: [*x, *y]',
  '<<: [*y, *x]\n  k: {o: 8}',
  'z: 1',
  '*y',
)
const texts = fc.tuple(body, body, fc.array(user, { minLength: 1, maxLength: 3 })).map(([one, other, users]) => {
  const maps = [['a', '&x', one], ['b', '&y', other], ...users.map((text, at) => ['cde'[at], '', text])]
  return maps
    .map(([name, anchor, text = '']) => {
      const isInline = /^(?:[{[*]|$)/.test(text)
      return `${name}:${anchor === '' ? '' : ` ${anchor}`}${isInline ? ` ${text}` : `\n  ${text}`}\n`
    })
    .join('')
})
const inner = fc.constantFrom<FieldPath>(['f'], ['k', 'f'], ['k', 'o'], ['l', 'f'], ['p'], ['l', 'k', 'f'])
const wish = fc.record({
  inner,
  value: fc.constantFrom(1, 1, 2),
  except: fc.subarray(['a', 'b', 'c', 'd', 'e'], { maxLength: 2 }),
})

interface Tried {
  readonly text: string
  readonly got: string
  readonly want: string
  readonly made: number
}

function tried([text, { inner: rest, value, except }]: [
  string,
  typeof wish extends fc.Arbitrary<infer W> ? W : never,
]): Tried[] {
  const [document] = documentsOf(text)
  if (document === undefined || document.problems.length > 0) return []
  const changes = ['a', 'b', 'c', 'd', 'e']
    .filter(name => !except.includes(name))
    .flatMap(name => [
      [name, ...rest],
      [name, 'm', 'k', ...rest],
      [name, 0, ...rest],
    ])
    .filter(path => isSettable(readValue(text), path))
    .map(path => set(path, value))
  const { edits, refused } = changeDocument(document, changes)
  const kept = changes.filter(change => !refused.some(one => one.change === change))
  return [{ text, got: applyEdits(text, edits), want: jsonLine(changeValue(document.value, kept)), made: kept.length }]
}

/** Whether every parent on the way that is there is a map, or the list that the path expects. */
function isSettable(value: unknown, [step, ...rest]: FieldPath): boolean {
  if (step === undefined) return true
  if (typeof step === 'number') return Array.isArray(value) && isSettable(value[step], rest)
  if (value === null || value === undefined) return rest.length < 3
  if (typeof value !== 'object' || Array.isArray(value)) return false
  return rest.length === 0 || isSettable(Object.entries(value).find(([name]) => name === step)?.[1], rest)
}

const cases = fc.sample(fc.tuple(texts, wish), { numRuns: 3_000, seed: 9 }).flatMap(tried)

situation('changes of shared nodes mean what they say to our reader', () => {
  for (const { text, got, want } of cases) {
    assert.equal(JSON.parse(jsonLine(readValue(got))), JSON.parse(want), `${text} became ${got}`)
  }
  const made = cases.filter(one => one.made > 1 && one.got !== one.text).length
  assert.ok(made > 300, `only ${made} texts were changed`)
})

if (!hasOracle()) skipped('changes of shared nodes, as Kubernetes reads them', 'the shared data is not here')
else {
  situation('changes of shared nodes mean what they say to Kubernetes', () => {
    const answers = askValues(cases.map(({ got }) => got))
    for (const [index, { text, got, want }] of cases.entries()) {
      assert.equal(answers[index], { json: JSON.parse(want) }, `${text} became ${got}`)
    }
  })
}
