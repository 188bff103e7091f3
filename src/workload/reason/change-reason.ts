import type { VolumeChangeReason } from './fix-reason.ts'
import type { HardenReason } from './harden-reason.ts'

/** Why a change is made to a pod, or is not. */
export type ChangeReason = VolumeChangeReason | HardenReason
