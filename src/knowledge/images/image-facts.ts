/**
 * How a lock stands to a reference that it does not answer for ever: a tag may name another image tomorrow, and of another
 * digest than the locked one nothing is known.
 */
export interface LockState {
  /** `artifact`: it is no image, and nothing else is known. */
  readonly kind: 'tag' | 'stale' | 'artifact'
  /** The digest that was locked. */
  readonly digest: string
}

/**
 * What is known of an image. Absent fields are unknown, which is not the same as 0 or none.
 * Ids are decimal uids and gids.
 */
export interface ImageFacts {
  /** The process identity the image config gives: `USER`. `name` when USER is not a number, which the kubelet cannot verify as non-root. */
  readonly user?: { readonly uid?: number; readonly name?: string; readonly gid?: number }
  /** Supplemental groups the image's /etc/group gives its user. */
  readonly groups?: readonly number[]
  /** The entrypoint starts as root and switches to this identity; `capabilities` is what that takes. */
  readonly switchesTo?: { readonly uid: number; readonly gid: number }
  /** Without the capabilities to switch, it stays root instead of failing. */
  readonly switchesIfAble?: boolean
  /** The parent stays root and only its children switch (nginx, httpd): it cannot be started as `switchesTo`. */
  readonly parentStaysRoot?: boolean
  readonly capabilities?: readonly string[]
  /** Directories that the entrypoint chowns while it is root. Absent: unknown, not none. */
  readonly dataPaths?: readonly string[]
  /** It chowns a directory only if it knows everything in it, which excludes `lost+found`. */
  readonly chownsOnlyKnownContent?: boolean
  /** The program initialises its data only in an empty directory: the last of `dataPaths`, unless it is told of another one. */
  readonly requiresEmptyDirectory?: boolean
  /** False for distroless and scratch: without `sh` it cannot run a chown. */
  readonly shell?: boolean
  /** The program chmods or checks the owner of its data directory (postgres, ssh), so group access is not enough. */
  readonly requiresOwnership?: boolean
  /** Paths that need an emptyDir when the root filesystem is read-only. */
  readonly writablePaths?: readonly string[]
  /**
   * What the file capabilities of its program are, which execve(2) refuses to start outside the bounding set; none where
   * the list is empty.
   */
  readonly fileCapabilities?: readonly string[]
  /** Whether it runs setuid programs, which gain nothing without privilege escalation. */
  readonly setuid?: boolean
  /** Why hardening could break it (setuid binaries, file capabilities, unusual syscalls): changes are reported instead of made. */
  readonly hardeningRisk?: string
  /** The words that the image starts with, where they are known. */
  readonly entrypoint?: readonly string[]
  readonly cmd?: readonly string[]
  readonly workingDir?: string
  /** Its own directories at the volumes that it declares, as a layer has them: `{ owner: "0:0", mode: "0755" }`. */
  readonly directories?: Readonly<Record<string, { readonly owner: string; readonly mode: string }>>
  /** The same at every path that manifests mount: what a mount there hides. */
  readonly mountPoints?: Readonly<Record<string, { readonly owner: string; readonly mode: string } | 'absent'>>
  /** It has no file with a setuid bit, a setgid bit or a capability: no program of it gains anything. */
  readonly gainsNothing?: true
  /** Read from the image, not written by somebody who looked at it: what is absent is unknown, and not just absent. */
  readonly measured?: true
  /**
   * Somebody also looked at the image and wrote part of this: a fact that files cannot tell, and that is absent here,
   * does not hold.
   */
  readonly reviewed?: true
  /** Facts about which the image's platforms differ, and what each of them says: `{ user: { "linux/amd64": "999:999", … } }`. */
  readonly disputed?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Where this is known from, for people: "built-in catalogue: docker.io/library/postgres", "policy images". */
  readonly from: string
  /** Facts that are known from elsewhere, by their fields. */
  readonly sources?: Readonly<Record<string, string>>
}
