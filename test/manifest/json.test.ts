import * as assert from 'uvu/assert'
import { jsonLine } from '../../src/manifest/text/json.ts'
import type { Value } from '../../src/manifest/value.ts'
import { table } from '../table.ts'

const rows: Readonly<Record<string, { readonly value: Value; readonly want: string }>> = {
  'an integer beyond 2^53': { value: { a: 9_007_199_254_740_993n }, want: '{"a":9007199254740993}' },
  'negative zero, which Go keeps': { value: [-0, 0], want: '[-0,0]' },
  'quotes in a key': { value: { 'a"b': null }, want: '{"a\\"b":null}' },
  'empty collections': { value: { a: [], b: {} }, want: '{"a":[],"b":{}}' },
}

table('JSON on one line', rows, ({ value, want }) => {
  assert.is(jsonLine(value), want)
})
