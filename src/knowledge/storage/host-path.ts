/** What a hostPath `type` makes of the path on the node. */
export interface HostPathType {
  /** A missing path is made, with this mode, for 0:0; one that exists keeps its owner and mode. */
  readonly created?: number
  /** What is known of the path, for people. */
  readonly means: string
  /** What the node must have, or no container of the pod starts. */
  readonly needs?: string
}

/**
 * pkg/volume/hostpath/host_path.go v1.36.2, lines 504-517. For `''` it is the container runtime that makes the path
 * (containerd internal/cri/opts/spec_linux_opts.go:141). No row decides about access: the path may exist already.
 */
export const hostPathTypes: Readonly<Record<string, HostPathType>> = {
  '': { created: 0o755, means: 'made 0:0 0755 by the container runtime unless it exists' },
  DirectoryOrCreate: { created: 0o755, means: 'made 0:0 0755 by the kubelet unless it exists' },
  FileOrCreate: { created: 0o644, means: 'made 0:0 0644 by the kubelet unless it exists', needs: 'its folder' },
  Directory: { means: 'expected to exist on the node', needs: 'a directory' },
  File: { means: 'expected to exist on the node as a file', needs: 'a file' },
  Socket: { means: 'expected to exist on the node as a socket', needs: 'a socket' },
  CharDevice: { means: 'expected to exist on the node as a character device', needs: 'a character device' },
  BlockDevice: { means: 'expected to exist on the node as a block device', needs: 'a block device' },
}
