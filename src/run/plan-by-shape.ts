import type { MountVerdict } from '../volumes/model/mount.ts'
import { ownsVolumes, podShape, rememberingShapes } from '../volumes/model/pod-shape.ts'
import { startsLike } from '../volumes/model/verdict.ts'
import type { StreamStorage } from '../volumes/model/volume/facts.ts'
import type { PodObservation } from '../workload/finding/observation.ts'
import type { PodView } from '../workload/pod/pod.ts'
import type { Workload } from './workload.ts'

/** What is judged of a pod's mounts, and what is to be said of them. */
export interface PlannedMounts {
  readonly verdicts: readonly MountVerdict[]
  readonly observations: readonly PodObservation[]
}

interface Context {
  readonly workload: Workload
  readonly storage: StreamStorage
}

/**
 * What `plan` makes of a pod's mounts, or made of another one of its shape. Nothing is remembered where more decides than
 * the shape, the settings and the objects of the stream: who else mounts a claim, or the name that an exemption is for.
 */
export function planByShape(pod: PodView, context: Context, plan: () => PlannedMounts): PlannedMounts {
  const { workload, storage } = context
  const { settings, demand } = workload
  const isAlone = settings.exemptions.length === 0 && ownsVolumes(pod)
  const shape = isAlone ? podShape(pod, demand) : undefined
  const { twin, planned } = remembered({ storage, settings }, shape, () => ({ twin: pod, planned: plan() }))
  return twin === pod ? planned : takenOver(pod, twin, planned)
}

const remembered = rememberingShapes<{ readonly twin: PodView; readonly planned: PlannedMounts }>(() => true)

function takenOver(pod: PodView, twin: PodView, { verdicts, observations }: PlannedMounts): PlannedMounts {
  startsLike(pod, twin)
  return { verdicts: verdicts.map(one => ({ ...one, pod })), observations: observations.map(one => ({ ...one, pod })) }
}
