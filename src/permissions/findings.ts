import type { PodObservation } from '../workload/observation.ts'
import type { Settings } from '../workload/settings.ts'
import { capabilityMismatch } from './findings/capability-mismatch.ts'
import { chownDrift } from './findings/chown-drift.ts'
import { claimConflict } from './findings/claim-conflict.ts'
import { fsgroupNoop } from './findings/fsgroup-noop.ts'
import type { FindAcross, PodWithVerdicts } from './findings/judged.ts'
import { rolloutDeadlock } from './findings/rollout-deadlock.ts'
import { slowRecursiveChown } from './findings/slow-recursive-chown.ts'

/** Every finding that spans mounts, containers or workloads, in the order it is reported. */
const finders: readonly FindAcross[] = [
  chownDrift,
  claimConflict,
  rolloutDeadlock,
  fsgroupNoop,
  capabilityMismatch,
  slowRecursiveChown,
]

/** What the pods of a stream reveal about their volumes when they are seen together. */
export function crossFindings(pods: readonly PodWithVerdicts[], settings: Settings): readonly PodObservation[] {
  return finders.flatMap(find => find(pods, settings))
}
