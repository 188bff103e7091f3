import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { compose } from '../../src/manifest/read/compose.ts'
import { readPlain } from '../../src/manifest/read/plain/reader.ts'
import { mayHoldKind } from '../../src/manifest/scan.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { podKinds } from '../../src/workload/object/kinds.ts'
import { corpus } from '../support/shared.ts'
import { situation, skipped, table } from '../table.ts'
import { mutated, outdented, yamlTexts } from './yaml-texts.ts'

/** The text behind which a document begins: every offset has to count it. */
const base = 7

function composed(text: string) {
  return compose(text, base, (_, message) => {
    throw new Error(message)
  })
}

/** Whether the plain reader takes `text`. If it does, it has to make the tree that `compose` makes, without a problem. */
function takes(text: string): boolean {
  const root = readPlain(text, base)
  if (root === undefined) return false
  const want = composed(text)
  if (!isDeepStrictEqual({ root, shared: new Set(), repeating: new Set(), problems: [] }, want)) {
    assert.equal(root, want.root, `the readers disagree about ${JSON.stringify(text)}`)
    assert.equal([], want.problems, `compose reports a problem in ${JSON.stringify(text)}`)
    assert.unreachable(`the readers disagree about ${JSON.stringify(text)}`)
  }
  return true
}

table(
  'what the plain reader takes',
  {
    'a map': 'a: 1\nb: true\n',
    'no line break at the end': 'a: 1',
    'a key of every scalar type': '1: a\ntrue: b\n0x10: c\n.5: d\n',
    'a value that is not there': 'a:\nb:  # none\n\nc:\n',
    'a sequence in the column of its key': 'a:\n- 1\n- 2\nb: 3\n',
    'an item on the line below its dash': 'a:\n  -\n    b: 1\n  -\n',
    'maps in a sequence': '-   a: 1\n    b: 2\n- "c": 3\n',
    quotes: `a: 'it''s'\nb: "a\\n\\"b\\""\nc: ''\n'd': ""\n`,
    'a literal block': 'a: |\n  x\n   y\n\n  z\n\n\nb: |-\n  x\n',
    'a literal block whose last line has no break': 'a: |\n  x',
    'a literal block that begins with empty lines': 'a:\n  - |\n\n\n    x\n',
    'a tab inside a literal block': 'a: |\n  x\ty\n  \tz\n',
    'flow collections': 'a: {b: 1, "c":2, d: [x, \'y\', -1, {}]} # why\ne: [ ]\n',
    'a flow collection below its key': 'a:\n  {}\nb:\n  [x]\n',
    'comments and blank lines': '# a\n\na: 1 # b\n  # c\n\n # d\nb:\n  # e\n  - x # f\n# g\n  - y\n',
  },
  text => assert.ok(takes(text), 'left to compose'),
)

table(
  'what the plain reader leaves to the other',
  {
    'nothing but a comment': '# a\n',
    'an entry written twice': 'a: 1\na: 2\n',
    'an entry written twice, without a value': 'a:\na:\n',
    'an entry written twice in flow': 'a: {b: 1, b: 2}\n',
    'a scalar': 'a\n',
    'a plain scalar of two lines': 'a: b\n  c\n',
    'a quoted scalar of two lines': 'a: "b\n  c"\n',
    'a folded block': 'a: >\n  b\n',
    'a block that keeps its blank lines': 'a: |+\n  b\n\n',
    'a block with an indentation of its own': 'a: |1\n  b\n',
    'a block with nothing in it': 'a: |\nb: 1\n',
    'a blank line longer than the indentation of its block': 'a: |\n  b\n    \n  c\n',
    'a tab behind a block': 'a: |\n  b\n\t\n',
    'an anchor and its alias': 'a: &x 1\nb: *x\n',
    'a tag': 'a: !!str 1\n',
    'a merge': '<<: {a: 1}\n',
    'an explicit key': '? a\n: b\n',
    'a tab before a comment': 'a: b\t# c\n',
    'a carriage return': 'a: b\r\n',
    'a comma at the end of a flow collection': 'a: [b, ]\n',
    'a flow collection of two lines': 'a: [b,\n  c]\n',
    'sequences on one line': '- - a\n',
    'a key that no object has': 'null: a\n',
    'a prototype': '__proto__: a\n',
    'an unusual escape': 'a: "\\x41"\n',
    'an escape of JSON alone': 'a: "\\/"\n',
    'a question mark in a flow collection': 'a: [b?c]\n',
    'a control character': 'a: "\u0001"\n',
    'a map on the line of its key': 'a: b: c\n',
    'an entry out of its column': 'a: 1\n b: 2\n',
    'an item that ends its map': 'a: 1\n- b\n',
    'a directive': '%YAML 1.2\n---\na: 1\n',
    'the end of a document': 'a: 1\n...\nb: 2\n',
    'more levels than the limit': `${Array.from({ length: 1_001 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')}`,
    'more brackets than the limit': `a: ${'['.repeat(1_000)}${']'.repeat(1_000)}\n`,
  },
  text => assert.is(readPlain(text, base), undefined),
)

situation('the plain reader agrees with the other reader about generated documents, or leaves them alone', () => {
  let taken = 0
  const runs = 10_000
  fc.assert(
    fc.property(yamlTexts, text => {
      if (takes(text)) taken += 1
    }),
    { numRuns: runs },
  )
  assert.ok(taken > runs / 10, `it took only ${taken} of ${runs}`)
})

/** Parts of recorded documents, small enough for a mutation to change what they mean. */
function fragments(): readonly string[] {
  const kinds = podKinds([])
  return corpus().flatMap(({ text }) => {
    const stream = splitStream(text)
    const pods = stream.documents.filter(span => mayHoldKind(stream, span, kinds)).slice(0, 2)
    return pods.flatMap(({ start, end }) => fragmentsOf(text.slice(start, end)))
  })
}

function fragmentsOf(document: string): readonly string[] {
  const lines = document.split('\n')
  const size = 12
  return Array.from(
    { length: Math.floor(lines.length / size) },
    (_, index) => `${outdented(lines.slice(index * size, (index + 1) * size)).join('\n')}\n`,
  )
}

const written = [
  'a: 1\nb:\n- x\n-   y: 1\n    z: "q\\n"\n- |\n  text\n   more\n\n  end\n- {a: 1, "b":[x, \'y\']}\n-\n  q: 1\nc: |-\n  foo\n\n# d\n',
  "d: 'it''s' # c\ne:\n  - -1\n  - :80\n  - # c\n    a: b\nf:\ng: |\n\n  a\n\n\nl: {}\nm:\n  [ ]\no: [a, [b, {c: d}]]\n1: a\n",
]

situation('the plain reader agrees with the other reader about mutated documents, or leaves them alone', () => {
  let taken = 0
  const runs = 30_000
  fc.assert(
    fc.property(mutated([...written, ...written, ...fragments()]), text => {
      if (takes(text)) taken += 1
    }),
    { numRuns: runs },
  )
  assert.ok(taken > runs / 10, `it took only ${taken} of ${runs}`)
})

const streams = corpus()
if (streams.length === 0) skipped('the plain reader over the corpus', 'no ../shared folder')
else
  situation('the plain reader takes almost every document with a pod', () => {
    const kinds = podKinds([])
    const pods = streams.flatMap(({ text }) => {
      const stream = splitStream(text)
      const spans = stream.documents.filter(span => mayHoldKind(stream, span, kinds))
      return spans.map(({ start, end }) => text.slice(start, end))
    })
    const taken = pods.filter(takes)
    const size = (texts: readonly string[]) => texts.reduce((sum, text) => sum + text.length, 0)
    const share = (100 * taken.length) / pods.length
    const bytes = (100 * size(taken)) / size(pods)
    process.stdout.write(`plain reader: ${share.toFixed(1)} % of documents, ${bytes.toFixed(1)} % of characters\n`)
    assert.ok(share > 95)
  })
