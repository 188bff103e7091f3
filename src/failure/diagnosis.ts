import type { Answer, Fix, MountVerdict } from '../volumes/model/mount.ts'
import type { PodView } from '../workload/pod/pod.ts'
import type { Cure, DiagnosisReason } from './diagnosis-reason.ts'
import type { FailedCall } from './failed-call.ts'

/** What an error message comes to in one place: what was lacking there, and what mends that very message. */
export interface Diagnosis {
  readonly call: FailedCall
  /** Absent where nothing of these workloads can have said it. */
  readonly pod?: PodView
  /** The containers of the pod of which all this holds; none where it is of the whole pod. */
  readonly containers: readonly string[]
  /** The mount that it happened on, if it happened on one. */
  readonly mount?: MountVerdict
  /** The step of the container's own script that says it: `chmod /run`. */
  readonly step?: string
  /** Why; absent where there is no place. */
  readonly reason?: DiagnosisReason
  /** What the model says of that very access; `unknown` where it cannot tell. */
  readonly predicted: Answer
  readonly fix?: Fix
  /** What a person can do, where no fix does it. */
  readonly cure?: Cure
}

/** The likeliest first. */
export const likelihood: Readonly<Record<Answer, number>> = { no: 0, unknown: 1, yes: 2 }
