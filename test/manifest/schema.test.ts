import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { keyName, numberType, resolvePlain } from '../../src/manifest/read/schema.ts'
import type { Value } from '../../src/manifest/value.ts'
import { table } from '../table.ts'
import { documentsOf } from './changed.ts'

interface Row {
  readonly yaml: string
  /** JSON that Helm printed; null where it refused the text. */
  readonly helm: string | null
}

const fixture = resolve(import.meta.dirname, '../fixtures/scalars.json')
const fixtures: readonly Row[] = JSON.parse(readFileSync(fixture, 'utf8'))

/** Where we differ from Helm. What only we refuse is reported as `bad-yaml`, with what to write, and passed through. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['v: "a\nb"# c', 'what is inserted before a comment without a blank would swallow it'],
  ['v: [a,# b\nc]', 'the same'],
  ['a: x\rb: 1', 'a line break that nobody else sees is read by nobody'],
  ['a: x # y\rb: 1', 'the same'],
  ['v: "a\rb"', 'the same'],
  ['a: x # y\u2028b: 1', 'the same'],
  ['a: x # y\u2029b: 1', 'the same'],
  ['a: x # y\u0085b: 1', 'the same'],
  ['a: "x\u2028b"', 'the same'],
  [
    '%TAG ! tag:x,2000:\n---\nv: !b c',
    'kubectl splits a file before it reads any of it, and the directive stands alone',
  ],
  ['a: 1\n...\nb: 2', 'what stands behind dots is read by nobody'],
])

/** kubectl ends the last line of a stream before it is read, and the values that Helm read here kept theirs open. */
const ended = fixtures.filter(({ yaml }) => /[|>][-+]?\n/.test(yaml) && !yaml.endsWith('\n')).map(({ yaml }) => yaml)

table('the last line of a stream ends', Object.fromEntries(ended.map(yaml => [JSON.stringify(yaml), yaml])), yaml =>
  assert.equal(documentsOf(yaml)[0]?.value, documentsOf(`${yaml}\n`)[0]?.value),
)

function rowsOf(keep: (row: Row) => boolean): Readonly<Record<string, Row>> {
  return Object.fromEntries(fixtures.filter(keep).map(row => [JSON.stringify(row.yaml), row]))
}

table(
  'read as Helm reads it',
  rowsOf(({ yaml, helm }) => helm !== null && !exceptions.has(yaml) && !ended.includes(yaml)),
  ({ yaml, helm }) => {
    const [document] = documentsOf(yaml)
    assert.equal(document?.problems, [])
    assert.equal(asHelmPrints(document?.value ?? null), JSON.parse(helm ?? ''))
  },
)

table(
  'refused as Helm refuses it',
  rowsOf(({ yaml, helm }) => helm === null && !exceptions.has(yaml)),
  ({ yaml }) => {
    assert.is.not(documentsOf(yaml)[0]?.problems.length, 0)
  },
)

table(
  'one of us refuses what the other reads',
  rowsOf(({ yaml }) => exceptions.has(yaml)),
  ({ yaml, helm }) => {
    assert.is(documentsOf(yaml)[0]?.problems.length === 0, helm === null)
  },
)

/** Helm holds every number as a float64. */
function asHelmPrints(value: Value): unknown {
  return JSON.parse(JSON.stringify(value, (_, field) => (typeof field === 'bigint' ? Number(field) : field)))
}

table(
  'integers that a float64 cannot hold stay exact',
  {
    'above 2^53': { text: '9007199254740993', want: 9007199254740993n },
    'below -2^53': { text: '-9007199254740993', want: -9007199254740993n },
    'largest unsigned': { text: '0xFFFFFFFFFFFFFFFF', want: 2n ** 64n - 1n },
    'beyond it': { text: '18446744073709551616', want: 2 ** 64 },
  },
  ({ text, want }) => assert.is(resolvePlain(text), want),
)

table(
  'keyName',
  {
    'octal integer': { text: '0644', want: '420' },
    'float of 32 bits': { text: '0.30000000000000004', want: '0.3' },
    boolean: { text: 'on', want: 'true' },
    null: { text: '~', want: undefined },
  },
  ({ text, want }) => assert.is(keyName(resolvePlain(text), numberType(text) ?? 'boolean'), want),
)
