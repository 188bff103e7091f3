import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { splitStream } from '../../src/manifest/stream.ts'
import { realDocuments } from '../fuzz/documents.ts'
import { fuzzBatch } from '../fuzz/fuzz.ts'
import { randomOf } from '../fuzz/random.ts'
import { readingDifference } from '../fuzz/reading.ts'
import { askOracle, type ExactAnswer, hasOracle } from '../support/oracle.ts'
import { situation, skipped, table } from '../table.ts'
import { documentsOf, readValue } from './changed.ts'

/** What Kubernetes reads from each text: `json`, or the `error` with which it refuses it (`scripts/reading.ts`). */
interface Recorded {
  readonly yaml: string
  readonly json?: string
  readonly error?: string
}

const file = resolve(import.meta.dirname, '../fixtures/reading.json')
const recorded: readonly Recorded[] = JSON.parse(readFileSync(file, 'utf8'))

function answerOf({ json, error }: Recorded): ExactAnswer {
  return json === undefined ? { error: error ?? '' } : { json: JSON.parse(json), text: json }
}

table('read as Kubernetes reads it', Object.fromEntries(recorded.map(row => [JSON.stringify(row.yaml), row])), row =>
  assert.is(readingDifference(row.yaml, answerOf(row)), undefined),
)

/** What Kubernetes reads, and we refuse because nobody should rely on it. */
table(
  'refused, and said so',
  {
    'text behind a flow map': { text: '{a: 1} b\n', want: 1 },
    'a lone carriage return': { text: 'a: x # y\rb: 1\n', want: 1 },
    'two keys that are one in JSON': { text: '1: a\n"1": b\n', want: 1 },
    'two such keys by a merge': { text: '"1": a\n<<: {1: b}\n', want: 1 },
    'a comment that touches a value': { text: 'a: "b"# c\n', want: 1 },
    'a byte order mark inside': { text: 'a: 1\n\ufeffb: 2\n', want: 1 },
    'a tab that indents': { text: 'a:\n\tb: 1\n', want: 1 },
    'a control character': { text: 'a: "\u0001"\n', want: 1 },
    'a text that begins with an at sign': { text: 'a: @b\n', want: 1 },
    'binary that is none': { text: 'a: !!binary "?"\n', want: 1 },
  },
  ({ text, want }) => assert.is(documentsOf(text).flatMap(({ problems }) => problems).length, want),
)

table(
  'JSON objects in a row are documents, as they are to kubectl',
  {
    'on lines of their own': { text: '{"a":1}\n{"b":2}\n', want: [{ a: 1 }, { b: 2 }] },
    'on one line': { text: '{"a":1} {"b":2}', want: [{ a: 1 }, { b: 2 }] },
    'over lines': { text: '{\n "a": 1\n}\n\n{\n "b": "}"\n}\n', want: [{ a: 1 }, { b: '}' }] },
    'YAML behind the first': { text: '{"a":1}\nb: 2\n', want: [{ a: 1 }, { b: 2 }] },
    'a separator behind the first': { text: '{"a":1}\n---\nb: 2\n', want: [{ a: 1 }, { b: 2 }] },
    'escapes that YAML does not know': { text: '{"a":"\\/ \\ud83d\\ude00"}\n', want: [{ a: '/ 😀' }] },
    'no JSON': { text: '{a: 1}\n{b: 2}\n', want: [null] },
    'not at the start of the stream': { text: 'c: 3\n---\n{"a":1}\n{"b":2}\n', want: [{ c: 3 }, null] },
  },
  ({ text, want }) =>
    assert.equal(
      documentsOf(text).map(({ value }) => value),
      want,
    ),
)

situation('every key with nothing behind it is null', () =>
  assert.equal(readValue('emptyDir:\na: ~\nb: null\nc: # d\n'), { emptyDir: null, a: null, b: null, c: null }),
)

const folder = resolve(import.meta.dirname, '../../../shared/reading')
if (!existsSync(folder) || !hasOracle()) skipped("reading against Kubernetes' reader", 'no ../shared folder')
else {
  table(
    'a text that was read otherwise',
    Object.fromEntries(
      readdirSync(folder)
        .filter(name => name.endsWith('.yaml'))
        .map(name => [name, readFileSync(join(folder, name), 'utf8')]),
    ),
    text => {
      const [answer] = askOracle([text])
      assert.is(answer && readingDifference(text, answer), undefined)
    },
  )

  situation('random texts and mutated documents are read, and written, as Kubernetes reads them', () => {
    const found = fuzzBatch(realDocuments(6_000), { random: 20_000, mutated: 3_000 }, randomOf(1))
    assert.equal(found, [])
  })

  situation('every document of a stream is split as its reader splits it', () => {
    const documents = realDocuments(2_000).slice(0, 200)
    assert.is(splitStream(documents.join('---\n')).documents.length, documents.length)
  })
}
