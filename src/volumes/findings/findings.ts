import type { PodObservation } from '../../workload/observation.ts'
import type { Settings } from '../../workload/settings.ts'
import { capabilityMismatch } from './capability-mismatch.ts'
import { chownDrift } from './chown-drift.ts'
import { claimConflict } from './claim-conflict.ts'
import { claimShared } from './claim-shared.ts'
import { fsgroupNoop } from './fsgroup-noop.ts'
import type { FindAcross, PodWithVerdicts } from './judged.ts'
import { rolloutDeadlock } from './rollout-deadlock.ts'
import { slowRecursiveChown } from './slow-recursive-chown.ts'
import { storageAssumed } from './storage-assumed.ts'
import { storageContradictions } from './storage-contradictions.ts'

/** Every finding that spans mounts, containers or workloads, in the order it is reported. */
const finders: readonly FindAcross[] = [
  chownDrift,
  claimConflict,
  claimShared,
  rolloutDeadlock,
  fsgroupNoop,
  capabilityMismatch,
  slowRecursiveChown,
  storageAssumed,
  storageContradictions,
]

/** What the pods of a stream reveal about their volumes when they are seen together. */
export function crossFindings(pods: readonly PodWithVerdicts[], settings: Settings): readonly PodObservation[] {
  return finders.flatMap(find => find(pods, settings))
}
