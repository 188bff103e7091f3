import { type ManifestDocument, readDocument } from '../../src/manifest/document.ts'
import type { FieldChange, Refusal } from '../../src/manifest/edit/change.ts'
import { changeDocument } from '../../src/manifest/edit/change-document.ts'
import { applyEdits } from '../../src/manifest/edit/edit.ts'
import type { FieldPath } from '../../src/manifest/path.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import type { Value } from '../../src/manifest/value.ts'

/** Every document of a stream. */
export function documentsOf(text: string): ManifestDocument[] {
  const stream = splitStream(text)
  return stream.documents.map(span => readDocument(stream, span))
}

/** The value of the only document of a text. */
export function readValue(text: string): Value {
  return documentsOf(text)[0]?.value ?? null
}

/** The stream after the same changes to its document number `index`, and what was refused. */
export function changed(
  text: string,
  changes: readonly FieldChange[],
  index = 0,
): { readonly text: string; readonly refused: readonly Refusal[] } {
  const document = documentsOf(text)[index]
  if (document === undefined) throw new Error('the stream has no such document')
  const { edits, refused } = changeDocument(document, changes)
  return { text: applyEdits(text, edits), refused }
}

export function set(path: FieldPath, value: Value): FieldChange {
  return { op: 'set', path, value }
}

export function insert(path: FieldPath, value: Value): FieldChange {
  return { op: 'insert', path, value }
}

export function remove(path: FieldPath): FieldChange {
  return { op: 'remove', path }
}
