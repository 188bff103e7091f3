import type { FieldPath } from '../manifest/path.ts'
import type { Observation } from '../workload/finding/finding.ts'

/** What a schema has to say of a field. */
export type SchemaCode =
  | 'unknown-field'
  | 'bad-type'
  | 'invalid-value'
  | 'missing-field'
  | 'conflicting-fields'
  | 'duplicate-item'

/** Something in a value that the API server refuses; `path` leads to the field, or to where it is missing. */
export type SchemaProblem = { readonly path: FieldPath } & Extract<Observation, { readonly code: SchemaCode }>
