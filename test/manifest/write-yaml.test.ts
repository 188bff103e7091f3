import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { blockLines, flowText, inlineText, needsLines } from '../../src/manifest/edit/write-yaml.ts'
import type { Value } from '../../src/manifest/value.ts'
import { situation, table } from '../table.ts'
import { readValue } from './changed.ts'
import { values } from './changes-of.ts'

table<{ value: Value; want: string }>(
  'a string in block style',
  {
    word: { value: 'RuntimeDefault', want: 'RuntimeDefault' },
    path: { value: '/data', want: '/data' },
    image: { value: 'docker.io/library/busybox:1.37', want: 'docker.io/library/busybox:1.37' },
    command: { value: 'chown -R 1:1 /data', want: 'chown -R 1:1 /data' },
    quantity: { value: '128Mi', want: '128Mi' },
    'boolean of YAML 1.1': { value: 'yes', want: '"yes"' },
    number: { value: '1e3', want: '"1e3"' },
    'base 60 of YAML 1.1': { value: '1:30', want: '"1:30"' },
    date: { value: '2001-01-01', want: '"2001-01-01"' },
    empty: { value: '', want: '""' },
    'colon with a blank': { value: 'a: b', want: '"a: b"' },
    'colon at the end': { value: 'a:', want: '"a:"' },
    comment: { value: 'a #b', want: '"a #b"' },
    'blank at the end': { value: 'a ', want: '"a "' },
    'several lines': { value: 'a\nb\n', want: '"a\\nb\\n"' },
    'characters that YAML 1.1 takes for line breaks': { value: 'a\u0085\u2028b', want: '"a\\u0085\\u2028b"' },
    'not ASCII': { value: 'é', want: '"é"' },
    'what cannot be seen': { value: 'a\u061c\u{e0041}', want: '"a\\u061c\\U000e0041"' },
  },
  ({ value, want }) => assert.is(inlineText(value), want),
)

situation('a JSON document holds what JSON and YAML both read', () =>
  assert.is(flowText('a\u061c\u{e0041}', { json: true, tight: false }), '"a\\u061c\u{e0041}"'),
)

table<{ value: Value; want: string }>(
  'flow style',
  {
    YAML: { value: { a: [1, 'x'], b: {} }, want: '{a: [1, x], b: {}}' },
    'string with a colon, which older readers refuse there': { value: ['a:b'], want: '["a:b"]' },
  },
  ({ value, want }) => assert.is(flowText(value, { json: false, tight: false }), want),
)

const styles = fc.record({
  map: fc.integer({ min: 1, max: 4 }),
  list: fc.integer({ min: 0, max: 4 }),
  dash: fc.integer({ min: 2, max: 4 }),
})

situation('what is written in block style reads as the value', () => {
  fc.assert(
    fc.property(values, styles, (value, style) => {
      const text = needsLines(value) ? blockLines(value, style).join('\n') : inlineText(value)
      assert.equal(readValue(text), value)
    }),
    { numRuns: 2_000 },
  )
})

situation('what is written in flow style reads as the value', () => {
  fc.assert(
    fc.property(values, fc.boolean(), fc.boolean(), (value, json, tight) => {
      assert.equal(readValue(`v: ${flowText(value, { json: json || tight, tight })}`), { v: value })
    }),
    { numRuns: 2_000 },
  )
})
