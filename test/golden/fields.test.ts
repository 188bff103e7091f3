import * as assert from 'uvu/assert'
import { fieldText, streamDifference } from '../../src/golden/fields.ts'
import { valueDifferences } from '../../src/golden/value-difference.ts'
import type { Value } from '../../src/manifest/value.ts'
import { situation, table } from '../table.ts'

const named = (...names: readonly string[]): Value => names.map(name => ({ name }))

table<{ readonly want: Value; readonly got: Value; readonly differences: readonly unknown[] }>(
  'valueDifferences',
  {
    equal: { want: { a: [1, { b: null }] }, got: { a: [1, { b: null }] }, differences: [] },
    'the order of keys does not matter': { want: { a: 1, b: 2 }, got: { b: 2, a: 1 }, differences: [] },
    'a number is no text': { want: { a: 1 }, got: { a: '1' }, differences: [{ path: ['a'], want: 1, got: '1' }] },
    'null is not absent': { want: { a: null }, got: {}, differences: [{ path: ['a'], want: null }] },
    'big integers by value': { want: 9007199254740993n, got: 9007199254740993n, differences: [] },
    'a key of one side': {
      want: { a: 1, b: 1 },
      got: { b: 1, c: 1 },
      differences: [
        { path: ['a'], want: 1 },
        { path: ['c'], got: 1 },
      ],
    },
    'a key that every object inherits': {
      want: {},
      got: { toString: 1 },
      differences: [{ path: ['toString'], got: 1 }],
    },
    'items by index': {
      want: ['a', 'b'],
      got: ['a', 'c', 'd'],
      differences: [
        { path: [1], want: 'b', got: 'c' },
        { path: [2], got: 'd' },
      ],
    },
    'a named item in front is one difference': {
      want: named('web', 'log'),
      got: named('chown-volumes', 'web', 'log'),
      differences: [{ path: [0], got: { name: 'chown-volumes' } }],
    },
    'a named item that is gone': {
      want: named('web', 'log'),
      got: named('web'),
      differences: [{ path: [1], want: { name: 'log' } }],
    },
    'named items in another order': {
      want: named('a', 'b', 'c'),
      got: named('b', 'a'),
      differences: [{ path: [], want: ['a', 'b', 'c'], got: ['b', 'a'] }],
    },
    'a field of a named item has its index in the new list': {
      want: [{ name: 'web', image: 'a:1' }],
      got: [{ name: 'log' }, { name: 'web', image: 'a:2' }],
      differences: [
        { path: [0], got: { name: 'log' } },
        { path: [1, 'image'], want: 'a:1', got: 'a:2' },
      ],
    },
    'equal names are compared by index': {
      want: [...[{ name: 'a', x: 1 }], { name: 'a', x: 2 }],
      got: [
        { name: 'a', x: 1 },
        { name: 'a', x: 3 },
      ],
      differences: [{ path: [1, 'x'], want: 2, got: 3 }],
    },
    'a map that became a list': { want: {}, got: [], differences: [{ path: [], want: {}, got: [] }] },
  },
  ({ want, got, differences }) => assert.equal(valueDifferences(want, got), differences),
)

const service = (port: number, name = 'web'): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { port: ${port} }\n`

table(
  'fields that differ between two streams',
  {
    'a changed field': { want: service(80), got: service(81), fields: ['Service/web spec.port: 80 → 81'] },
    'a field of the second document': {
      want: `${service(1, 'a')}---\n${service(80)}`,
      got: `${service(1, 'a')}---\n${service(81)}`,
      fields: ['Service/web spec.port: 80 → 81'],
    },
    'a document more': {
      want: service(80),
      got: `${service(80)}---\n${service(1, 'a')}`,
      fields: ['Service/a: not in the golden file'],
    },
    'a document less': { want: service(80), got: '', fields: ['Service/web: only in the golden file'] },
    'documents in another order': {
      want: `${service(1, 'a')}---\n${service(80)}`,
      got: `${service(80)}---\n${service(1, 'a')}`,
      fields: [],
    },
    'quoting and comments': {
      want: service(80),
      got: service(80).replace('name: web }', '"name": "web" } # it'),
      fields: [],
    },
    'one of two objects of a name': {
      want: `${service(1)}---\n${service(2)}`,
      got: `${service(1)}---\n${service(3)}`,
      fields: ['Service/web spec.port: 2 → 3'],
    },
    'an added field': {
      want: service(80),
      got: service(80).replace('80', '80, "a.b": [1, x]'),
      fields: ['Service/web spec["a.b"]: (absent) → [1,"x"]'],
    },
    'a long value is cut': {
      want: service(80),
      got: service(80).replace('80', 'x'.repeat(100)),
      fields: [`Service/web spec.port: 80 → "${'x'.repeat(79)}…`],
    },
  },
  ({ want, got, fields }) => {
    const difference = streamDifference(want, got)
    assert.equal([difference.fields.map(fieldText), difference.unreadable], [fields, false])
  },
)

situation('a broken document that differs is said to be unreadable', () => {
  assert.is(streamDifference(service(80), 'a: [').unreadable, true)
})

situation('a broken document that stands on both sides does not matter', () => {
  assert.is(streamDifference(`a: [\n---\n${service(80)}`, `a: [\n---\n${service(81)}`).unreadable, false)
})
