import type { StreamStorage } from '../volumes/model/volume/facts.ts'
import type { RefusedChanges } from '../workload/finding/refused-changes.ts'
import type { PodView } from '../workload/pod/pod.ts'
import type { Level, PolicyVersion } from '../workload/settings/level.ts'
import type { Settings } from '../workload/settings/settings.ts'

/** What a pod is hardened for. */
export interface HardenContext {
  /** The level that the pod's namespace enforces. */
  readonly level: Level
  readonly version: PolicyVersion
  readonly settings: Settings
  /** Claims and classes of the stream. */
  readonly storage: StreamStorage
  /** True where the user exempted a check: it is then neither reported nor edited. Without a container: the whole pod. */
  readonly exempts: (check: string, container?: string) => boolean
  /** Changes that the text cannot take: planning does without them, and without what would need them. */
  readonly refused?: RefusedChanges
}

/** Whether the four security-context fields are wanted at all: at privileged only by the policy's word. */
export function wantsFields({ level, settings }: HardenContext): boolean {
  return settings.harden.fields ?? level !== 'privileged'
}

/** The minor of the policy version that is enforced, which `--kube-version` bounds. `latest` is past every minor. */
export function policyMinor({ version, settings }: Pick<HardenContext, 'version' | 'settings'>): number {
  const known = settings.kubeMinor ?? Number.POSITIVE_INFINITY
  return version === 'latest' ? known : Math.min(version, known)
}

/** Since v1.35 a pod with a user namespace of its own may run as root in it (KEP-127). */
export function mayBeRootInside(pod: PodView, context: HardenContext): boolean {
  return pod.spec.hostUsers === false && policyMinor(context) >= 35
}
