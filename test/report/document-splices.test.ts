import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { applyEdits, type Edit } from '../../src/manifest/edit/edit.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import type { Splice } from '../../src/report/report.ts'
import { documentSplices } from '../../src/report/sarif/document-splices.ts'
import { situation, table } from '../table.ts'
import { applySplices } from './apply-splices.ts'

const at = (offset: number, length: number, content: string): Edit => ({ offset, length, content })
const position = (line: number, column: number) => ({ line, column })

function splicesOf(text: string, edits: readonly Edit[]): Splice[] {
  return documentSplices(splitStream(text), edits).flatMap(({ splices }) => splices)
}

table<{ readonly text: string; readonly edits: readonly Edit[]; readonly want: readonly Splice[] }>(
  'splices by line and column',
  {
    'an insertion at the end': {
      text: 'a\n',
      edits: [at(2, 0, 'b\n')],
      want: [{ start: position(2, 1), end: position(2, 1), content: 'b\n' }],
    },
    'a replacement across lines': {
      text: 'ab\ncd',
      edits: [at(1, 3, 'x')],
      want: [{ start: position(1, 2), end: position(2, 2), content: 'x' }],
    },
    'edits out of order': {
      text: 'ab',
      edits: [at(1, 1, 'y'), at(0, 1, 'x')],
      want: [
        { start: position(1, 1), end: position(1, 2), content: 'x' },
        { start: position(1, 2), end: position(1, 3), content: 'y' },
      ],
    },
    'two insertions and a replacement at one place': {
      text: 'ab',
      edits: [at(1, 1, '3'), at(1, 0, '1'), at(1, 0, '2')],
      want: [{ start: position(1, 2), end: position(1, 3), content: '123' }],
    },
    'columns count UTF-16 units': {
      text: '🚢a',
      edits: [at(2, 1, 'b')],
      want: [{ start: position(1, 3), end: position(1, 4), content: 'b' }],
    },
  },
  ({ text, edits, want }) => assert.equal(splicesOf(text, edits), want),
)

situation('splices belong to the document they lie in', () => {
  const edits = [at(5, 0, 'x: 1\n'), at(0, 1, 'c'), at(18, 0, 'y: 1\n')]
  assert.equal(
    documentSplices(splitStream('a: 1\n---\n---\nb: 1\n'), edits).map(({ index, splices }) => [index, splices.length]),
    [
      [0, 2],
      [2, 1],
    ],
  )
})

/** A text and edits of it that do not overlap. */
const edited = fc
  .record({
    text: fc.string({ unit: fc.constantFrom('a', 'ä', '\n', '\r\n'), maxLength: 30 }),
    cuts: fc.array(fc.tuple(fc.nat(30), fc.constantFrom('', 'x', 'y\n')), { maxLength: 6 }),
  })
  .map(({ text, cuts }) => {
    const ordered = cuts
      .map(([cut, content]) => [Math.min(cut, text.length), content] as const)
      .toSorted(([a], [b]) => a - b)
    const edits = ordered.map(([offset, content], index) => {
      const next = ordered[index + 1]?.[0] ?? text.length
      return at(offset, index % 2 === 0 ? next - offset : 0, content)
    })
    return { text, edits }
  })

situation('splices by position do what the edits do', () => {
  fc.assert(
    fc.property(edited, ({ text, edits }) => applySplices(text, splicesOf(text, edits)) === applyEdits(text, edits)),
  )
})
