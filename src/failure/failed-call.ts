import type { Errno, FailedAction, StartRefusal } from '../knowledge/messages/wording.ts'

/** Names that a message gives, beside the path. */
export interface Said {
  readonly pod?: string
  readonly container?: string
  /** The user that the image names, in the kubelet's refusal. */
  readonly user?: string
  /** The group that the runtime refuses. */
  readonly group?: string
  readonly volume?: string
  /** The reference that nobody can read. */
  readonly image?: string
  /** The variable that `subPathExpr` names and nobody gives. */
  readonly variable?: string
  /** A path from the working directory of the program. */
  readonly relative?: string
  readonly refusal?: StartRefusal
  /** What the kubelet or the API server says, without the names around it. */
  readonly sentence?: string
}

/** An error message, as far as it says what failed. */
export interface FailedCall {
  readonly action: FailedAction
  /** Absent where no system call failed: the kubelet and the API server refuse in words of their own. */
  readonly errno?: Errno
  /** Absolute, as the container sees it. */
  readonly path?: string
  readonly said: Said
}
