import type { FieldChange } from '../manifest/change.ts'
import type { FieldPath } from '../manifest/path.ts'
import type { Observation, Severity } from '../workload/finding.ts'
import type { PodView } from '../workload/pod.ts'

/** One change to a pod and the evidence for it. */
export interface Hardening {
  readonly change: FieldChange
  readonly because: string
}

/** A finding of the hardener, before it has a file and a line. */
export interface PodObservation {
  readonly pod: PodView
  readonly container?: string
  readonly path: FieldPath
  readonly severity: Severity
  readonly observation: Observation
}

/** What hardening a pod comes to. */
export interface PodHardening {
  readonly hardenings: readonly Hardening[]
  readonly observations: readonly PodObservation[]
}
