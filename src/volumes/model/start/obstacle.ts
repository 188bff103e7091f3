import type { ImageFacts } from '../../../knowledge/images/image-facts.ts'
import type { FieldPath } from '../../../manifest/path.ts'
import { mapAt } from '../../../manifest/value.ts'
import type { OwnershipStep } from '../../../security/ownership-step.ts'
import { effective } from '../../../workload/effective.ts'
import type { ContainerView, PodView } from '../../../workload/pod.ts'
import type { Identity } from '../mount.ts'
import { idOf } from '../process/identity.ts'
import { cannotDrop } from '../process/root-phase.ts'

/** Why a container does not start, or may not. */
export interface Obstacle {
  /** What has to change: a field of the pod, a volume, the container, or what its command does. */
  readonly of: 'pod' | 'volume' | 'container' | 'command'
  readonly because: string
  /** The step of the container's own script that fails; absent where it is its image's entrypoint. */
  readonly step?: OwnershipStep['op']
  /** That step takes root, or a capability that root does not have here. */
  readonly ofPrivilege?: true
  /** It starts as root and cannot become this user. */
  readonly cannotBecome?: { readonly uid: number; readonly gid: number }
  /** What a person can do about it, in one clause. */
  readonly cure?: string
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
    because: `the pod sets runAsGroup and no runAsUser: user group "${group}" is specified without user`,
    cure: 'also set runAsUser, or set runAsGroup in the containers',
    path: [...pod.path, 'securityContext', 'runAsGroup'],
  }
}

/**
 * Nodes whose runtime does not report the feature fail the pod (`SupplementalGroupsPolicyNotSupported`, since 1.33; seen
 * on kubelet 1.36.3 with containerd 1.6). containerd has it since 2.0 and CRI-O since 1.31 (KEP-3619).
 */
export function strictGroups(pod: PodView): string | undefined {
  if (mapAt(pod.spec, 'securityContext')?.supplementalGroupsPolicy !== 'Strict') return undefined
  return 'may not start: supplementalGroupsPolicy Strict needs containerd 2.0 or CRI-O 1.31; nodes with an older runtime refuse the pod'
}

/** Why the kubelet refuses to start a container: pkg/kubelet/kuberuntime/security_context_others.go:34, v1.36.2, in its words. */
export function refusedAsRoot(
  pod: PodView,
  container: ContainerView,
  identity: Identity,
  image: ImageFacts | undefined,
): Obstacle | undefined {
  if (effective(pod, container, 'runAsNonRoot') !== true) return undefined
  const written = idOf(effective(pod, container, 'runAsUser'))
  if (written === 0)
    return refused("container's runAsUser breaks non-root policy", 'set runAsUser to a user other than 0')
  if (written !== undefined) return undefined
  const { name, uid } = image?.user ?? {}
  if (name !== undefined) {
    const which = uid === undefined ? 'to the number of that user' : `to ${uid}, the number of that user`
    return refused(
      `container has runAsNonRoot and image has non-numeric user (${name}), cannot verify user is non-root`,
      `set securityContext.runAsUser ${which}`,
    )
  }
  if (identity.uid !== 0) return undefined
  const becomes = image?.switchesTo?.uid
  const which =
    becomes === undefined
      ? 'to a user other than 0 that the image can run as'
      : `to ${becomes}, the user that it becomes`
  return refused('container has runAsNonRoot and image will run as root', `set securityContext.runAsUser ${which}`)
}

function refused(because: string, cure: string): Obstacle {
  return { of: 'container', because, cure }
}

/** Why an entrypoint that starts as root gives up at once. */
export function stuckAsRoot(process: Identity, image: ImageFacts | undefined): Obstacle | undefined {
  const because = cannotDrop(process, image)
  if (because === undefined || process.switchesTo === undefined) return undefined
  const { uid, gid } = process.switchesTo
  return {
    of: 'command',
    because,
    cannotBecome: process.switchesTo,
    cure: `run it as ${uid}:${gid} from the start, or add these capabilities, which restricted does not admit`,
  }
}
