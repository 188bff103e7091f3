import type { ImageFacts } from '../../../knowledge/images/image-facts.ts'
import { compact } from '../../../manifest/compact.ts'
import type { FieldPath } from '../../../manifest/path.ts'
import { mapAt } from '../../../manifest/value.ts'
import type { OwnershipStep } from '../../../shell/steps/ownership-step.ts'
import { effective } from '../../../workload/pod/effective.ts'
import type { ContainerView, PodView } from '../../../workload/pod/pod.ts'
import type { StartReason } from '../../../workload/reason/start-reason.ts'
import type { Identity } from '../mount.ts'
import { idOf } from '../process/identity.ts'
import { lacksToDrop } from '../process/root-phase.ts'

/** Why a container does not start, or may not. */
export interface Obstacle {
  /** What has to change: a field of the pod, a volume, the container, or what its command does. */
  readonly of: 'pod' | 'volume' | 'container' | 'command'
  readonly reason: StartReason
  /** The step of the container's own script that fails; absent where it is its image's entrypoint. */
  readonly step?: OwnershipStep['op']
  /** That step takes root, or a capability that root does not have here. */
  readonly ofPrivilege?: true
  /** Where it lies, if it is no container's. */
  readonly path?: FieldPath
}

/** An obstacle of a pod, and whose it is. */
export interface StartProblem {
  readonly obstacle: Obstacle
  /** `unknown`: it starts only if something holds that the manifest does not say. */
  readonly starts: 'no' | 'unknown'
  /** The first start goes well, and every later one fails on what the first one left. */
  readonly onlyLater?: true
  /** Absent where no container of the pod starts. */
  readonly container?: ContainerView
}

/**
 * Why the pod's sandbox is not made. containerd resolves the pod's user for it, and refuses a group without one; a user of
 * the containers does not help (internal/cri/util/util.go `GenerateUserString`; seen on kubelet 1.36.3).
 */
export function podObstacle(pod: PodView): Obstacle | undefined {
  const context = mapAt(pod.spec, 'securityContext')
  const group = idOf(context?.runAsGroup)
  if (group === undefined || (context?.runAsUser ?? null) !== null) return undefined
  return {
    of: 'pod',
    reason: { code: 'group-without-user', group },
    path: [...pod.path, 'securityContext', 'runAsGroup'],
  }
}

/**
 * Whether the pod asks for supplementalGroupsPolicy Strict. Nodes whose runtime does not report the feature fail the pod
 * (`SupplementalGroupsPolicyNotSupported`, since 1.33; seen on kubelet 1.36.3 with containerd 1.6). containerd has it since
 * 2.0 and CRI-O since 1.31 (KEP-3619).
 */
export function hasStrictGroups(pod: PodView): boolean {
  return mapAt(pod.spec, 'securityContext')?.supplementalGroupsPolicy === 'Strict'
}

/** Why the kubelet refuses to start a container: pkg/kubelet/kuberuntime/security_context_others.go:34, v1.36.2. */
export function refusedAsRoot(
  pod: PodView,
  container: ContainerView,
  identity: Identity,
  image: ImageFacts | undefined,
): Obstacle | undefined {
  if (effective(pod, container, 'runAsNonRoot') !== true) return undefined
  const written = idOf(effective(pod, container, 'runAsUser'))
  if (written === 0) return { of: 'container', reason: { code: 'runs-as-root' } }
  if (written !== undefined) return undefined
  const { name, uid } = image?.user ?? {}
  if (name !== undefined)
    return { of: 'container', reason: { code: 'image-user-named', user: name, ...compact({ uid }) } }
  if (identity.uid !== 0) return undefined
  return { of: 'container', reason: { code: 'image-runs-as-root', ...compact({ becomes: image?.switchesTo?.uid }) } }
}

/** Why an entrypoint that starts as root gives up at once. */
export function stuckAsRoot(process: Identity, image: ImageFacts | undefined): Obstacle | undefined {
  const lacks = lacksToDrop(process, image)
  if (process.switchesTo === undefined || lacks.length === 0) return undefined
  return { of: 'command', reason: { code: 'cannot-switch-user', ...process.switchesTo, lacks } }
}
