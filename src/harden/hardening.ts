import type { Hardening, PodObservation } from '../workload/observation.ts'

export type { Hardening, PodObservation } from '../workload/observation.ts'

/** What hardening a pod comes to. */
export interface PodHardening {
  readonly hardenings: readonly Hardening[]
  readonly observations: readonly PodObservation[]
}
