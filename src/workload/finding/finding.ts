import type { OtherFileName } from '../../knowledge/kinds/other-files.ts'
import type { Position } from '../../manifest/document.ts'
import type { RefusalReason } from '../../manifest/edit/change.ts'
import type { FieldPath } from '../../manifest/path.ts'
import type { ObjectRef } from '../object/object.ts'
import type { ReadOnlyForm } from '../pod/pod.ts'
import type { PodHolder } from '../pod/pod-holder.ts'
import type { AccessReason } from '../reason/access-reason.ts'
import type { ChangeReason } from '../reason/change-reason.ts'
import type { MissingEffect, NotAskedReason } from '../reason/cluster-reason.ts'
import type { MissingFix, WayOut } from '../reason/fix-reason.ts'
import type { HardenReason } from '../reason/harden-reason.ts'
import type { StartReason } from '../reason/start-reason.ts'
import type { VolumeReason } from '../reason/volume-reason.ts'
import type { PolicyRow } from '../settings/policy-row.ts'
import type { PolicySection } from '../settings/settings.ts'
import type { FixId } from './fix-id.ts'

export type Severity = 'error' | 'warning' | 'note'

/** Where a finding is. `source` is Helm's template path; `index` the document's place in the stream. */
export interface Place {
  readonly file: string
  readonly source?: string
  readonly index: number
  readonly position: Position
  readonly object?: ObjectRef
  readonly container?: string
  readonly path?: FieldPath
}

/** Why a change was not made: its place or its pod cannot be edited, or it needs one that cannot be made. */
export type DropReason = RefusalReason | ReadOnlyForm | 'dependent'

/** A field that its map does not have, and what was probably meant. */
export interface UnknownField {
  readonly code: 'unknown-field'
  /** What the map is, with its article: `a container`. */
  readonly owner: string
  /** The field of the map that has the nearest name. */
  readonly meant?: string
  /** Where such a field belongs: `spec.template.spec.containers[*].securityContext.privileged`, of `a container`. */
  readonly belongs?: { readonly place: string; readonly owner: string }
  /** The minors of Kubernetes that do have it; open where the table of types ends. */
  readonly versions?: { readonly first?: number; readonly last?: number }
  /** The fields that the map has. */
  readonly known: readonly string[]
}

/** The policy says something else of a class, a claim or a namespace than the cluster, as locked; the policy counts. */
export interface Contradiction {
  readonly code: 'cluster-fact-contradiction'
  readonly subject: { readonly of: 'class' | 'default-class' | 'claim' | 'namespace'; readonly name: string }
  readonly facts: readonly { readonly field: string; readonly policy: string; readonly locked: string }[]
}

/** What was found, without its sentence: `report/words/sentence.ts` has one for each code, and does not compile without it. */
export type Observation =
  /** A violation of the level, in upstream's words. */
  | {
      readonly code: 'pod-security'
      readonly check: string
      readonly reason: string
      readonly detail: string
      readonly level: string
      /** The further fields that break the check, in the order of the standard's visit; the finding's place is the first. */
      readonly also?: readonly Place[]
    }
  /** `looksLike`: what was probably given instead of a manifest. */
  | { readonly code: 'bad-yaml'; readonly detail: string; readonly looksLike?: 'template' }
  /** A file in which nothing is an object. `is`: what it is instead, where that can be told. */
  | { readonly code: 'no-object'; readonly is?: OtherFileName }
  /** A map has a key twice. `lost` is the line of the earlier one, whose value does not count. */
  | { readonly code: 'duplicate-key'; readonly key: string; readonly lost: number }
  /** Something looks like a pod in a kind that is not known to hold any. `row` is what a row of the policy has to say. */
  | {
      readonly code: 'unknown-pod-holder'
      readonly kind: Pick<ObjectRef, 'apiVersion' | 'kind'>
      readonly row: PodHolder['row']
    }
  /** Rows of the policy are about nothing that is there. `leadsNowhere`: objects of their kind are, and no pod at their path. */
  | {
      readonly code: 'policy-row-unused'
      readonly section: PolicySection
      readonly names: readonly string[]
      readonly leadsNowhere?: true
    }
  /** A field has a type the API server would refuse. */
  | { readonly code: 'bad-type'; readonly want: string; readonly got: string }
  /** A map has a field that its type does not have. */
  | UnknownField
  /** A value is none of those that its field may have; `meant` is the nearest. */
  | { readonly code: 'invalid-value'; readonly want: string; readonly got: string; readonly meant?: string }
  /** A map lacks a field, or one of several. `owner` is what the map is, with its article. */
  | { readonly code: 'missing-field'; readonly owner: string; readonly fields: readonly string[] }
  /** A map has several fields of which it may have one. */
  | { readonly code: 'conflicting-fields'; readonly owner: string; readonly fields: readonly string[] }
  /** An item of a list has the key of an earlier one; without keys it is the same value. */
  | { readonly code: 'duplicate-item'; readonly keys: readonly string[]; readonly values: readonly string[] }
  | { readonly code: 'bad-label'; readonly label: string; readonly got: string; readonly want: string }
  | { readonly code: 'edit-refused'; readonly reason: DropReason }
  /** A field was left out because nothing proves that it would not break the container. */
  | { readonly code: 'not-hardened'; readonly field: string; readonly reason: ChangeReason }
  /** Fields that the level demands were set, though nobody knows whether the container needs what they take away. */
  | {
      readonly code: 'hardened-in-doubt'
      readonly field: string
      readonly level: string
      readonly reason: HardenReason
    }
  /** `--enforce` replaced what the author wrote. */
  | {
      readonly code: 'replaced'
      readonly field: string
      readonly was: string
      readonly reason: Extract<HardenReason, { readonly code: 'enforced' }>
    }
  /** `--enforce` starts a container in another directory, where the user that it gets may write. */
  | {
      readonly code: 'working-directory'
      readonly reason: Extract<HardenReason, { readonly code: 'starts-elsewhere' }>
    }
  | { readonly code: 'immutable-on-upgrade' }
  | { readonly code: 'exemption-unused'; readonly reason: string }
  | { readonly code: 'exemption-expired'; readonly reason: string; readonly expires: string }
  | { readonly code: 'bad-annotation'; readonly annotation: string; readonly got: string; readonly want: string }
  | {
      readonly code: 'volume-not-writable' | 'volume-not-readable'
      readonly mountPath: string
      readonly volume: string
      readonly reason: AccessReason
      readonly fix?: FixId
      readonly missing?: readonly MissingFix[]
    }
  /** `row` is the row of the policy that would settle it. */
  | {
      readonly code: 'volume-unknown'
      readonly mountPath: string
      readonly volume: string
      readonly reason: AccessReason
      readonly row?: PolicyRow
    }
  /** A storage class that nobody describes is taken for what its name usually means. */
  | { readonly code: 'storage-assumed'; readonly storageClass: string; readonly profile: string }
  /** A container that the kubelet refuses, or whose command is bound to fail; or a pod that starts only if something holds. */
  | {
      readonly code: 'will-not-start' | 'may-not-start'
      readonly reason: StartReason
      /** The first start goes well. */
      readonly onlyLater?: true
      /** No container of the pod starts then. */
      readonly stopsPod?: true
      readonly fix?: FixId
      /** What a person can do, where no fix is chosen. */
      readonly cure?: WayOut
    }
  /** A golden case that does not hold or was not tried. `golden` is its file; `detail` says what differs, or why. */
  | {
      readonly code: 'golden-missing' | 'golden-orphan' | 'golden-different' | 'golden-skipped' | 'mask-unused'
      readonly golden: string
      readonly detail: string
    }
  /** A release of a fleet that could not be rendered or read. `detail` is what was said of it. */
  | { readonly code: 'release-failed'; readonly release: string; readonly detail: string }
  /** The policy's row of an image says something else than its files; the row counts. Values are as people write them. */
  | {
      readonly code: 'image-fact-contradiction'
      readonly image: string
      readonly from: string
      readonly facts: readonly { readonly field: string; readonly policy: string; readonly locked: string }[]
    }
  | Contradiction
  /** What an image is differs between the platforms that were locked, so that it is not known. */
  | {
      readonly code: 'image-platforms-differ'
      readonly image: string
      readonly facts: readonly { readonly field: string; readonly said: Readonly<Record<string, string>> }[]
    }
  /** A lock knows another digest of the image; or the image's tag, which may name another one tomorrow. */
  | { readonly code: 'image-lock-stale' | 'image-tag-mutable'; readonly image: string; readonly digest: string }
  /** What an API server said of an object, or of the pod or claim that its controller would make, in its words. */
  | { readonly code: ClusterRefusal; readonly of: 'object' | 'pod' | 'claim'; readonly detail: string }
  /** An admission webhook that must answer does not. `detail` is the API server's. */
  | { readonly code: 'webhook-unreachable'; readonly webhook: string; readonly detail: string }
  /** Something is neither in the cluster nor in the manifests. `effect` says what happens without it. */
  | {
      readonly code: 'missing-object'
      readonly kind: string
      readonly name: string
      readonly namespace?: string
      readonly effect: MissingEffect
      readonly further: number
    }
  /** A kind that the cluster does not serve, or that no cluster of a minor version does. */
  | ({ readonly code: 'unknown-kind'; readonly apiVersion: string; readonly kind: string } & (
      | { readonly by: 'cluster'; readonly further: number }
      | {
          readonly by: 'kubernetes'
          readonly minor: number
          /** The minors that do serve it; open where the table of types ends. */
          readonly versions?: { readonly first?: number; readonly last?: number }
          /** The kind in another version or group, or one of nearly the same name. */
          readonly meant?: { readonly apiVersion: string; readonly kind: string }
          /** It is an older version of what is meant. */
          readonly isOlder?: true
        }
    ))
  /** The cluster could not be asked about some objects, because of what it lacks or does not allow. */
  | { readonly code: 'not-asked'; readonly reason: NotAskedReason; readonly objects: number }
  | { readonly code: 'no-right'; readonly right: string; readonly objects: number }
  /** What the manifests ask for together is more than a quota has left. Amounts are as Kubernetes writes them. */
  | {
      readonly code: 'quota-exceeded'
      readonly quota: string
      readonly namespace: string
      readonly resource: string
      readonly hard: string
      readonly left: string
      readonly asked: string
      /** Who asks for it, so many times each. */
      readonly by: readonly {
        readonly object: string
        readonly times: number
        readonly each: string
        /** One more pod, for as long as it lasts. */
        readonly during?: 'rollout'
      }[]
    }
  /** A warning of the API server. */
  | { readonly code: 'cluster-warning'; readonly detail: string }
  /** The mode of a file that was probably meant in octal: as the number it is, 400 is 0620. */
  | { readonly code: 'decimal-mode'; readonly mode: number }
  /** Pods that run at the same time mount a claim that one node, or one pod, holds at a time. `by` are their workloads. */
  | {
      readonly code: 'claim-shared'
      readonly claim: string
      readonly holder: 'node' | 'pod'
      readonly by: readonly { readonly workload: string; readonly pods: number | 'several' }[]
    }
  /** Findings of `volumes/` that span objects or fields. */
  | {
      readonly code:
        | 'needless-init'
        | 'chown-drift'
        | 'claim-conflict'
        | 'rollout-deadlock'
        | 'fsgroup-noop'
        | 'capability-mismatch'
        | 'slow-recursive-chown'
        | 'lost-and-found'
        | 'fix-side-effect'
        | 'bad-volume'
      readonly reason: VolumeReason
    }

/** Why an API server refused what `preflight` asked it, each a code of its own. */
export type ClusterRefusal =
  | 'cluster-pod-security'
  | 'cluster-quota'
  | 'cluster-limit-range'
  | 'cluster-webhook'
  | 'cluster-policy'
  | 'cluster-immutable'
  | 'cluster-invalid'
  | 'cluster-refused'

/** One line of a report: an observation at a place. */
export type Finding = Observation & { readonly severity: Severity; readonly place: Place }
