/** What a process, the kubelet or the API server was about to do when it failed. */
export type FailedAction =
  | 'create'
  | 'open'
  | 'read'
  | 'write'
  | 'remove'
  | 'chown'
  | 'chmod'
  | 'own'
  | 'initialise'
  | 'switch-user'
  | 'bind'
  | 'execute'
  | 'start'
  | 'set-up'
  | 'admit'

/** The errors that permissions cause, and the one that a new file system does. */
export type Errno = 'EACCES' | 'EPERM' | 'EROFS' | 'ENOTEMPTY'

/** Names that a message gives, beside the path. */
export interface Said {
  readonly pod?: string
  readonly container?: string
  /** The user that the image names, in the kubelet's refusal. */
  readonly user?: string
  readonly volume?: string
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

/** One wording of one program. The path and the names of `Said` are groups of `match`. */
export interface Wording {
  /** Who says it. */
  readonly by: string
  /** Where the words come from: a file of the program, or a public report that quotes them. */
  readonly source: string
  readonly action: FailedAction
  readonly match: RegExp
  /** Where the words leave no doubt about it; `none` where no system call failed. */
  readonly errno?: Errno | 'none'
}
