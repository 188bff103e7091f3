/** What a hostPath `type` makes of the path on the node. */
export interface HostPathType {
  /** What is known of the path, for people: a path that exists keeps its owner and mode. */
  readonly means: string
  /** What the node must have, or no container of the pod starts. */
  readonly needs?: string
}

/**
 * pkg/volume/hostpath/host_path.go v1.36.2, lines 504-517. For `''` it is the container runtime that makes the path
 * (containerd internal/cri/opts/spec_linux_opts.go:141). No row decides about access: the path may exist already.
 */
export const hostPathTypes: Readonly<Record<string, HostPathType>> = {
  '': { means: 'made 0:0 0755 by the container runtime unless it exists' },
  DirectoryOrCreate: { means: 'made 0:0 0755 by the kubelet unless it exists' },
  FileOrCreate: { means: 'made 0:0 0644 by the kubelet unless it exists', needs: 'its folder' },
  Directory: { means: 'expected to exist on the node', needs: 'a directory' },
  File: { means: 'expected to exist on the node as a file', needs: 'a file' },
  Socket: { means: 'expected to exist on the node as a socket', needs: 'a socket' },
  CharDevice: { means: 'expected to exist on the node as a character device', needs: 'a character device' },
  BlockDevice: { means: 'expected to exist on the node as a block device', needs: 'a block device' },
}
