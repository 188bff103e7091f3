import type { AccessReason } from '../workload/reason/access-reason.ts'
import type { ChangeReason } from '../workload/reason/change-reason.ts'
import type { StartReason, StepLack } from '../workload/reason/start-reason.ts'

/** Who owns a directory, and its mode in octal digits. */
type Owner = { readonly uid: number; readonly gid: number; readonly mode: string }

/** Why a call fails at a place, or should not, as far as the model tells. A uid that is absent is unknown. */
export type DiagnosisReason =
  | { readonly code: 'root-read-only'; readonly container: string; readonly path: string }
  /** `ofOthers`: files that are there already decide, and the manifests do not say whose they are. */
  | { readonly code: 'access'; readonly reason: AccessReason; readonly ofOthers?: true }
  | { readonly code: 'mounted-read-write'; readonly mountPath: string }
  | { readonly code: 'always-read-only'; readonly source: string }
  | { readonly code: 'mounted-read-only'; readonly mountPath: string }
  | { readonly code: 'contents-unknown' }
  | { readonly code: 'new-file-system' }
  | { readonly code: 'chown-needs-root'; readonly uid?: number }
  | { readonly code: 'chown-dropped' }
  | { readonly code: 'owner-kept'; readonly source: string }
  | { readonly code: 'chown-unknown'; readonly source: string }
  | { readonly code: 'chown-possible'; readonly source: string; readonly owner?: Owner }
  | { readonly code: 'owns'; readonly uid?: number; readonly mountPath: string }
  | {
      readonly code: 'owned-by-another'
      readonly certain: boolean
      readonly uid?: number
      readonly mountPath: string
      readonly owner?: Owner
    }
  | { readonly code: 'start'; readonly reason: StartReason }
  /** `sentence` is the kubelet's. */
  | { readonly code: 'image-not-described'; readonly sentence?: string }
  /** The message contradicts what is known of the image: another version runs as somebody else. */
  | { readonly code: 'image-runs-otherwise'; readonly uid: number; readonly sentence?: string }
  /** Without a program, it is the image's entrypoint that may switch to another user. */
  | {
      readonly code: 'cannot-switch'
      readonly program?: string
      readonly uid?: number
      readonly lacks: readonly string[]
    }
  | { readonly code: 'low-port'; readonly ports: readonly number[]; readonly uid?: number }
  | { readonly code: 'not-executable'; readonly file?: string; readonly image?: string }
  | { readonly code: 'file-capabilities'; readonly file?: string; readonly dropped: readonly string[] }
  | { readonly code: 'walk-refused'; readonly group: number; readonly source: string }
  | { readonly code: 'node-refused' | 'mount-absent'; readonly source: string }
  | {
      readonly code: 'script-step'
      readonly container: string
      readonly step: { readonly op: string; readonly path: string }
      readonly uid?: number
      readonly outcome: StepEnd
    }
  | AdmissionReason

/** How a step of a script ends; `given` is what an earlier step of it has given to another user. */
export type StepEnd =
  | { readonly code: 'succeeds' | 'depends' }
  | { readonly code: 'fails'; readonly onlyLater?: true; readonly lack?: StepLack; readonly given?: string }

/** Why admission refuses a pod, or does not. */
export type AdmissionReason =
  /** In the words of the API server. */
  | { readonly code: 'pod-security'; readonly detail: string }
  | { readonly code: 'passes'; readonly level: string }
  | { readonly code: 'fails-otherwise'; readonly level: string; readonly reason: string }
  | {
      readonly code: 'constraints'
      readonly fsGroup?: number
      readonly users: readonly { readonly container: string; readonly uid: number }[]
      readonly ranges?: string
    }

/** What a person can do about a failure where no fix does it. */
export type Cure =
  | { readonly code: 'mount-empty-dir'; readonly path: string; readonly image?: string }
  | { readonly code: 'look-at-storage'; readonly source: string }
  | { readonly code: 'copy-files' | 'mount-writable' | 'remove-read-only' | 'avoid-lost-and-found' }
  | { readonly code: 'leave-chown'; readonly mountPath: string; readonly or?: 'init-container' | 'capability' }
  | {
      readonly code: 'own-directory'
      readonly mountPath: string
      readonly owner?: Omit<Owner, 'mode'>
      readonly writable: boolean
    }
  | { readonly code: 'start'; readonly reason: StartReason }
  | { readonly code: 'set-image-user'; readonly user?: string }
  | { readonly code: 'switch-earlier' | 'free-port' | 'make-executable' | 'keep-file-capabilities' }
  | { readonly code: 'make-host-path' | 'leave-fs-group' | 'admit-node' | 'kubelet-folder' }
  | {
      readonly code: 'complete-script'
      readonly container: string
      readonly op: string
      readonly capability: string
      readonly isRoot: boolean
    }
  | AdmissionCure

/** What a person can do about a refusal of admission. */
export type AdmissionCure =
  | { readonly code: 'differs' | 'fix-all' | 'leave-ids' }
  | { readonly code: 'fix-at-level'; readonly level: string; readonly judged: string }
  /** `left` is what is still refused, in the words of the API server. */
  | { readonly code: 'fix-some'; readonly left: string; readonly reason?: ChangeReason }
