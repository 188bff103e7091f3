import type { Diagnosis } from '../../failure/diagnosis.ts'
import type { StorageProfileName } from '../../knowledge/storage/profile-names.ts'
import type { FieldPath } from '../../manifest/path.ts'
import type { Value } from '../../manifest/value.ts'
import type { Answer, Fix, Identity, MountVerdict } from '../../volumes/model/mount.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { ObjectRef } from '../../workload/object/object.ts'
import type { ContainerView } from '../../workload/pod/pod.ts'
import type { AccessReason } from '../../workload/reason/access-reason.ts'
import type { ChangeReason } from '../../workload/reason/change-reason.ts'
import type { MissingFix } from '../../workload/reason/fix-reason.ts'
import type { StartReason } from '../../workload/reason/start-reason.ts'
import type { VolumeReason } from '../../workload/reason/volume-reason.ts'
import type { Demand } from '../../workload/settings/level.ts'
import type { PolicyRow } from '../../workload/settings/policy-row.ts'

/** Who can use which volume, workload by workload. The files beside this one write it down; none of them decides anything. */
export interface Explanation {
  readonly workloads: readonly ExplainedWorkload[]
  /** `--assume`: what claims were taken for of which nothing is said. */
  readonly assume?: StorageProfileName
  /** What cannot be read in the texts, and so was not explained. */
  readonly findings: readonly Finding[]
  /** `--error`: what the messages come to, the likeliest first. */
  readonly failures?: readonly ExplainedFailure[]
}

/** Everything that is said of one workload. */
export interface ExplainedWorkload {
  readonly ref: ObjectRef
  readonly file: string
  readonly source?: string
  readonly index: number
  readonly line: number
  /** Where the pod spec lies in the object. */
  readonly podPath: FieldPath
  /** The same as text, where the object holds several pods. */
  readonly part?: string
  /** Its own, or the one it is placed in; absent: nobody says, or the kind has none. */
  readonly namespace?: string
  readonly demand: Demand
  /** In the order in which they start. */
  readonly containers: readonly ExplainedContainer[]
  /** The row that stands for the whole workload. */
  readonly summary: WorkloadSummary
  /** `--assume`: the same row, were the claims of which nothing is said this storage. */
  readonly assumed?: readonly AssumedRow[]
  /** What a reader has to know before the rest: it is left alone, or its modes are not UNIX's. */
  readonly notes: readonly WorkloadNote[]
  /** What the chosen fixes change in it, field by field. */
  readonly changes: readonly PlannedChange[]
  /** What else was found that touches its volumes. */
  readonly findings: readonly Finding[]
}

/** What has to be known of a workload before the rest. */
export type WorkloadNote =
  /** The annotation that leaves it alone, with the reason that it gives. */
  | { readonly code: 'skipped'; readonly reason: string }
  | { readonly code: 'windows' }
  | { readonly code: 'admitted-hardened'; readonly level: string }
  /** Admission refuses it whatever hardening adds, or it is never edited; `detail` is in upstream's words. */
  | { readonly code: 'refused' | 'refused-unedited'; readonly level: string; readonly detail: string }

/** A field that a fix sets, or an item that it inserts; the path starts at the object. */
export interface PlannedChange {
  readonly op: 'set' | 'insert'
  readonly path: FieldPath
  readonly value: Value
}

/** What a workload comes to on storage of a profile. */
export interface AssumedRow extends Pick<ExplainedWorkload, 'summary' | 'changes' | 'podPath'> {
  readonly profile: StorageProfileName
}

/** A container, who its process is, and its mounts. */
export interface ExplainedContainer {
  readonly container: ContainerView
  /** Absent where it is no UNIX process. */
  readonly process?: Identity
  readonly mounts: readonly ExplainedMount[]
}

/** A mount with its verdict. */
export interface ExplainedMount {
  readonly verdict: MountVerdict
  /** The image's own directory there, which nobody sees behind the mount, and who says so. */
  readonly hides?: { readonly owner: string; readonly mode: string; readonly from: string }
  /** What every fix lacks, where a mount fails and none is chosen. */
  readonly missing?: readonly MissingFix[]
  /** For a mount of which too little is known: the row of the policy that would tell, or `none` where no row can. */
  readonly row?: PolicyRow | 'none'
}

/**
 * How far a workload will get: it is `ok` as it stands, or once it is `hardened`, without which admission refuses it; it
 * `fails` to start or for its volumes; it is `refused` however it is hardened; or something is `unknown`.
 */
export type Risk = 'ok' | 'hardened' | 'fails' | 'refused' | 'unknown'

/** How a workload comes to write its volumes today, or means to. */
export type Mechanism =
  | 'fsGroup'
  | 'fsGroup without effect'
  | 'init chown'
  | 'entrypoint chown'
  | 'runs as root'
  | 'access point'
  | 'owner'
  | 'group'
  | 'open to everyone'
  | 'none'

/** A workload in one row of the matrix. */
export interface WorkloadSummary {
  /** Volumes it wants to write that outlive the pod, and those it cannot write. */
  readonly writes: readonly WrittenVolume[]
  readonly mechanisms: readonly Mechanism[]
  readonly risk: Risk
  readonly fixes: readonly SummaryFix[]
}

/** A volume that a workload wants to write. */
export interface WrittenVolume {
  readonly volume: string
  readonly source: string
  readonly claim?: string
  readonly storageClass?: string
  /** What its class was taken for, by its name alone. */
  readonly assumed?: StorageProfileName
  readonly write: Answer
}

/** What to do about a risk: a fix, a fix the level does not admit, or a fact to supply. */
export type SummaryFix =
  | { readonly kind: 'chosen' | 'not-admitted'; readonly fix: Fix }
  | { readonly kind: 'missing'; readonly lack: SummaryLack }

/** Why a workload fails or is not known to work, where no fix is chosen, with what a person can do. */
export type SummaryLack =
  | { readonly code: 'windows' }
  /** `reason` is in upstream's words; `causes` are why hardening left something out. */
  | {
      readonly code: 'refused'
      readonly reason: string
      readonly causes: readonly { readonly containers: readonly string[]; readonly reason: ChangeReason }[]
    }
  /** The API server refuses a volume, or the mode of its files, whatever the level is. */
  | { readonly code: 'bad-volume'; readonly reason: VolumeReason }
  | { readonly code: 'bad-mode'; readonly mode: number }
  | { readonly code: 'start'; readonly container?: string; readonly reason: StartReason }
  /** `others`: paths of further mounts that lack the same. */
  | ({
      readonly code: 'mount'
      readonly reason?: AccessReason
      readonly others?: readonly string[]
    } & Pick<ExplainedMount, 'missing' | 'row'>)

/** An error message and what it comes from. */
export interface ExplainedFailure {
  readonly text: string
  /** How many messages came to the same; the text is the first of them. */
  readonly times: number
  /** The pod that the message names, where no workload makes pods of that name: all of them were considered. */
  readonly unknownPod?: string
  /** Absent where the message tells of no permission. The likeliest container comes first. */
  readonly diagnoses?: readonly Diagnosis[]
}

/** Every mount of a workload, container by container. */
export function explainedMounts({ containers }: ExplainedWorkload): readonly ExplainedMount[] {
  return containers.flatMap(({ mounts }) => mounts)
}
