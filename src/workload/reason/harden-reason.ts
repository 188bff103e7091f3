import type { PolicyEntry } from '../settings/policy-row.ts'
import type { Ids } from './access-reason.ts'

/** Why the user that `harden.runAs` assigns is not given to a container. */
export type AssignObstacle =
  | ImageRisk
  | { readonly code: 'privileged' }
  | { readonly code: 'adds-capabilities'; readonly capabilities: readonly string[] }
  | { readonly code: 'root-allowed' }

/** A program, or a script itself, that writes into the directory that it starts in, and another one where everybody may. */
export type WorkingDirectory = { readonly program?: string; readonly from: string; readonly to: string }

/** A container is root by its image, and not by its author's word. */
export type RootByImage =
  | {
      readonly code: 'entrypoint-replaced'
      readonly by: 'command' | 'args'
      /** The user that the entrypoint would have switched to. */
      readonly becomes: number
      readonly from: string
    }
  | { readonly code: 'image-root'; readonly from: string }

/** How it is known who runs a container's process. `from` is who says what the image runs as. */
export type RunnerReason =
  | { readonly code: 'user-set'; readonly user: number }
  | { readonly code: 'non-root-set' }
  | RootByImage
  | { readonly code: 'image-switches'; readonly becomes: Required<Ids>; readonly from: string }
  | { readonly code: 'image-user'; readonly user: number; readonly name?: string; readonly from: string }
  | { readonly code: 'user-assigned'; readonly user: number; readonly group: number }
  | { readonly code: 'user-not-assigned'; readonly obstacle: AssignObstacle }
  /** Its image makes it root, and no program of its command needs that: `harden.runAs` says who it is instead. */
  | {
      readonly code: 'root-needless'
      readonly root: RootByImage
      readonly programs: readonly string[]
      readonly assigned?: Required<Ids>
      /** Where it writes into the directory that it starts in, and may not as anybody but root. */
      readonly moves?: WorkingDirectory
    }
  /** `row` says in the policy which user the image runs as; its number is an example. */
  | {
      readonly code: 'user-unknown'
      readonly named?: { readonly name: string; readonly from: string }
      readonly row?: PolicyEntry
    }

/** Why an image takes no hardening at all, in the words of the catalogue or the policy. */
export type ImageRisk = { readonly code: 'image-risk'; readonly risk: string }

/** Which work a root process is known to do, and which capabilities that takes. */
export type RootWorkReason =
  | { readonly code: 'switch-needs'; readonly runner: RunnerReason; readonly capabilities: readonly string[] }
  | { readonly code: 'ownership-needs'; readonly capabilities: readonly string[] }

/** Where a container names a program: a field of its own, a script that it mounts, or a variable. */
export type CommandPlace =
  | { readonly of: 'field'; readonly field: string }
  | { readonly of: 'script'; readonly key: string; readonly configMap: string }
  | { readonly of: 'variable'; readonly name: string }

/** What speaks against a field, and does not prove that its container breaks. */
export type FieldHint =
  | {
      readonly code: 'mentions-program'
      readonly place: CommandPlace
      readonly program: string
      readonly image: string
    }
  | { readonly code: 'adds-capabilities'; readonly capabilities: readonly string[] }

/** Why a field that takes something away is known to break a container, or may. */
export type FieldDoubt =
  | FieldHint
  | ImageRisk
  | { readonly code: 'runs-program'; readonly place: CommandPlace; readonly program: string }
  | { readonly code: 'runs-setuid'; readonly from: string }
  | { readonly code: 'file-capabilities-disabled'; readonly capabilities: readonly string[]; readonly from: string }
  | { readonly code: 'node-port'; readonly port: number }
  /** Without a level, it is the container's own `add` that does not keep them. */
  | {
      readonly code: 'file-capabilities-dropped'
      readonly capabilities: readonly string[]
      readonly level?: string
      readonly from: string
    }
  /** `known` says how much of the image is known; `port` is one below 1024 that not everyone may listen on. */
  | {
      readonly code: 'image-unknown'
      readonly image: string
      readonly known: 'nothing' | 'something' | 'all-but-system-calls'
      readonly port?: number
      readonly hint?: FieldHint
    }

/** What a workload loses by a replacement of what its author wrote. */
export type Loss =
  | { readonly code: 'gained-privileges' }
  | { readonly code: 'capabilities'; readonly capabilities: readonly string[] }
  | { readonly code: 'nothing'; readonly as: 'read-as-all' | 'not-held' | 'not-root' }
  | { readonly code: 'proc-paths' }
  | { readonly code: 'root-power' }
  | { readonly code: 'host-port'; readonly port: number }
  | { readonly code: 'probe-host'; readonly host: string; readonly action: 'httpGet' | 'tcpSocket' }
  | { readonly code: 'app-armor' }
  | { readonly code: 'system-calls' }
  | { readonly code: 'se-linux'; readonly field: string }
  | { readonly code: 'sysctls'; readonly names: readonly string[] }

/** Why a field is set on a pod for its level, or why it is not. */
export type HardenReason =
  | RunnerReason
  | RootWorkReason
  | FieldDoubt
  /** Every container of the pod is known not to be root, each as one of these says. */
  | { readonly code: 'all-non-root'; readonly runners: readonly RunnerReason[] }
  | { readonly code: 'escalation-unneeded' }
  /** The API server refuses the field beside what is set. */
  | { readonly code: 'conflicts'; readonly beside: 'privileged' | 'CAP_SYS_ADMIN' }
  | { readonly code: 'privileged-keeps-all' }
  | { readonly code: 'drops-with'; readonly runner: RunnerReason; readonly keeps: readonly string[] }
  | {
      readonly code: 'work-not-admitted'
      readonly runner: RunnerReason
      readonly capabilities: readonly string[]
      readonly level: string
    }
  | { readonly code: 'work-beyond-own'; readonly work: RootWorkReason }
  | { readonly code: 'user-exempted'; readonly runner: RunnerReason }
  | { readonly code: 'default-profile' }
  | { readonly code: 'image-writes'; readonly paths: readonly string[]; readonly from: string }
  | { readonly code: 'image-writes-unknown' }
  | { readonly code: 'windows-nodes-only' }
  | { readonly code: 'windows-user'; readonly account: string }
  | { readonly code: 'windows-conflicts'; readonly field: string }
  | { readonly code: 'enforced'; readonly lost: Loss }
  /** `--enforce`: it starts in another directory, since this user may not write where it would. */
  | { readonly code: 'starts-elsewhere'; readonly user: number; readonly moves: WorkingDirectory }
