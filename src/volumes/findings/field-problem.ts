import type { FieldPath } from '../../manifest/path.ts'
import type { Severity } from '../../workload/finding.ts'

/** Something wrong at a field of a pod, before it is told whose pod it is. */
export interface FieldProblem {
  readonly path: FieldPath
  readonly container?: string
  readonly severity: Severity
  readonly code: 'bad-volume' | 'decimal-mode'
  readonly detail: string
}
