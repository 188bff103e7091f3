import type { FieldPath } from '../manifest/path.ts'
import type { Value } from '../manifest/value.ts'
import type { Level } from '../workload/settings/level.ts'
import type { CheckInput, SecuritySubject } from './check-input.ts'

/** What names a Pod Security check: upstream's id, and the level it belongs to. */
export interface CheckId {
  readonly id: string
  readonly level: Exclude<Level, 'privileged'>
}

/** One Pod Security check: what the standard says about some fields, and how that changed from version to version. */
export interface Check extends CheckId {
  /** The row of the published standard that the check belongs to. */
  readonly control: string
  /** Upstream's ForbiddenReason. */
  readonly reason: string
  /** The reason where it depends on how much is wrong. */
  readonly reasonFor?: (violations: readonly Violation[]) => string
  /** Restricted fields, as the standard writes them: `*` stands for every item or name. */
  readonly fields: readonly string[]
  /** Oldest first. */
  readonly revisions: readonly Revision[]
  /** Upstream's ForbiddenDetail, to the byte. */
  readonly detail: (violations: readonly Violation[], pod: CheckInput) => string
}

/** A check as of policy version `v1.<since>`. */
export interface Revision {
  readonly since: number
  /** Allowed values of the restricted fields, for people. */
  readonly allowed: string
  /** Baseline checks that this one replaces at restricted. */
  readonly overrides?: readonly string[]
  /** Every field that breaks the check, in the order Pod Security visits them. */
  readonly find: (pod: CheckInput) => readonly Violation[]
}

/** One field that breaks a check. */
export interface Violation {
  readonly path: FieldPath
  /** Whose field it is. */
  readonly subject: SecuritySubject
  /** What the field holds; absent where it must be set and is not. */
  readonly actual?: Value
  /** Name of the volume the field belongs to. */
  readonly volume?: string
  /** The annotation that is the field, as `key="value"`. */
  readonly annotation?: string
}

/**
 * One failed check of one pod. `detail` is upstream's, to the byte; `paths` are the fields that break it, in visit
 * order.
 */
export interface CheckFailure extends CheckId {
  readonly reason: string
  readonly detail: string
  readonly paths: readonly ViolationPath[]
}

/** A field that breaks a check; for a field that must be set and is not, the path where it belongs. */
export interface ViolationPath {
  readonly path: FieldPath
  /** Name of the container the field belongs to; absent for the pod's own fields. */
  readonly container?: string
}
