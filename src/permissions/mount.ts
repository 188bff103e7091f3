import type { FixId } from '../workload/finding.ts'
import type { ContainerView, PodView } from '../workload/pod.ts'

export type Answer = 'yes' | 'no' | 'unknown'

/** Who a container's process is. A field that cannot be known is absent, and `unknown` says why. */
export interface Identity {
  readonly uid?: number
  readonly gid?: number
  /** Supplemental groups that are certain, ascending. */
  readonly groups: readonly number[]
  /** False when an image may add groups that we do not know. */
  readonly groupsComplete: boolean
  /** Effective capabilities, without `CAP_`. Empty for a non-root process. */
  readonly capabilities: readonly string[]
  readonly unknown: readonly string[]
  /** Where uid and gid come from, for people. */
  readonly from: string
}

/** Owner and mode of a directory's inode. `mode` holds the special bits too. */
export interface Ownership {
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

export interface Fix {
  readonly id: FixId
  readonly allowedAt: readonly ('privileged' | 'baseline' | 'restricted')[]
  readonly chosen: boolean
  readonly summary: string
}

/** The verdict for one volume mount of one container. */
export interface MountVerdict {
  readonly pod: PodView
  readonly container: ContainerView
  /** Index in the container's volumeMounts. */
  readonly index: number
  readonly volume: string
  readonly mountPath: string
  readonly wants: 'read' | 'write'
  readonly process: Identity
  /** What the volume really is, for people: "claim data of class local-path (hostPath)". */
  readonly source: string
  /** Before and after the kubelet's set-up; absent when unknown. */
  readonly fresh?: Ownership
  readonly root?: Ownership
  readonly read: Answer
  readonly write: Answer
  readonly access: { readonly read: Answer; readonly create: Answer; readonly modify: Answer; readonly own: Answer }
  readonly because: string
  readonly fixes: readonly Fix[]
}
