import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { applyEdits, type Edit } from '../../src/manifest/edit/edit.ts'
import { situation, table } from '../table.ts'

const at = (offset: number, length: number, content: string): Edit => ({ offset, length, content })

table(
  'applyEdits',
  {
    'no edits is identity': { source: 'a: 1\r\n', edits: [], want: 'a: 1\r\n' },
    insert: { source: 'ac', edits: [at(1, 0, 'b')], want: 'abc' },
    replace: { source: 'axc', edits: [at(1, 1, 'b')], want: 'abc' },
    'out of order': { source: 'ac', edits: [at(2, 0, 'd'), at(1, 0, 'b')], want: 'abcd' },
    'two inserts at one offset keep their order': { source: '', edits: [at(0, 0, 'a'), at(0, 0, 'b')], want: 'ab' },
  },
  ({ source, edits, want }) => assert.is(applyEdits(source, edits), want),
)

table(
  'applyEdits refuses',
  {
    'overlapping edits': { edits: [at(0, 2, 'x'), at(1, 1, 'y')] },
  },
  ({ edits }) => assert.throws(() => applyEdits('abc', edits), /overlap/),
)

/** Texts cut into pieces, of which some are replaced: what comes out is known without computing offsets twice. */
const cut = fc.array(
  fc.record({ before: fc.string(), old: fc.string(), content: fc.string(), isEdited: fc.boolean() }),
  { maxLength: 8 },
)

situation('edits in any order replace what they cover, and nothing else', () => {
  fc.assert(
    fc.property(cut, fc.infiniteStream(fc.nat()), (pieces, order) => {
      const source = pieces.map(({ before, old }) => `|${before}${old}`).join('')
      const want = pieces.map(({ before, old, content, isEdited }) => `|${before}${isEdited ? content : old}`).join('')
      const edits = pieces.flatMap(({ old, content, isEdited }, index) => {
        const offset = pieces
          .slice(0, index)
          .reduce((sum, piece) => sum + 1 + piece.before.length + piece.old.length, 0)
        const start = offset + 1 + (pieces[index]?.before.length ?? 0)
        return isEdited ? [{ offset: start, length: old.length, content }] : []
      })
      const shuffled = edits
        .map(edit => ({ edit, at: order.next().value ?? 0 }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ edit }) => edit)
      assert.is(applyEdits(source, shuffled), want)
    }),
    { numRuns: 500 },
  )
})
