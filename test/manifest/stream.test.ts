import * as assert from 'uvu/assert'
import { isScalar, parseAllDocuments } from 'yaml'
import { splitStream } from '../../src/manifest/stream.ts'
import { positionAt } from '../../src/manifest/text/lines.ts'
import { corpus } from '../support/shared.ts'
import { skipped, table } from '../table.ts'

/** Rows hold the texts of the documents; whatever lies between them is separators. */
table<{ text: string; want: readonly string[] }>(
  'splitStream',
  {
    'empty text': { text: '', want: [] },
    'blank text': { text: ' \n\n', want: [] },
    'one document without separator': { text: 'a: 1\n', want: ['a: 1\n'] },
    'separator before, between and behind': { text: '---\na\n---\nb\n---\n', want: ['a\n', 'b\n', ''] },
    'two separators in a row': { text: 'a\n---\n---\nb\n', want: ['a\n', '', 'b\n'] },
    'comments only': { text: '---\n# Source: x.yaml\n---\n# nothing\n', want: ['# Source: x.yaml\n', '# nothing\n'] },
    'comment before the first separator': { text: '# head\n---\na\n', want: ['# head\n', 'a\n'] },
    'blank lines before the first separator': { text: '\n\n---\na\n', want: ['a\n'] },
    'comment on the separator line': { text: 'a\n--- # next\nb\n', want: ['a\n', 'b\n'] },
    'blanks behind the separator': { text: 'a\n---  \t\nb\n', want: ['a\n', 'b\n'] },
    'content on the separator line': { text: 'a\n--- {b: 1}\n', want: ['a\n', '{b: 1}\n'] },
    'block scalar on the separator line': { text: '--- |\n text\n', want: ['|\n text\n'] },
    'comment glued to the separator': { text: 'a\n---# b\nc\n', want: ['a\n', '# b\nc\n'] },
    'key glued to the separator': {
      text: '---apiVersion: v1\nkind: A\n---kind: B\n',
      want: ['apiVersion: v1\nkind: A\n', 'kind: B\n'],
    },
    'JSON glued to the separator': {
      text: '---{"a": 1}\n---"b": 1\n---\'c\': 1\n',
      want: ['{"a": 1}\n', '"b": 1\n', "'c': 1\n"],
    },
    'four dashes and more': { text: 'a: "x\n----\n-----BEGIN"\n', want: ['a: "x\n', '-\n', '--BEGIN"\n'] },
    'indented dashes and rw-rw---- in a block scalar': {
      text: 'a: |\n  ---\n  owner:rw-rw----\n  --- x\nb: 1\n',
      want: ['a: |\n  ---\n  owner:rw-rw----\n  --- x\nb: 1\n'],
    },
    'dashes at the end of a line': { text: 'a: x---\nb: 1 ---\n', want: ['a: x---\nb: 1 ---\n'] },
    CRLF: { text: '---\r\na\r\n---\r\nb\r\n...\r\nc\r\n', want: ['a\r\n', 'b\r\n...\r\nc\r\n'] },
    'no final newline': { text: 'a\n---\nb', want: ['a\n', 'b'] },
    'separator without a final newline': { text: 'a\n---', want: ['a\n', ''] },
    BOM: { text: '\ufeff---\na\n---\nb\n', want: ['a\n', 'b\n'] },
    'BOM before content': { text: '\ufeffa\n', want: ['a\n'] },
    'dots end a document for its reader alone': { text: 'a\n...\nb\n---\nc\n', want: ['a\n...\nb\n', 'c\n'] },
    'more than three dots': { text: 'a\n....\n...x\n', want: ['a\n....\n...x\n'] },
    'directives stand alone': { text: '%YAML 1.1\n---\na\n', want: ['%YAML 1.1\n', 'a\n'] },
    'percent sign in content': { text: 'a: |\n%YAML\n---\nb\n', want: ['a: |\n%YAML\n', 'b\n'] },
  },
  ({ text, want }) => {
    const got = splitStream(text).documents.map(({ start, end }) => text.slice(start, end))
    assert.equal(got, want)
  },
)

table<{ text: string; want: readonly number[] }>(
  'line of a document',
  {
    'behind separators and comments': { text: '# a\n---\nb: 1\n\n--- # c\n\nd: 1\n--- {e: 1}\n', want: [1, 3, 6, 8] },
    'CRLF and BOM': { text: '\ufeff---\r\na\r\n---\r\nb', want: [2, 4] },
  },
  ({ text, want }) => {
    const { documents, lineStarts } = splitStream(text)
    const got = documents.map(({ start }) => positionAt(text, lineStarts(), start).line)
    assert.equal(got, want)
  },
)

/** Helm's own splitter: `sep` of pkg/release/util/manifest.go in 3.17 and 4.1. */
function helmDocuments(text: string): string[] {
  return text
    .trim()
    .split(/(?:^|\s*\n)---\s*/)
    .filter(part => part.trim() !== '')
}

/** Where the parser sees the content of a document begin, for each that has any. */
function contentStarts(text: string): number[] {
  const documents = parseAllDocuments(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' })
  return documents.flatMap(({ contents }) =>
    contents === null || (isScalar(contents) && contents.source === '') ? [] : [contents.range[0]],
  )
}

const streams = corpus()
const rows = Object.fromEntries(streams.map(({ name, text }) => [name, text]))
if (streams.length === 0) skipped('splitStream over the corpus', 'no shared corpus')
else {
  table('splitStream finds the documents that Helm finds', rows, text => {
    const { documents } = splitStream(text)
    const got = documents.map(({ start, end }) => text.slice(start, end).trim()).filter(part => part !== '')
    assert.equal(
      got,
      helmDocuments(text).map(part => part.trim()),
    )
  })
  table('splitStream finds the documents that the YAML parser finds', rows, text => {
    const starts = contentStarts(text)
    const filled = splitStream(text).documents.filter(({ start, end }) => /^\s*[^\s#]/m.test(text.slice(start, end)))
    const got = filled.map(({ start, end }) => starts.filter(offset => start <= offset && offset < end).length)
    assert.equal(
      got,
      starts.map(() => 1),
    )
  })
}
