import type { Syntax } from './node.ts'
import type { FieldPath } from './path.ts'
import { composeSpan } from './read/composed-document.ts'
import { documentOf, readPlainDocument } from './read/plain/document.ts'
import { reworded } from './read/yaml-words.ts'
import { type DocumentSpan, documentText, type ManifestStream } from './stream.ts'
import type { Value } from './value.ts'

/** A parsed document. `value` is what Kubernetes would read; `positionOf` leads back into the stream's text. */
export interface ManifestDocument {
  readonly index: number
  /** Offsets into the stream's text. */
  readonly start: number
  readonly end: number
  /** Null for an empty document and for a broken one. */
  readonly value: Value
  /** Broken documents keep their bytes: they are reported as `bad-yaml` and never edited. */
  readonly problems: readonly YamlProblem[]
  /** The stream's text and what this document's part of it consists of: what an edit is computed from. */
  readonly text: string
  readonly syntax: Syntax
  /** Position of the field at `path` (of its key, for an entry of a map), or of its nearest existing parent. */
  positionOf(path: FieldPath): Position
}

/** 1-based line and column in the stream's text, counted in UTF-16 units as editors do. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Why a document is broken, in the words of the YAML reader. */
export interface YamlProblem {
  readonly position: Position
  readonly message: string
}

/**
 * Read one document of a stream. A broken one carries its problems and leaves its neighbours alone; one beyond a
 * limit (depth, aliases) is an `InputError`, because nobody could bound the work of passing it on.
 */
export function readDocument(stream: ManifestStream, span: DocumentSpan): ManifestDocument {
  return readPlainDocument(stream, span) ?? documentOf(stream, span, worded(composeSpan(stream, span), stream, span))
}

/** A broken document says why in the words of whoever sees the cause. */
function worded(syntax: Syntax, stream: ManifestStream, span: DocumentSpan): Syntax {
  const [first, ...rest] = syntax.problems
  if (first === undefined) return syntax
  return { ...syntax, problems: [reworded(first, documentText(stream, span), span.start), ...rest] }
}
