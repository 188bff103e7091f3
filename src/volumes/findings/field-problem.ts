import type { FieldPath } from '../../manifest/path.ts'
import type { Observation, Severity } from '../../workload/finding/finding.ts'
import type { BadVolume } from '../../workload/reason/volume-reason.ts'

/** Something wrong at a field of a pod, before it is told whose pod it is. */
export type FieldProblem = FieldFault & {
  readonly path: FieldPath
  readonly container?: string
  readonly severity: Severity
}

type FieldFault = Extract<Observation, { readonly code: 'decimal-mode' }> | BadVolumeFault

interface BadVolumeFault {
  readonly code: 'bad-volume'
  readonly reason: BadVolume
}
