import type { FieldChange } from '../../manifest/edit/change.ts'
import type { FieldPath } from '../../manifest/path.ts'
import type { PodView } from '../pod/pod.ts'
import type { ChangeReason } from '../reason/change-reason.ts'
import type { Observation, Severity } from './finding.ts'

/** One change to a pod and the evidence for it. */
export interface Hardening {
  readonly change: FieldChange
  readonly reason: ChangeReason
}

/** A finding about a pod, before it has a file and a line. */
export interface PodObservation {
  readonly pod: PodView
  readonly container?: string
  readonly path: FieldPath
  readonly severity: Severity
  readonly observation: Observation
}
