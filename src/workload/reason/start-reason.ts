/** What stops a step of a script. */
export type StepLack =
  | { readonly code: 'read-only' }
  | { readonly code: 'exists' }
  | { readonly code: 'absent' }
  /** `xargs` without `-r` runs its program on nothing. */
  | { readonly code: 'nothing-found' }
  /** Nobody can change the owner of the volume, which is named for people. */
  | { readonly code: 'owner-kept'; readonly source: string }
  | { readonly code: 'capability'; readonly capability: string; readonly uid: number }

/**
 * Why a container does not start, or may not. Where the kubelet or the runtime refuses it, the code is that of the
 * refusal in `knowledge/messages`.
 */
export type StartReason =
  | { readonly code: 'runs-as-root' }
  | { readonly code: 'image-user-named'; readonly user: string; readonly uid?: number }
  /** `becomes` is the user that the image's entrypoint switches to. */
  | { readonly code: 'image-runs-as-root'; readonly becomes?: number }
  | { readonly code: 'group-without-user'; readonly group: number }
  | { readonly code: 'image-name-invalid'; readonly image: string }
  /** `subPathExpr` names a variable that is not given, or is empty. */
  | { readonly code: 'sub-path-variable'; readonly variable: string }
  /** The path that `subPathExpr` expands to leaves the volume. */
  | { readonly code: 'sub-path-absolute' | 'sub-path-backsteps'; readonly path: string }
  | { readonly code: 'sub-path-missing'; readonly path: string; readonly volume: string }
  /** The lock says that the image has no directory at the sub-path. */
  | { readonly code: 'image-sub-path-missing'; readonly path: string; readonly volume: string }
  /** The mount point lies below what `container` mounts read-only at `outer`; `exists` says whether it may be there. */
  | {
      readonly code: 'mount-point-missing'
      readonly mountPath: string
      readonly outer: string
      readonly container: string
      readonly exists: 'no' | 'unknown'
    }
  /** The program lies in the image, behind a mount in which nothing lies; `source` is the volume, for people. */
  | {
      readonly code: 'program-hidden'
      readonly program: string
      readonly mountPath: string
      readonly source: string
      readonly exists: 'no' | 'unknown'
    }
  /** The node must have the path, as what its type asks for. */
  | { readonly code: 'host-path-type'; readonly path: string; readonly needs: string; readonly type: string }
  /** The kubelet makes the file, and not the folder that it lies in. */
  | { readonly code: 'host-path-folder'; readonly path: string; readonly type: string }
  | { readonly code: 'host-path-sub-path'; readonly path: string }
  /** Runtimes that do not know supplementalGroupsPolicy Strict refuse the pod. */
  | { readonly code: 'strict-groups'; readonly nodes?: NodesWithout }
  | { readonly code: 'idmapped-nfs' }
  | { readonly code: 'block-device'; readonly claim: string }
  /** The entrypoint starts as root and lacks the capabilities to become its user. */
  | {
      readonly code: 'cannot-switch-user'
      readonly uid: number
      readonly gid: number
      readonly lacks: readonly string[]
    }
  /** `command` is the first step that fails or may fail; absent where that is open. */
  | {
      readonly code: 'command-fails'
      readonly fails: 'yes' | 'unknown'
      readonly command?: string
      readonly uid?: number
      readonly lack?: StepLack
    }

/** How many nodes of the cluster lack a feature, and which runtimes there are, as locked. */
export type NodesWithout = {
  readonly lacking: 'all' | 'some'
  readonly runtimes: readonly string[]
}

/** Why a container is kept from starting by itself, or by an init container that it waits for. */
export type WaitReason =
  | StartReason
  | {
      readonly code: 'init-container'
      readonly name: string
      readonly starts: 'no' | 'unknown'
      readonly reason: StartReason
    }
