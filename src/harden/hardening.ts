import type { Hardening, PodObservation } from '../workload/finding/observation.ts'

/** What hardening a pod comes to. */
export interface PodHardening {
  readonly hardenings: readonly Hardening[]
  readonly observations: readonly PodObservation[]
}

/** A pod that is left as it is. */
export const nothing: PodHardening = { hardenings: [], observations: [] }

/** Several results as one, in order. */
export function combined(parts: readonly PodHardening[]): PodHardening {
  const hardenings: Hardening[] = []
  const observations: PodObservation[] = []
  for (const part of parts) {
    hardenings.push(...part.hardenings)
    observations.push(...part.observations)
  }
  return { hardenings, observations }
}
