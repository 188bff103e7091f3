/** Owner and mode of a directory's inode. `mode` holds the special bits too. */
export interface Ownership {
  readonly uid: number
  readonly gid: number
  readonly mode: number
}
