import type { StreamStorage } from '../../volumes/model/volume/facts.ts'
import type { ContainerView, PodView } from '../../workload/pod/pod.ts'
import type { CommandPlace } from '../../workload/reason/harden-reason.ts'

/** Words that a container is seen to start, and where they stand. */
export interface ContainerCommand {
  readonly place: CommandPlace
  readonly words: readonly string[]
}

/** The container in its pod, and the ConfigMaps that it may mount. */
export interface CommandSource {
  readonly pod: PodView
  readonly container: Pick<ContainerView, 'spec'>
  readonly configMaps: StreamStorage['configMaps']
}
