import type { FixId } from '../finding/fix-id.ts'
import type { AccessReason, Ids } from './access-reason.ts'
import type { VolumeReason } from './volume-reason.ts'

/** Why a fix cannot serve a mount: a fact that is missing or speaks against it, or who else would lose by it. */
export type FixLack =
  | { readonly code: 'no-volume-named' }
  | { readonly code: 'volume-read-only'; readonly source: string }
  | { readonly code: 'node-directory'; readonly would: 'chown' | 'share' }
  | { readonly code: 'owner-kept'; readonly source: string; readonly certain: boolean }
  | { readonly code: 'uid-unknown' }
  | { readonly code: 'gid-unknown' }
  | { readonly code: 'ids-unknown' }
  | { readonly code: 'chowned-already'; readonly container: string }
  /** `problem` is a clause of `security/`, which makes init containers, or of the table of kinds. */
  | { readonly code: 'refused'; readonly problem: string }
  | { readonly code: 'bad-type'; readonly field: string; readonly want: string }
  | { readonly code: 'fs-group-ignored'; readonly source: string; readonly certain: boolean }
  | { readonly code: 'fs-group-set' }
  | { readonly code: 'opens-private-files'; readonly container: string; readonly source: string }
  | { readonly code: 'owner-unknown'; readonly source: string }
  | { readonly code: 'owned-by-root'; readonly source: string }
  | { readonly code: 'keeps-no-group'; readonly source: string }
  | { readonly code: 'sub-path-expression' }
  | { readonly code: 'no-image' }
  | { readonly code: 'group-unknown'; readonly source: string }
  | { readonly code: 'group-cannot-write'; readonly group: number; readonly source: string; readonly mode: string }
  | { readonly code: 'shuts-out'; readonly workload: string; readonly source: string; readonly uid: number }
  | { readonly code: 'not-admitted'; readonly level: string }
  /** Without a reason, the changed pod no longer has the mount. */
  | { readonly code: 'would-not-help'; readonly reason?: AccessReason }
  | { readonly code: 'command-fails-still' }
  | { readonly code: 'other-container-loses' }
  | { readonly code: 'must-own-itself'; readonly mountPath: string }
  | { readonly code: 'text-refuses' }

/** What a fix lacks, or what a person can do. Without `fix` it holds for all the other fixes. */
export type MissingFix = { readonly fix?: FixId } & (
  | { readonly lack: FixLack }
  | { readonly does: FixSummary }
  | { readonly mount: string }
)

/** Which image an injected container uses, where a reader has to know. */
export type HelperImage =
  | { readonly code: 'policy'; readonly image: string }
  | { readonly code: 'no-shell'; readonly image: string }
  | { readonly code: 'needs-shell' }

/** What an init container of the author's is given; `fields` make it run as root. */
export type Completed = {
  readonly container: string
  readonly fields: readonly string[]
  readonly capabilities: readonly string[]
}

/** What a fix does to a mount, in numbers and names; those that are absent are unknown. */
export type FixSummary =
  | { readonly code: 'fs-group'; readonly group?: number; readonly source: string }
  | { readonly code: 'supplemental-group'; readonly group?: number; readonly source: string }
  | { readonly code: 'chown-init'; readonly source: string; readonly owner: Ids; readonly helper?: HelperImage }
  | {
      readonly code: 'owner-aligned-init'
      readonly source: string
      readonly group?: number
      readonly uid?: number
      readonly subPath?: string
      readonly helper?: HelperImage
    }
  | { readonly code: 'final-user'; readonly uid: number; readonly gid: number }
  | { readonly code: 'complete-init'; readonly completed: readonly Completed[] }
  | { readonly code: 'align-identity'; readonly source: string; readonly uid: number; readonly gid: number }
  | { readonly code: 'volume-type'; readonly source: string; readonly plugin: string }

/** What a pod comes to without an init container, or without a command: who writes where, and by which fixes. */
export type Without = {
  readonly containers: readonly string[]
  readonly mountPaths: readonly string[]
  readonly instead: readonly FixSummary[]
}

/** What a person can do about a script that fails. */
export type WayOut = {
  readonly complete?: { readonly by: Completed; readonly admitted: boolean }
  readonly removeCommand?: Without
}

/** Why a change is made to a pod for its volumes, or why one is not. */
export type VolumeChangeReason =
  | { readonly code: 'group-may-write'; readonly group: number; readonly source: string; readonly reason: AccessReason }
  | { readonly code: 'fs-group-honoured'; readonly source: string; readonly reason: AccessReason }
  | {
      readonly code: 'mounts-fail'
      readonly mounts: readonly { readonly source: string; readonly reason: AccessReason }[]
    }
  | { readonly code: 'script-needs-root'; readonly uid?: number }
  | { readonly code: 'script-needs'; readonly capabilities: readonly string[] }
  | { readonly code: 'switches-user'; readonly becomes: string; readonly from: string }
  | { readonly code: 'needless'; readonly without: Without }
  | {
      readonly code: 'all-needless'
      readonly retired: readonly { readonly container: string; readonly without: Without }[]
    }
  | {
      readonly code: 'final-user-fails'
      readonly becomes: string
      readonly mountPath: string
      /** It is the image's own directory, which no mount covers. */
      readonly unmounted?: true
      readonly why: AccessReason | Extract<VolumeReason, { readonly code: 'must-own' }>
    }
