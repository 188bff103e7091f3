import type { ManifestDocument } from '../manifest/document.ts'
import type { FieldPath } from '../manifest/path.ts'
import type { ValueMap } from '../manifest/value.ts'

/** What names a Kubernetes object. `namespace` is absent when the manifest does not say. */
export interface ObjectRef {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
}

/** A Kubernetes object inside a document: the document itself, or an item of its List (`path` = `['items', n]`). */
export interface ObjectView {
  readonly ref: ObjectRef
  readonly document: ManifestDocument
  readonly path: FieldPath
  readonly value: ValueMap
  /** The template path that Helm wrote in `# Source:` or in the filename annotation. */
  readonly source?: string
}
