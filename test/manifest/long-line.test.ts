import * as assert from 'uvu/assert'
import { readDocument } from '../../src/manifest/document.ts'
import { isSurelySound } from '../../src/manifest/sound.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { hasLongLine } from '../../src/manifest/text/long-line.ts'
import { valueAt } from '../../src/manifest/value.ts'
import { table } from '../table.ts'

const long = 'x'.repeat(12_000_000)

table(
  'a word that overflows the stack of a pattern is read',
  {
    plain: { text: `a: { b: 1 }\nc:\n  d: ${long}\n`, path: ['c', 'd'] },
    'plain, in a list': { text: `c:\n- ${long}\n`, path: ['c', 0] },
    'plain, in flow style': { text: `c: [${long}]\n`, path: ['c', 0] },
    'in double quotes': { text: `c: "${long}"\n`, path: ['c'] },
    'in single quotes': { text: `c: '${long}'\n`, path: ['c'] },
    'a literal block': { text: `c: |-\n  ${long}\n`, path: ['c'] },
    'without a line feed': { text: `c: ${long}`, path: ['c'] },
  },
  ({ text, path }) => {
    const stream = splitStream(text)
    const [span] = stream.documents
    if (span === undefined) throw new Error('no document')
    assert.is(isSurelySound(stream, span), false)
    assert.ok(valueAt(readDocument(stream, span).value, path) === long)
  },
)

table(
  'a long line',
  {
    none: { text: 'a: 1\n'.repeat(1_000_000), want: false },
    'the last one': { text: `a: 1\n${'b'.repeat(2_000_000)}`, want: true },
    'one in the middle': { text: `a: 1\n${'b'.repeat(2_000_000)}\nc: 1\n`, want: true },
    'a short text': { text: 'b'.repeat(1000), want: false },
  },
  ({ text, want }) => assert.is(hasLongLine(text), want),
)
