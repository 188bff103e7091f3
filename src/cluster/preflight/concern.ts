import type { FieldPath } from '../../manifest/path.ts'
import type { Observation, Severity } from '../../workload/finding/finding.ts'
import type { ObjectView } from '../../workload/object/object.ts'

/** Something that a cluster says of an object. `path` starts at the document. */
export interface Concern {
  readonly object: ObjectView
  readonly path: FieldPath
  readonly severity: Severity
  readonly observation: Observation
}
