import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { ManifestDocument } from '../../src/manifest/document.ts'
import type { FieldChange } from '../../src/manifest/edit/change.ts'
import { changeDocument } from '../../src/manifest/edit/change-document.ts'
import { changeTree, isBuildable, valueMade } from '../../src/manifest/edit/change-tree.ts'
import { changeValue } from '../../src/manifest/edit/change-value.ts'
import { applyEdits } from '../../src/manifest/edit/edit.ts'
import { situation } from '../table.ts'
import { documentsOf } from './changed.ts'
import { changesOf, wishes } from './changes-of.ts'
import { yamlTexts } from './yaml-texts.ts'

/** A document that can be read, behind another one and often before a third. */
const streams = fc
  .tuple(yamlTexts, fc.constantFrom('\n', '\n', '\r\n'), fc.boolean())
  .map(([text, lineBreak, last]) => {
    const behind = last ? '' : `${text.endsWith('\n') ? '' : '\n'}---\nlast: 1\n`
    return `first: 1\n---\n${text}${behind}`.replaceAll('\n', lineBreak)
  })
  .filter(text => documentsOf(text).every(({ problems }) => problems.length === 0))

function middle(text: string): ManifestDocument | undefined {
  return documentsOf(text)[1]
}

situation('a changed document means what its changes say, and its neighbours are as before', () => {
  let made = 0
  fc.assert(
    fc.property(streams, wishes, (text, wanted) => {
      const [first, document, ...others] = documentsOf(text)
      if (document === undefined) return
      const changes = changesOf(document.value, wanted)
      const { edits, refused } = changeDocument(document, changes)
      const kept = changes.filter(change => !refused.some(one => one.change === change))
      const want = [first?.value, changeValue(document.value, kept), ...others.map(({ value }) => value)]
      const got = documentsOf(applyEdits(text, edits))
      assert.equal(
        got.flatMap(({ problems }) => problems),
        [],
      )
      assert.equal(
        got.map(({ value }) => value),
        want,
      )
      made += kept.length
    }),
    { numRuns: 1_500 },
  )
  assert.ok(made > 500, `only ${made} changes were made`)
})

situation('setting the same fields again gives no edit', () => {
  fc.assert(
    fc.property(streams, wishes, (text, wanted) => {
      const document = middle(text)
      if (document === undefined) return
      const sets = changesOf(document.value, wanted).filter(({ op }) => op === 'set')
      const again = middle(applyEdits(text, changeDocument(document, sets).edits))
      assert.equal(again === undefined ? undefined : changeDocument(again, sets).edits, [])
    }),
    { numRuns: 500 },
  )
})

const names = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
const made = fc.oneof(
  { weight: 3, arbitrary: names.map((path): FieldChange => ({ op: 'set', path, value: path.join('.') })) },
  names.map((path): FieldChange => ({ op: 'insert', path: [...path, 0], value: path.join('.') })),
)

situation('what is made where nothing is has its fields in the order of the changes, with insertions last', () => {
  let inserted = 0
  fc.assert(
    fc.property(fc.array(made, { minLength: 1, maxLength: 5 }), changes => {
      const tree = changeTree(changes)
      if (!isBuildable(tree)) return
      inserted += changes.filter(({ op }) => op === 'insert').length
      assert.is(JSON.stringify(valueMade(tree)), JSON.stringify(changeValue(null, changes)))
    }),
    { numRuns: 2_000 },
  )
  assert.ok(inserted > 200, `only ${inserted} insertions`)
})
