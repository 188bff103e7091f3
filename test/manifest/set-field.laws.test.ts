import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { changeValue } from '../../src/manifest/change-value.ts'
import type { ManifestDocument } from '../../src/manifest/document.ts'
import { applyEdits } from '../../src/manifest/edit.ts'
import { changeDocument } from '../../src/manifest/set-field.ts'
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
