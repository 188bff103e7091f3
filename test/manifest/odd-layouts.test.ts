import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { ManifestDocument } from '../../src/manifest/document.ts'
import type { FieldChange } from '../../src/manifest/edit/change.ts'
import { changeDocument } from '../../src/manifest/edit/change-document.ts'
import { changeValue } from '../../src/manifest/edit/change-value.ts'
import { applyEdits } from '../../src/manifest/edit/edit.ts'
import { jsonLine } from '../../src/manifest/text/json.ts'
import type { Value } from '../../src/manifest/value.ts'
import { askValues, hasOracle, type OracleAnswer } from '../support/oracle.ts'
import { situation, skipped } from '../table.ts'
import { documentsOf } from './changed.ts'
import { changesOf, wishes } from './changes-of.ts'
import { oddTexts } from './odd-layouts.ts'

interface Subject {
  readonly text: string
  readonly document: ManifestDocument
  readonly changes: readonly FieldChange[]
}

const subjects = fc.tuple(oddTexts, wishes).map(([text, wanted]): Subject[] => {
  const [document, ...others] = documentsOf(text)
  if (document === undefined || others.length > 0 || document.problems.length > 0) return []
  return [{ text, document, changes: changesOf(document.value, wanted) }]
})

/** What Kubernetes would say to a text that has this value. */
function json(value: Value): OracleAnswer {
  return { json: JSON.parse(jsonLine(value)) }
}

function same(a: OracleAnswer | undefined, b: OracleAnswer): boolean {
  try {
    assert.equal(a, b)
    return true
  } catch {
    return false
  }
}

/** The text with its changes, and what it has to mean. */
function written({ text, document, changes }: Subject) {
  const { edits, refused } = changeDocument(document, changes)
  const kept = changes.filter(change => !refused.some(one => one.change === change))
  return { text, kept, got: applyEdits(text, edits), want: json(changeValue(document.value, kept)) }
}

if (!hasOracle()) skipped('what is written in odd layouts, as Kubernetes reads it', 'the shared data is not here')
else {
  situation('what is written in odd layouts reads to Kubernetes as the input with the changes and nothing else', () => {
    const all = fc.sample(subjects, { numRuns: 4_000, seed: 20261128 }).flat()
    const before = askValues(all.map(({ text }) => text))
    const agreed = all.filter(({ document }, index) => same(before[index], json(document.value)))
    const changed = agreed.map(written)
    const after = askValues(changed.map(({ got }) => got))
    for (const [index, { text, got, want }] of changed.entries()) {
      assert.equal(after[index], want, `${JSON.stringify(text)} became ${JSON.stringify(got)}`)
    }
    const made = changed.filter(({ kept }) => kept.length > 0).length
    assert.ok(made > 400, `only ${made} texts were changed`)
  })
}
