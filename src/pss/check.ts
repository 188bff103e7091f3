import type { FieldPath } from '../manifest/path.ts'
import type { Level } from '../workload/level.ts'
import type { PodView } from '../workload/pod.ts'

/**
 * One Pod Security check, as the standard defines it. `id` and `reason` are upstream's words.
 * Layout of the helpers (`Revision`, `Breach`, messages) is decided in this folder.
 */
export interface CheckId {
  readonly id: string
  readonly level: Exclude<Level, 'privileged'>
}

/** One failed check of one pod. `detail` is upstream's, to the byte; `paths` are the fields that break it, in visit order. */
export interface Violation extends CheckId {
  readonly reason: string
  readonly detail: string
  readonly paths: readonly ViolationPath[]
}

export interface ViolationPath {
  readonly path: FieldPath
  /** Name of the container the field belongs to; absent for the pod's own fields. */
  readonly container?: string
}

export type { PodView }
