import type { FieldPath } from '../path.ts'
import type { Value } from '../value.ts'
import type { Edit } from './edit.ts'

/**
 * What should differ in a document, before anybody looks at its text.
 * - `set`: the field holds `value` afterwards; missing parents are made. An existing value is replaced.
 * - `insert`: `value` becomes the item with index `path.at(-1)` of a sequence; the others move up; a missing sequence is made.
 *   Several at one index keep their order, and one beyond the end comes last.
 * - `remove`: the key or item is gone afterwards, and so is a parent map that it leaves empty. An item of a sequence
 *   stays as `{}` instead, because the others would get another index.
 */
export type FieldChange =
  | { readonly op: 'set' | 'insert'; readonly path: FieldPath; readonly value: Value }
  | { readonly op: 'remove'; readonly path: FieldPath }

/** Why a place cannot be edited without touching more than it. */
export type RefusalReason = 'alias' | 'merge-key' | 'duplicate-key' | 'broken-document' | 'wrong-type' | 'tag'

/** A change that was not made, and why. */
export interface Refusal {
  readonly change: FieldChange
  readonly reason: RefusalReason
}

/** The splices that make every change of one document, and the changes that were refused. Paths are those of the document before any change. */
export interface ChangeResult {
  readonly edits: readonly Edit[]
  readonly refused: readonly Refusal[]
}
