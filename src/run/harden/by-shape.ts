import type { HardenContext } from '../../harden/context.ts'
import type { PodHardening } from '../../harden/hardening.ts'
import { ownsVolumes, podShape, rememberingShapes } from '../../volumes/model/pod-shape.ts'
import type { PodView } from '../../workload/pod/pod.ts'

/**
 * What `plan` makes of a pod, or made of another one of its shape. Nothing is remembered where more decides than the
 * shape, the settings and the objects of the stream.
 */
export function hardeningByShape(pod: PodView, context: HardenContext, plan: () => PodHardening): PodHardening {
  return ofPod(pod, remembered(context, shapeOf(pod, context), plan))
}

const remembered = rememberingShapes<PodHardening>(isTransferable)

/** Undefined: its name decides, too, or who else mounts its claim, or what the text of its document refused. */
function shapeOf(pod: PodView, context: HardenContext): string | undefined {
  const { settings, refused } = context
  if (refused !== undefined || settings.exemptions.length > 0 || !ownsVolumes(pod)) return undefined
  return podShape(pod, context)
}

/** Whether it speaks of no other part of the pod than the observations' own. */
function isTransferable({ observations }: PodHardening): boolean {
  return observations.every(({ observation }) => observation.code === 'not-hardened')
}

function ofPod(pod: PodView, hardening: PodHardening): PodHardening {
  const { hardenings, observations } = hardening
  if (observations.every(one => one.pod === pod)) return hardening
  return { hardenings, observations: observations.map(one => ({ ...one, pod })) }
}
