import type { PodView } from '../../workload/pod/pod.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { MountVerdict } from '../model/mount.ts'
import type { StartProblem } from '../model/start/obstacle.ts'
import type { StreamStorage } from '../model/volume/facts.ts'
import type { Situation } from './kind.ts'

/** A pod, what its mounts come to, and how another pod would be judged in its place. */
export interface Base extends Situation {
  readonly storage: StreamStorage
  readonly verdicts: readonly MountVerdict[]
  /** Under other settings, where a volume is thought to be another one. */
  readonly judge: (pod: PodView, settings?: Settings) => readonly MountVerdict[]
  /** Why containers of a pod do not start, or may not, at the first start or a later one. */
  readonly problems: (pod: PodView) => readonly StartProblem[]
  /** No fix that adds a container is wanted. */
  readonly addsNothing?: true
  /** Volumes of which everybody must get for certain what he wants: what is unknown is served as well. */
  readonly certainOf?: ReadonlySet<string>
}
