import type { FieldPath } from './path.ts'
import type { Value } from './value.ts'

/** A parsed document. `value` is what Kubernetes would read; `rangeOf` leads back into the stream's text. */
export interface ManifestDocument {
  readonly index: number
  /** Offsets into the stream's text. */
  readonly start: number
  readonly end: number
  readonly value: Value
  /** Broken documents keep their bytes: they are reported as `bad-yaml` and never edited. */
  readonly problems: readonly YamlProblem[]
  /** Position of the node at `path`, or of its nearest existing parent. */
  positionOf(path: FieldPath): Position
}

/** 1-based line and column in the stream's text, counted in UTF-16 units as editors do. */
export interface Position {
  readonly line: number
  readonly column: number
}

export interface YamlProblem {
  readonly position: Position
  readonly message: string
}
