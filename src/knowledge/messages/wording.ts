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

/** A refusal of the kubelet or the runtime whose cause lies in the manifests. */
export type StartRefusal =
  | 'runs-as-root'
  | 'image-user-named'
  | 'image-runs-as-root'
  | 'group-without-user'
  | 'sub-path-missing'
  | 'mount-point-missing'
  | 'program-hidden'
  | 'host-path-type'
  | 'image-name-invalid'
  | 'sub-path-variable'
  | 'sub-path-absolute'
  | 'sub-path-backsteps'
  | 'strict-groups'
  | 'fs-group-walk'
  | 'mount-absent'

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
  readonly refusal?: StartRefusal
  /** Where it fails, if the words do not say it. */
  readonly path?: string
}
