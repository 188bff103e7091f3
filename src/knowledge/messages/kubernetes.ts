import type { Wording } from './wording.ts'

const container = String.raw`(?:.*\(pod: "(?<pod>[^"_]+)_[^"]*", container: (?<container>[\w.-]+)\))?`

/** What the API server, the kubelet and the container runtime say of a pod that does not come up. */
export const kubernetesWordings: readonly Wording[] = [
  {
    by: 'Pod Security admission',
    source: 'staging/src/k8s.io/pod-security-admission/admission/admission.go, v1.36.2; README of reports/05',
    action: 'admit',
    match: /(?:pods? "(?<pod>[^"]+)" is forbidden: )?(?:would )?violates? PodSecurity (?<sentence>"[^"]+": .*)/i,
    errno: 'none',
  },
  {
    by: 'SecurityContextConstraints admission of OpenShift',
    source: 'github.com/projectnessie/nessie/issues/11823, github.com/codecentric/helm-charts/issues/203',
    action: 'admit',
    match:
      /(?:pods? "(?<pod>[^"]+)" is forbidden: )?unable to validate against any security context constraint:(?<sentence>.*)/i,
    errno: 'none',
  },
  {
    by: 'kubelet',
    source: 'pkg/kubelet/kuberuntime/security_context_others.go:34, v1.36.2',
    action: 'start',
    match: new RegExp(
      `(?<sentence>container has runAsNonRoot and image has non-numeric user \\((?<user>[^)]*)\\), cannot verify user is non-root)${container}`,
      'i',
    ),
    errno: 'none',
    refusal: 'image-user-named',
  },
  {
    by: 'kubelet',
    source: 'pkg/kubelet/kuberuntime/security_context_others.go:34, v1.36.2',
    action: 'start',
    match: new RegExp(`(?<sentence>container has runAsNonRoot and image will run as root)${container}`, 'i'),
    errno: 'none',
    refusal: 'image-runs-as-root',
  },
  {
    by: 'kubelet',
    source: 'pkg/kubelet/kuberuntime/security_context_others.go:34, v1.36.2',
    action: 'start',
    match: new RegExp(`(?<sentence>container's runAsUser breaks non-root policy)${container}`, 'i'),
    errno: 'none',
    refusal: 'runs-as-root',
  },
  {
    by: 'kubelet and containerd',
    source: 'internal/cri/util/util.go GenerateUserString of containerd 2.1',
    action: 'start',
    match: /(?<sentence>user group "?(?<group>\d+)"? is specified without user)/i,
    errno: 'none',
    refusal: 'group-without-user',
  },
  {
    by: 'kubelet',
    source: 'pkg/kubelet/kubelet_pods.go makeMounts, v1.36.2',
    action: 'start',
    match:
      /(?<sentence>failed to create subPath directory) for volumeMount "(?<volume>[^"]+)" of container "(?<container>[^"]+)"/i,
    errno: 'none',
    refusal: 'sub-path-missing',
  },
  {
    by: 'kubelet',
    source: 'pkg/kubelet/kubelet_pods.go makeMounts, v1.36.2',
    action: 'start',
    match:
      /(?<sentence>failed to prepare subPath) for volumeMount "(?<volume>[^"]+)" of container "(?<container>[^"]+)"/i,
    errno: 'none',
  },
  {
    by: 'kubelet',
    source:
      'pkg/util/parsers/parsers.go ParseImageName, v1.36.2; github.com/jupyterhub/zero-to-jupyterhub-k8s/issues/472, github.com/FootprintAI/Containarium/issues/1524',
    action: 'start',
    match: /(?<sentence>couldn't parse image (?:name|reference) "(?<image>[^"]*)")/i,
    errno: 'none',
    refusal: 'image-name-invalid',
  },
  {
    by: 'kubelet',
    source: 'pkg/kubelet/images/types.go ErrInvalidImageName, v1.36.2; github.com/helm/charts/issues/14012',
    action: 'start',
    match: /(?<sentence>InvalidImageName)/,
    errno: 'none',
    refusal: 'image-name-invalid',
  },
  {
    by: 'kubelet: subPathExpr',
    source: 'pkg/kubelet/container/helpers.go ExpandContainerVolumeMounts, v1.36.2',
    action: 'start',
    match: /(?<sentence>missing value for "(?<variable>[^"]+)")/i,
    errno: 'none',
    refusal: 'sub-path-variable',
  },
  {
    by: 'kubelet: subPathExpr',
    source: 'pkg/kubelet/kubelet_pods.go makeMounts, v1.36.2',
    action: 'start',
    match: /(?<sentence>error SubPath `(?<path>[^`]*)` must not be an absolute path)/i,
    errno: 'none',
    refusal: 'sub-path-absolute',
  },
  {
    by: 'kubelet: subPathExpr',
    source: 'pkg/kubelet/kubelet_pods.go makeMounts, v1.36.2',
    action: 'start',
    match: /(?<sentence>unable to provision SubPath `(?<path>[^`]*)`)/i,
    errno: 'none',
    refusal: 'sub-path-backsteps',
  },
  {
    by: 'kubelet: supplementalGroupsPolicy',
    source: 'pkg/kubelet/lifecycle/predicate.go SupplementalGroupsPolicyNotSupported, v1.36.2',
    action: 'start',
    match: /(?<sentence>SupplementalGroupsPolicyNotSupported|SupplementalGroupsPolicy=Strict is not supported)/i,
    errno: 'none',
    refusal: 'strict-groups',
  },
  {
    by: 'runc',
    source: 'libcontainer/rootfs_linux.go, runc 1.3: "error mounting … to rootfs at …"',
    action: 'start',
    match: /(?<sentence>error mounting) "[^"]+" to rootfs at "(?<path>[^"]+)": .*read-only file system/i,
    errno: 'none',
    refusal: 'mount-point-missing',
  },
  {
    by: 'runc',
    source:
      'libcontainer/standard_init_linux.go, runc 1.3: "exec: \\"/app/serve\\": stat /app/serve: no such file or directory"',
    action: 'start',
    match: /(?<sentence>exec: "(?<path>\/[^"]+)": stat [^:]+: no such file or directory)/i,
    errno: 'none',
    refusal: 'program-hidden',
  },
  {
    by: 'kubelet: its walk for fsGroup, where nothing is mounted',
    source: 'pkg/volume/volume_linux.go, v1.36.2; github.com/openebs/openebs/issues/3579, zfs-localpv/issues/547',
    action: 'set-up',
    match:
      /(?:for volume "(?<volume>[^"]+)" : .*)?(?<sentence>applyFSGroup failed) for vol .*no such file or directory/i,
    errno: 'none',
    refusal: 'mount-absent',
  },
  {
    by: 'kubelet: its walk for fsGroup',
    source:
      'pkg/volume/csi/csi_mounter.go applyFSGroup, v1.36.2; github.com/kubernetes-csi/csi-driver-nfs/issues/894, github.com/dell/csm/issues/880',
    action: 'set-up',
    match: /(?:for volume "(?<volume>[^"]+)" : .*)?(?<sentence>applyFSGroup failed) for vol/i,
    errno: 'none',
    refusal: 'fs-group-walk',
  },
  {
    by: 'kubelet: hostPath types',
    source: 'pkg/volume/hostpath/host_path.go checkTypeInternal, v1.36.2',
    action: 'set-up',
    match: /(?:for volume "(?<volume>[^"]+)" : )?(?<sentence>hostPath type check failed): (?<path>\/\S*)/i,
    errno: 'none',
    refusal: 'host-path-type',
  },
  {
    by: 'mount.nfs on the node',
    source: 'nfs-utils utils/mount/error.c: "access denied by server while mounting"',
    action: 'set-up',
    match: /(?:for volume "(?<volume>[^"]+)" : .*)?(?<sentence>access denied by server while mounting)/i,
    errno: 'none',
  },
  {
    by: 'kubelet',
    source: 'pkg/volume/util/operationexecutor/operation_generator.go, v1.36.2',
    action: 'set-up',
    match:
      /MountVolume\.(?:SetUp|MountDevice|NewMounter)\S* (?:initialization )?failed for volume "(?<volume>[^"]+)" ?: .*(?<sentence>permission denied|operation not permitted|read-only file system)/i,
    errno: 'none',
  },
  {
    by: 'runc and the kernel: execve',
    source:
      'libcontainer/standard_init_linux.go, runc 1.3; github.com/AdguardTeam/AdGuardHome/issues/4565, github.com/rustfs/rustfs/issues/1172',
    action: 'execute',
    match:
      /exec(?: container process| user process caused)?:?\s[\\"'`]*(?<path>\/[^\s"'`\\:]+)[\\"'`]*:\s*(?:operation not permitted|permission denied)/i,
  },
  {
    by: 'runc and the kernel: execve',
    source: 'github.com/moby/moby/issues/26495',
    action: 'execute',
    match: /exec user process caused:? [\\"'`]*(?:operation not permitted|permission denied)/i,
  },
]
