import type { FixId } from '../../workload/finding/fix-id.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { FixLack, FixSummary } from '../../workload/reason/fix-reason.ts'
import type { Level } from '../../workload/settings/level.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { MountVerdict } from '../model/mount.ts'
import type { OtherUse } from './sharing.ts'

/** The pod that a fix is to serve, as it stands after the fixes chosen before, and what is known around it. */
export interface Situation {
  readonly pod: PodView
  /** The pod as its author wrote it: places of changes are those in it. */
  readonly original: PodView
  readonly settings: Settings
  /** What its mounts come to before any of the fixes. */
  readonly verdicts: readonly MountVerdict[]
  /** How other workloads use the same claims: a fix on disk reaches them, too. */
  readonly others: readonly OtherUse[]
  /** True of containers whose user is not ours to choose: what would demand one is exempted. */
  readonly keepsUser?: (container: string) => boolean
}

/** Who the mounted directory belongs to after a fix, as far as it changes. 'shared': its group may write. */
export interface Given {
  readonly uid?: number
  readonly gid: number
  readonly group: 'shared' | 'as before'
}

/**
 * One way to make a wanted write work. `obstacle` and `harden` know only what the fix needs; whether the pod is better
 * off afterwards is judged by `simulate.ts`, with the same model that found the failure.
 */
export interface FixKind {
  readonly id: FixId
  /** Levels whose checks the changed pod can still pass. */
  readonly allowedAt: readonly Level[]
  /** Why the fix cannot serve this mount: a fact that is missing or speaks against it. Undefined: it may. */
  readonly obstacle: (target: MountVerdict, situation: Situation) => FixLack | undefined
  /** What it does to the directory; undefined where it leaves the volume alone. */
  readonly gives: (target: MountVerdict, situation: Situation) => Given | undefined
  /** The changes that serve all targets together. Only fields that are missing are set; lists only grow. */
  readonly harden: (targets: readonly MountVerdict[], situation: Situation) => readonly Hardening[]
  readonly summary: (target: MountVerdict, situation: Situation) => FixSummary
  /** It runs something before the pod's own containers. */
  readonly adds?: 'container'
  /** It opens files to who cannot read them. */
  readonly servesReads?: true
}

/** For fixes that break no level. */
export const everyLevel: readonly Level[] = ['privileged', 'baseline', 'restricted']
