import * as assert from 'uvu/assert'
import { sortedSet } from '../../src/pss/byte-order.ts'
import { goQuote } from '../../src/pss/go-quote.ts'
import { table } from '../table.ts'

table(
  'goQuote',
  {
    plain: { text: 'runtime/default', want: '"runtime/default"' },
    'quote and backslash': { text: 'a"b\\c', want: '"a\\"b\\\\c"' },
    'the seven that have letters': { text: '\u0007\b\f\n\r\t\v', want: '"\\a\\b\\f\\n\\r\\t\\v"' },
    'other control characters': { text: '\u0000\u001b\u007f', want: '"\\x00\\x1b\\x7f"' },
    'printable beyond ASCII stays': { text: 'é日😀', want: '"é日😀"' },
    'spaces other than the plain one': { text: '\u00a0\u2003', want: '"\\u00a0\\u2003"' },
    'format characters': { text: '\u200b\u{e0001}', want: '"\\u200b\\U000e0001"' },
    'C1 controls': { text: '\u0085', want: '"\\u0085"' },
    'a lone surrogate is what UTF-8 makes of it': { text: 'a\ud800b', want: '"a\ufffdb"' },
  },
  ({ text, want }) => assert.is(goQuote(text), want),
)

table(
  'sortedSet',
  {
    'upper case first': { texts: ['b', 'B', 'a'], want: ['B', 'a', 'b'] },
    'a prefix first': { texts: ['ab', 'a'], want: ['a', 'ab'] },
    'once each': { texts: ['a', 'a'], want: ['a'] },
    'by code point, not by UTF-16': {
      texts: ['\u{1f600}', '\ufb01', '\ud7ff'],
      want: ['\ud7ff', '\ufb01', '\u{1f600}'],
    },
  },
  ({ texts, want }) => assert.equal(sortedSet(texts), want),
)
