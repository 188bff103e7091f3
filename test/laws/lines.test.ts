import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { changeDocument } from '../../src/manifest/edit/change-document.ts'
import { valueAt } from '../../src/manifest/value.ts'
import { hardenSources } from '../../src/run/harden/harden.ts'
import { readSource } from '../../src/run/read-source.ts'
import { documentsOf } from '../manifest/changed.ts'
import { changesOf, wishes } from '../manifest/changes-of.ts'
import { oddTexts } from '../manifest/odd-layouts.ts'
import { situation, table } from '../table.ts'
import { lostLines } from './kept-lines.ts'
import { policies } from './policies.ts'
import { lawfulStreams } from './streams.ts'

const { 'everything that can be asked for': _enforced, ...additive } = policies
const streams = lawfulStreams()

table('every line of a stream is kept where hardening only adds', additive, settings => {
  let edited = 0
  for (const { name, text } of streams) {
    const [source] = hardenSources([readSource({ file: '-', text }, settings)], settings).sources
    assert.equal(lostLines(text, source?.edits ?? []), [], name)
    edited += source?.edits.length ?? 0
  }
  assert.ok(edited > 100, `only ${edited} edits`)
})

situation('every line of a document in an odd layout is kept where fields are only added', () => {
  let edited = 0
  for (const [text, wanted] of fc.sample(fc.tuple(oddTexts, wishes), { numRuns: 4_000, seed: 3 })) {
    const [document] = documentsOf(text)
    if (document === undefined || document.problems.length > 0) continue
    const added = changesOf(document.value, wanted).filter(
      ({ op, path }) => op !== 'remove' && (valueAt(document.value, path) === undefined || op === 'insert'),
    )
    const { edits } = changeDocument(document, added)
    assert.equal(lostLines(text, edits), [], JSON.stringify([text, added.map(({ path }) => path)]))
    edited += edits.length
  }
  assert.ok(edited > 500, `only ${edited} edits`)
})
