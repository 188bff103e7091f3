import type { Ownership } from '../../knowledge/storage/ownership.ts'
import type { VolumePlugin } from '../../knowledge/storage/plugins.ts'
import type { StorageProfileName } from '../../knowledge/storage/profile-names.ts'
import type { FixId } from '../../workload/finding/fix-id.ts'
import type { ContainerView, PodView } from '../../workload/pod/pod.ts'
import type { AccessReason } from '../../workload/reason/access-reason.ts'
import type { IdOrigin, ProcessDoubt, VolumeDoubt } from '../../workload/reason/doubt.ts'
import type { FixSummary } from '../../workload/reason/fix-reason.ts'
import type { StartReason } from '../../workload/reason/start-reason.ts'

/** Nothing is hardened on a guess: `unknown` is an answer of its own. */
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
  /** Capabilities it has if it turns out to be root: what matters while `uid` is unknown. */
  readonly bounding?: readonly string[]
  /** Known not to be uid 0, whatever the uid is: the kubelet refuses the container otherwise (`runAsNonRoot`). */
  readonly nonRoot?: boolean
  /** The image's entrypoint starts as root and becomes this. */
  readonly switchesTo?: { readonly uid: number; readonly gid: number }
  /** `hostUsers: false`: ids above 65535 on disk belong to nobody (KEP-127). */
  readonly userNamespace?: boolean
  readonly unknown: readonly ProcessDoubt[]
  /** Where uid and gid come from, or why they are unknown. */
  readonly from: readonly (IdOrigin | ProcessDoubt)[]
}

/**
 * What a pod's fsGroup does to the volume: the kubelet re-owns it, nobody does, or the driver mounts it with that
 * group (`VOLUME_MOUNT_GROUP`, KEP-2317).
 */
export type FsGroupSupport = 'honoured' | 'never' | 'delegated' | 'unknown'

/** The claim behind a volume. `storageClass` is absent where nothing names one; `''` is what the manifest may say. */
export interface ClaimFacts {
  readonly name: string
  readonly namespace?: string
  /** A claim of the stream, of a StatefulSet's template, of an ephemeral volume, or a name only. */
  readonly origin: 'stream' | 'template' | 'ephemeral' | 'name-only'
  readonly storageClass?: string
  readonly accessModes: readonly string[]
  /** Made by the provisioner for this release, so that nothing can lie in it yet. */
  readonly fresh: boolean
}

/** Rows of the policy, or values of a chart, that say what a claim is. */
export type StorageSource =
  | { readonly code: 'claim-row' | 'claim-values'; readonly claim: string }
  | { readonly code: 'class-row'; readonly class: string }

/** A volume as a whole, whatever mounts it. The planner decides by these. */
export interface VolumeFacts {
  readonly name: string
  readonly plugin: VolumePlugin
  /** For people: "claim data of class local-path (hostPath)". */
  readonly source: string
  readonly fsGroup: FsGroupSupport
  /** Whether uid 0 with CAP_CHOWN can re-own it: false on CIFS, EFS access points, read-only volumes; absent: unknown. */
  readonly chownable?: boolean
  /** Every mount of it is read-only (`EROFS`), whatever the mount says. */
  readonly readOnly: boolean
  /** A file server holds it and checks permissions. */
  readonly remote: boolean
  /** Every client acts as this owner, whoever the process is (EFS access points, NFS all_squash). */
  readonly squashed?: boolean
  /** The volume's own root, never a sub-path's: before and after the kubelet's set-up; absent: unknown. */
  readonly fresh?: Ownership
  readonly root?: Ownership
  readonly claim?: ClaimFacts
  /** The file system that was just made on a disk has `lost+found` in its root, which programs take for data. */
  readonly lostAndFound?: boolean
  /** The profile that a claim's class is taken for, though neither policy nor stream says so. */
  readonly assumed?: StorageProfileName
  /** Whoever is not the cluster's own object says what it is, where somebody does. */
  readonly describedBy?: readonly StorageSource[]
  /** configMap, secret, downwardAPI, projected: read-only, and the files' modes decide. */
  readonly apiObject: boolean
  /** Why no container that mounts it can start. */
  readonly blocked?: StartReason
  /** Why a fact is missing. */
  readonly unknown: readonly VolumeDoubt[]
}

/** A way to make a wanted write work, and the levels that admit it. */
export interface Fix {
  readonly id: FixId
  readonly allowedAt: readonly ('privileged' | 'baseline' | 'restricted')[]
  readonly chosen: boolean
  readonly does: FixSummary
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
  /** Absent where the mount names no volume of the pod. */
  readonly facts?: VolumeFacts
  /** As written; a mount of the volume's root has neither. */
  readonly subPath?: string | undefined
  readonly subPathExpr?: string | undefined
  /** The mounted directory before and after the kubelet's set-up, a sub-path's directory included; absent when unknown. */
  readonly fresh?: Ownership | undefined
  readonly root?: Ownership | undefined
  /** What this container meets: `root` after the init containers before it. Absent when unknown. */
  readonly met?: Ownership | undefined
  /** Names of the init containers that make `met` differ from `root`. */
  readonly reowned: readonly string[]
  readonly read: Answer
  readonly write: Answer
  readonly access: { readonly read: Answer; readonly create: Answer; readonly modify: Answer; readonly own: Answer }
  readonly reason: AccessReason
  /** The answer is that the container does not start, or may not: said of the container, and not of each mount. */
  readonly fromStart?: true
  readonly fixes: readonly Fix[]
}
