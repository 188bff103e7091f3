import type { PodView } from '../../workload/pod/pod.ts'
import type { Candidate } from '../candidate.ts'
import type { HardenContext } from '../context.ts'

/** The fields that take something away; `runAsNonRoot` only compares a number. */
export type TakingField = 'seccompProfile' | 'allowPrivilegeEscalation' | 'capabilities'

/** A container of a pod that is hardened for a level. */
export interface FieldQuestion {
  readonly pod: PodView
  readonly candidate: Candidate
  readonly context: HardenContext
}
