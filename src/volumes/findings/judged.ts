import type { FieldPath } from '../../manifest/path.ts'
import type { Severity } from '../../workload/finding/finding.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { VolumeReason } from '../../workload/reason/volume-reason.ts'
import type { Level } from '../../workload/settings/level.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { MountVerdict } from '../model/mount.ts'

/** A pod of the stream with its mounts judged. */
export interface PodWithVerdicts {
  readonly pod: PodView
  readonly verdicts: readonly MountVerdict[]
  readonly level: Level
}

/** One kind of finding that takes more than a single mount to see. */
export type FindAcross = (
  pods: readonly PodWithVerdicts[],
  settings: Settings,
  told: Set<string>,
) => readonly PodObservation[]

/** Codes of what only shows across workloads, or across mounts. */
export type CrossCode =
  | 'chown-drift'
  | 'claim-conflict'
  | 'rollout-deadlock'
  | 'fsgroup-noop'
  | 'capability-mismatch'
  | 'slow-recursive-chown'

/** The container or field that an observation is about. */
export interface Where {
  readonly pod: PodView
  readonly path: FieldPath
  readonly container?: string
}

/** A finding that says no more than its reason. */
export function noted(code: CrossCode, severity: Severity, where: Where, reason: VolumeReason): PodObservation {
  return { ...where, severity, observation: { code, reason } }
}

/** `Deployment/web`, as findings name a workload. */
export function workloadName({ object }: PodView): string {
  return `${object.ref.kind}/${object.ref.name}`
}
