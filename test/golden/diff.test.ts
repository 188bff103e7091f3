import { applyPatch } from 'diff'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { colourDiff, readableDiff, unifiedDiff } from '../../src/golden/diff.ts'
import { situation, table } from '../table.ts'

const head = '--- a.yaml\n+++ a.yaml\n'
const name = 'a.yaml'

table(
  'unifiedDiff',
  {
    'equal texts': { want: 'a\n', got: 'a\n', diff: '' },
    'one line': { want: 'a\nb\nc\n', got: 'a\nx\nc\n', diff: `${head}@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n` },
    'a new file': { want: '', got: 'a\n', diff: `${head}@@ -0,0 +1,1 @@\n+a\n` },
    'a file that is gone': { want: 'a\n', got: '', diff: `${head}@@ -1,1 +0,0 @@\n-a\n` },
    'three lines around a change': {
      want: '1\n2\n3\n4\n5\n6\n7\n8\n9\n',
      got: '1\n2\n3\n4\nx\n6\n7\n8\n9\n',
      diff: `${head}@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n`,
    },
    'changes six lines apart share a hunk': {
      want: 'a\n1\n2\n3\n4\n5\n6\nb\n',
      got: 'x\n1\n2\n3\n4\n5\n6\ny\n',
      diff: `${head}@@ -1,8 +1,8 @@\n-a\n+x\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+y\n`,
    },
    'changes seven lines apart do not': {
      want: 'a\n1\n2\n3\n4\n5\n6\n7\nb\n',
      got: 'x\n1\n2\n3\n4\n5\n6\n7\ny\n',
      diff: `${head}@@ -1,4 +1,4 @@\n-a\n+x\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+y\n`,
    },
    'a change beside a separator has lines of the next document around it': {
      want: 'a: 1\n---\nb: 1\n',
      got: 'a: 2\n---\nb: 1\n',
      diff: `${head}@@ -1,3 +1,3 @@\n-a: 1\n+a: 2\n ---\n b: 1\n`,
    },
    'no final newline': {
      want: 'a\n',
      got: 'a',
      diff: `${head}@@ -1,1 +1,1 @@\n-a\n+a\n\\ No newline at end of file\n`,
    },
    'no final newline on either side': {
      want: 'a\nb',
      got: 'x\nb',
      diff: `${head}@@ -1,2 +1,2 @@\n-a\n+x\n b\n\\ No newline at end of file\n`,
    },
    'blanks at the end of the last line': { want: 'a\n', got: 'a \n', diff: `${head}@@ -1,1 +1,1 @@\n-a\n+a \n` },
    'bytes stay what they are': { want: 'a\n', got: 'a\r\n', diff: `${head}@@ -1,1 +1,1 @@\n-a\n+a\r\n` },
  },
  ({ want, got, diff }) => assert.fixture(unifiedDiff(name, want, got), diff),
)

const stream = fc
  .array(fc.constantFrom('a: 1', 'b: 1', 'c: 1', '---', '---d: 1', ''), { maxLength: 14 })
  .chain(lines => fc.constantFrom(lines.join('\n'), lines.map(line => `${line}\n`).join('')))

situation('a diff applied to the one text gives the other', () => {
  fc.assert(
    fc.property(stream, stream, (want, got) => {
      if (want !== got)
        assert.is(applyPatch(want, unifiedDiff(name, want, got), { autoConvertLineEndings: false }), got)
    }),
    { numRuns: 500 },
  )
})

const numbers = (count: number, suffix = ''): string =>
  Array.from({ length: count }, (_, line) => `${line}${suffix}\n`).join('')

situation('a document that changes throughout is replaced as a whole', () => {
  const [want, got] = [`same: 1\n---\n${numbers(3000)}`, `same: 1\n---\n${numbers(3000, 'x')}`]
  const diff = unifiedDiff(name, want, got)
  assert.is(diff.slice(0, diff.indexOf('\n-1\n')), `${head}@@ -1,3002 +1,3002 @@\n same: 1\n ---\n-0`)
  assert.is(applyPatch(want, diff), got)
})

table(
  'readableDiff',
  {
    'equal texts': { want: 'a\n', got: 'a\n', diff: '' },
    'a carriage return can be seen': { want: 'a\n', got: 'a\r\n', diff: `${head}@@ -1,1 +1,1 @@\n-a\n+a\\r\n` },
    'a byte order mark can be seen': { want: 'a\n', got: '\ufeffa\n', diff: `${head}@@ -1,1 +1,1 @@\n-a\n+\\ufeffa\n` },
    'a terminal escape does nothing': {
      want: 'a\n',
      got: '\u001b[2J\n',
      diff: `${head}@@ -1,1 +1,1 @@\n-a\n+\\u001b[2J\n`,
    },
    'a tab stays one': { want: 'a\n', got: '\ta\n', diff: `${head}@@ -1,1 +1,1 @@\n-a\n+\ta\n` },
  },
  ({ want, got, diff }) => assert.fixture(readableDiff(name, want, got), diff),
)

situation('a long diff is cut, and says so', () => {
  const diff = readableDiff(name, '', numbers(1000)).split('\n')
  assert.equal([diff.length, diff.at(-2), diff.at(-1)], [202, '… 803 more lines of this diff are not shown', ''])
})

situation('colour only adds escapes', () => {
  const [want, got] = ['a\n-- b\n', 'a\n++ c\n']
  const coloured = colourDiff(unifiedDiff(name, want, got))
  assert.match(coloured, '\u001b[31m--- b\u001b[39m\n\u001b[32m+++ c\u001b[39m')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what it removes
  assert.is(coloured.replaceAll(/\u001b\[\d+m/g, ''), unifiedDiff(name, want, got))
})
