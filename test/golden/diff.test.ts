import * as assert from 'uvu/assert'
import { colourDiff, unifiedDiff } from '../../src/golden/diff.ts'
import { situation, table } from '../table.ts'

const head = '--- golden/a.yaml\n+++ golden/a.yaml (now)\n'

table(
  'unifiedDiff',
  {
    'equal texts': { want: 'a\n', got: 'a\n', diff: '' },
    'one line': { want: 'a\nb\nc\n', got: 'a\nx\nc\n', diff: `${head}@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n` },
    'a new file': { want: '', got: 'a\n', diff: `${head}@@ -0,0 +1,1 @@\n+a\n` },
    'three lines around a change': {
      want: '1\n2\n3\n4\n5\n6\n7\n8\n9\n',
      got: '1\n2\n3\n4\nx\n6\n7\n8\n9\n',
      diff: `${head}@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n`,
    },
    'a carriage return can be seen': { want: 'a\n', got: 'a\r\n', diff: `${head}@@ -1,1 +1,1 @@\n-a\n+a\\r\n` },
    'a byte order mark can be seen': { want: 'a\n', got: '\ufeffa\n', diff: `${head}@@ -1,1 +1,1 @@\n-a\n+\\ufeffa\n` },
    'a terminal escape does nothing': {
      want: 'a\n',
      got: '\u001b[2J\n',
      diff: `${head}@@ -1,1 +1,1 @@\n-a\n+\\u001b[2J\n`,
    },
    'a tab stays one': { want: 'a\n', got: '\ta\n', diff: `${head}@@ -1,1 +1,1 @@\n-a\n+\ta\n` },
    'no final newline': {
      want: 'a\n',
      got: 'a',
      diff: `${head}@@ -1,1 +1,1 @@\n-a\n+a\n\\ No newline at end of file\n`,
    },
    'blanks at the end of the last line': { want: 'a\n', got: 'a \n', diff: `${head}@@ -1,1 +1,1 @@\n-a\n+a \n` },
  },
  ({ want, got, diff }) => assert.fixture(unifiedDiff('golden/a.yaml', want, got), diff),
)

const numbers = (count: number, suffix = ''): string =>
  Array.from({ length: count }, (_, line) => `${line}${suffix}\n`).join('')

table(
  'a long diff is cut, and says so',
  {
    'too many lines to show': {
      want: '',
      got: numbers(1000),
      lines: 202,
      last: '… 803 more lines of this diff are not shown',
    },
    'too many lines to compare': {
      want: `same\n${numbers(5000)}`,
      got: `same\n${numbers(5000, 'x')}`,
      lines: 124,
      last: '… more than 2000 lines differ; lines 1 to 60 were compared',
    },
  },
  ({ want, got, lines, last }) => {
    const diff = unifiedDiff('a', want, got).split('\n')
    assert.equal([diff.length, diff.at(-2), diff.at(-1)], [lines, last, ''])
  },
)

situation('the window of a text that differs far down has the line numbers of the file', () => {
  const diff = unifiedDiff('a', `${numbers(500)}${numbers(5000)}`, `${numbers(500)}${numbers(5000, 'x')}`)
  assert.match(diff, '@@ -498,60 +498,60 @@\n 497\n 498\n 499\n-0\n')
})

situation('colour only adds escapes', () => {
  const diff = unifiedDiff('a', 'a\nb\n', 'a\nc\n')
  const coloured = colourDiff(diff)
  assert.match(coloured, '\u001b[31m-b\u001b[39m\n\u001b[32m+c\u001b[39m')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what it removes
  assert.is(coloured.replaceAll(/\u001b\[\d+m/g, ''), diff)
})
