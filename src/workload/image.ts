/**
 * What is known of an image. Absent fields are unknown, which is not the same as 0 or none.
 * Ids are decimal uids and gids.
 */
export interface ImageFacts {
  /** The process identity the image config gives: `USER`. `name` when USER is not a number, which the kubelet cannot verify as non-root. */
  readonly user?: { readonly uid?: number; readonly name?: string; readonly gid?: number }
  /** Supplemental groups the image's /etc/group gives its user. */
  readonly groups?: readonly number[]
  /** The entrypoint starts as root and becomes this identity; `capabilities` is what that takes. */
  readonly dropsTo?: { readonly uid: number; readonly gid: number }
  /** Where it lacks the capabilities that becoming `dropsTo` takes, it stays root instead of failing. */
  readonly dropsIfAble?: boolean
  /** A parent stays root and only its children become `dropsTo` (nginx, httpd): it cannot be started as that identity. */
  readonly keepsRoot?: boolean
  readonly capabilities?: readonly string[]
  /** Directories that the root phase of the entrypoint re-owns. Absent: unknown, not none. */
  readonly dataPaths?: readonly string[]
  /** The root phase re-owns a directory only while it knows all that lies there, which excludes `lost+found`. */
  readonly sparesForeign?: boolean
  /** The program makes its data in an empty directory only: the last of `dataPaths`, unless it is told of another one. */
  readonly startsEmpty?: boolean
  /** False for distroless and scratch: no `sh`, so no chown from this image. */
  readonly shell?: boolean
  /** The program chmods or checks the owner of its data directory (postgres, ssh), so group access is not enough. */
  readonly ownsItsRoot?: boolean
  /** Paths that need an emptyDir when the root filesystem is read-only. */
  readonly writablePaths?: readonly string[]
  /**
   * What the file capabilities of its program are, which execve(2) refuses to start outside the bounding set; none where
   * the list is empty.
   */
  readonly fileCapabilities?: readonly string[]
  /** Whether it runs setuid programs, which gain nothing without privilege escalation. */
  readonly setuid?: boolean
  /** Needs setuid binaries, file capabilities or unusual syscalls: hardening it is reported, not done. */
  readonly fragile?: string
  /** Read from the image, not written by somebody who looked at it: what is absent is unknown, and not just absent. */
  readonly measured?: true
  /** Where this is known from, for people: "built-in catalogue: docker.io/library/postgres", "policy images". */
  readonly from: string
}
