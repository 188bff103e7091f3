import type { Ids } from './access-reason.ts'
import type { Without } from './fix-reason.ts'

/** How an init container that was written by hand differs from what its pod needs. */
export type ChownDrift =
  | {
      readonly code: 'other-user'
      readonly source: string
      readonly to: number
      readonly container: string
      readonly uid?: number
    }
  | { readonly code: 'other-group'; readonly source: string; readonly to: number; readonly group: number }
  | { readonly code: 'left-out'; readonly source: string; readonly container: string; readonly mountPath: string }
  | { readonly code: 'cannot-enter' }
  | { readonly code: 'not-recursive' }
  | { readonly code: 'failures-ignored' }

/** What takes capabilities: a chown to another user, a program that switches users, or an image's entrypoint. */
export type CapabilityUse =
  | { readonly code: 'chown'; readonly uid: number }
  | { readonly code: 'program'; readonly name: string }
  | { readonly code: 'entrypoint'; readonly becomes: Required<Ids> }

/** What is wrong with volumes beyond a single verdict: the cause of a finding. */
export type VolumeReason =
  | { readonly code: 'chown-drifts'; readonly drifts: readonly ChownDrift[] }
  /** Two workloads write a claim as users that have no group in common. */
  | {
      readonly code: 'writers-differ'
      readonly claim: string
      readonly writers: readonly { readonly name: string; readonly ids: Ids }[]
    }
  | {
      readonly code: 'chowned-from-under'
      readonly claim: string
      readonly by: { readonly name: string; readonly to: Ids }
      readonly writer: { readonly name: string; readonly ids: Ids }
    }
  | { readonly code: 'held-by-old-pod'; readonly claim: string; readonly accessModes: readonly string[] }
  | { readonly code: 'fs-group-ignored'; readonly group: number; readonly sources: readonly string[] }
  | {
      readonly code: 'lacks-capabilities'
      readonly use: CapabilityUse
      readonly lacks: readonly string[]
      readonly uid: number
    }
  | { readonly code: 'chowned-at-every-start'; readonly source: string; readonly group: number }
  | { readonly code: 'not-empty'; readonly mountPath: string; readonly source: string }
  | {
      readonly code: 'must-own'
      readonly mountPath: string
      readonly owner?: { readonly uid: number; readonly mode: string }
    }
  /** Files of a volume of API objects, or of the service account token; each owner as `0644 0:0`. */
  | {
      readonly code: 'files-change'
      readonly volume?: { readonly kind: string; readonly name: string }
      readonly was: readonly string[]
      readonly becomes: readonly string[]
    }
  /** An init container of the author's that the pod can do without, and does where it is removed. */
  | {
      readonly code: 'needless-init'
      readonly container: string
      readonly removed: boolean
      readonly without: Without
    }
  | BadVolume

/** What the API server refuses in a volume or a mount, or what is surely not meant. */
export type BadVolume =
  | { readonly code: 'bad-mode'; readonly mode: number }
  | { readonly code: 'same-name'; readonly volume: string }
  | { readonly code: 'no-name' }
  | { readonly code: 'several-sources'; readonly volume: string; readonly count: number }
  | { readonly code: 'unknown-source'; readonly volume: string; readonly fields: readonly string[] }
  | { readonly code: 'no-source'; readonly volume: string; readonly fields: readonly string[] }
  | { readonly code: 'bad-host-path-type'; readonly type: string; readonly known: readonly string[] }
  | { readonly code: 'no-such-volume'; readonly volume: string }
  | { readonly code: 'no-mount-path' }
  | { readonly code: 'same-mount-path'; readonly mountPath: string }
  | { readonly code: 'two-sub-paths' }
  | { readonly code: 'sub-path-leaves'; readonly field: 'subPath' | 'subPathExpr'; readonly path: string }
