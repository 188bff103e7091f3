import type { Doubt } from './doubt.ts'
import type { WaitReason } from './start-reason.ts'

/** What a process was judged against: a path in the container, or files of a mount that are not listed. */
export type Seen = string | { readonly files: 'all' | 'one'; readonly of: string }

/** Why an inode lets a process in, or does not. A uid that is absent is unknown; modes are octal digits. */
export type InodeReason =
  | { readonly code: 'overrides-mode'; readonly uid?: number; readonly wants: Use; readonly what: Seen }
  | { readonly code: 'is-owner'; readonly uid?: number; readonly what: Seen; readonly mode?: string }
  | { readonly code: 'open-to-everyone'; readonly wants: Use; readonly what: Seen; readonly mode?: string }
  | {
      readonly code: 'is-member'
      readonly uid?: number
      readonly gid: number
      readonly wants: Use
      readonly what: Seen
      readonly mode?: string
    }
  | {
      readonly code: 'denied'
      /** The users that the mode keeps out, and of which the process is one. */
      readonly keeps: 'owner' | 'everyone' | 'others' | 'group' | 'all-but-owner'
      readonly uid?: number
      readonly wants: Use
      readonly what: Seen
      readonly owner: Ids
      readonly mode?: string
    }
  | { readonly code: 'owner-unknown'; readonly what: Seen; readonly doubts: readonly Doubt[] }
  /** The owner is given where the inode is known in full. */
  | {
      readonly code: 'undecided'
      readonly uid?: number
      readonly what: Seen
      readonly doubts: readonly Doubt[]
      readonly owner?: Ids
      readonly mode?: string
    }

type Use = 'read' | 'write'

/** A user and a group, as far as they are known. */
export type Ids = { readonly uid?: number; readonly gid?: number }

/**
 * Why the wanted use of a mount is possible, impossible or unknown. `becomes` is the user that the image's entrypoint
 * switches to.
 */
export type AccessReason =
  | WaitReason
  | { readonly code: 'no-volume'; readonly volume: string }
  /** `from` is where it is known from that the image writes the path. */
  | { readonly code: 'read-only-root'; readonly path: string; readonly from: string }
  | { readonly code: 'access-point' }
  | { readonly code: 'bad-file-mode'; readonly mountPath: string }
  | { readonly code: 'parent-stays-root'; readonly becomes: Required<Ids> }
  | { readonly code: 'entrypoint-chowns'; readonly mountPath: string; readonly becomes: Required<Ids> }
  /** Without a doubt about the volume it is open which directories the entrypoint chowns. */
  | { readonly code: 'entrypoint-unknown'; readonly becomes: Required<Ids>; readonly doubts: readonly Doubt[] }
  /** The directory is one of several, and `cases` say what each would come to; `changers` have chowned it by then. */
  | { readonly code: 'depends'; readonly changers: readonly string[]; readonly cases: readonly InodeReason[] }
  | {
      readonly code: 'inode'
      readonly changers: readonly string[]
      readonly cases: readonly InodeReason[]
      /** The entrypoint would have chowned the directory, were it not for lost+found. */
      readonly sparesLostAndFound?: true
    }
