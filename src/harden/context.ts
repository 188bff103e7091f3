import type { StreamStorage } from '../permissions/facts.ts'
import type { Level } from '../workload/level.ts'
import type { Settings } from '../workload/settings.ts'

/** What a pod is hardened for. */
export interface HardenContext {
  /** The level that the pod's namespace enforces. */
  readonly level: Level
  readonly settings: Settings
  /** Claims and classes of the stream. */
  readonly storage: StreamStorage
  /** True where the user exempted a check: it is then neither reported nor edited. Without a container: the whole pod. */
  readonly exempts: (check: string, container?: string) => boolean
}

/** Whether the four security-context fields are wanted at all: at privileged only by the policy's word. */
export function wantsFields({ level, settings }: HardenContext): boolean {
  return settings.harden.fields ?? level !== 'privileged'
}
