import type { Position } from '../manifest/document.ts'
import type { FieldPath } from '../manifest/path.ts'
import type { Value } from '../manifest/value.ts'
import type { MountVerdict } from '../volumes/model/mount.ts'
import type { Finding, Place } from '../workload/finding/finding.ts'
import type { ObjectRef } from '../workload/object/object.ts'
import type { ChangeReason } from '../workload/reason/change-reason.ts'
import type { Demand } from '../workload/settings/level.ts'

/** Everything one run found out. `report/*.ts` turn it into text, JSON, SARIF, …; none of them decides anything. */
export interface Report {
  readonly objects: readonly ObjectReport[]
  readonly findings: readonly Finding[]
  readonly edits: readonly EditReport[]
  /** What hardening changes, made or only proposed, for formats that carry fixes. Absent where nobody asked. */
  readonly fixes?: Fixes
  /** The call that makes these changes, where they are only proposed. */
  readonly fixCommand?: string
  readonly summary: Summary
  /** The policy that was used. */
  readonly policy?: string
}

/** A workload that was judged. Objects without a pod are counted in `summary.objects` only. */
export interface ObjectReport {
  readonly ref: ObjectRef
  readonly file: string
  readonly source?: string
  readonly index: number
  readonly line: number
  readonly podSecurity?: PodSecurityReport
  readonly mounts: readonly MountVerdict[]
}

/** What Pod Security says of a pod, at the level of its namespace. */
export interface PodSecurityReport {
  readonly demand: Demand
  readonly allowed: boolean
  /** Upstream's aggregated ForbiddenReason and ForbiddenDetail. */
  readonly reason: string
  readonly detail: string
  readonly violations: readonly ViolationReport[]
  /** `check --lowest`: the lowest level that admits the pod. */
  readonly lowest?: string
}

/** A violation with its place. */
export interface ViolationReport {
  readonly check: string
  readonly reason: string
  readonly detail: string
  readonly path: FieldPath
  readonly position: Position
  readonly exempted: boolean
}

/** A field that hardening set, and why it may. */
export interface EditReport {
  readonly place: Place
  readonly path: FieldPath
  readonly value: Value
  readonly reason: ChangeReason
}

/** The same changes twice, field by field and as splices of the text, and what they do not mend. */
export interface Fixes {
  readonly edits: readonly EditReport[]
  /** Findings of the input that still hold afterwards. */
  readonly remaining: readonly Finding[]
  readonly splices: readonly DocumentSplices[]
}

/** All splices of one document. They belong together: one may hold the fields of several edits. */
export interface DocumentSplices {
  readonly file: string
  readonly source?: string
  readonly index: number
  readonly splices: readonly Splice[]
}

/** One splice of the source text by position: what lies from `start` to before `end` becomes `content`. */
export interface Splice {
  readonly start: Position
  readonly end: Position
  readonly content: string
}

/** What a report comes to, in numbers. */
export interface Summary {
  /** Golden cases that were tried: `verify` counts these, and no objects. */
  readonly cases?: number
  readonly objects: number
  readonly pods: number
  readonly violations: number
  readonly notWritable: number
  readonly unknown: number
  readonly exempted: number
  /** Pods of objects that are in no namespace. */
  readonly withoutNamespace: number
}
