import type { PodObservation } from '../../workload/finding/observation.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { Settings } from '../../workload/settings/settings.ts'
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

/** Those that hold the users of a claim against each other. */
const claimFinders = [claimConflict, claimShared]

/** Those that see all they need in one pod, or in what was told of the pods before. */
const podFinders: readonly FindAcross[] = [
  rolloutDeadlock,
  fsgroupNoop,
  capabilityMismatch,
  slowRecursiveChown,
  storageAssumed,
  storageContradictions,
]

/** What a part of the pods has to know of the others. */
export interface OtherPods {
  /** What is told once, and was told of the parts before. */
  readonly told: Set<string>
  readonly claims: readonly FindAcross[]
}

/** Every finding that spans mounts, containers or workloads, in the order it is reported. */
export function crossFindings(
  pods: readonly PodWithVerdicts[],
  settings: Settings,
  { told, claims }: OtherPods = { told: new Set(), claims: claimFinders },
): readonly PodObservation[] {
  return [chownDrift, ...claims, ...podFinders].flatMap(find => find(pods, settings, told))
}

/** What parts of the pods need to know, when `users` are all those that mount a claim by its name. */
export function otherPods(users: readonly PodWithVerdicts[], settings: Settings): OtherPods {
  return { told: new Set(), claims: claimFinders.map(find => pickedFrom(find(users, settings))) }
}

/** What was found of some of the pods, in the order it was found. */
function pickedFrom(found: readonly PodObservation[]): FindAcross {
  const places = new Map<PodView, number[]>()
  for (const [index, { pod }] of found.entries()) places.set(pod, [...(places.get(pod) ?? []), index])
  return pods => {
    const own = pods.flatMap(({ pod }) => places.get(pod) ?? []).toSorted((a, b) => a - b)
    return own.flatMap(index => found[index] ?? [])
  }
}
