import { textAt } from '../../manifest/value.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { effective } from '../../workload/pod/effective.ts'
import { containersOf } from '../../workload/pod/pod.ts'
import type { MountVerdict, VolumeFacts } from '../model/mount.ts'
import { privateGroup } from '../model/process/private-group.ts'
import type { Situation } from './kind.ts'
import { podFieldObstacle, podId, wroteInContext } from './pod-field.ts'

/**
 * The group that a pod's volumes are shared with: its fsGroup, else that of the first container that writes a volume
 * which can be shared; best one that outlives the pod, and of a container with a user of its own.
 *
 * A property of the pod and not of a mount: containers of different groups get their volumes through the same one,
 * whichever fixes are combined, and each fix can say which that is. For the same reason it does not hinge on what
 * works today, nor on an image that starts as root, which may become somebody else by a fix of its own.
 */
export function groupOfPod(situation: Situation): number | undefined {
  const { pod, verdicts } = situation
  const written = podId(pod, 'fsGroup')
  if (written !== undefined) return written
  const writers = verdicts.filter(verdict => canBeShared(verdict) && privateGroup(verdict.process) !== undefined)
  const own = writers.filter(verdict => hasOwnUser(verdict, situation))
  const best = own.find(({ facts }) => facts?.plugin !== 'emptyDir') ?? own[0] ?? writers[0]
  return best && privateGroup(best.process)
}

function canBeShared({ wants, facts }: MountVerdict): boolean {
  return wants === 'write' && facts?.readOnly === false && (appliesFsGroup(facts) || facts.chownable === true)
}

/** Whether the pod's fsGroup reaches the volume, by the kubelet or by the driver. */
function appliesFsGroup({ fsGroup }: VolumeFacts): boolean {
  return fsGroup === 'honoured' || fsGroup === 'delegated'
}

function hasOwnUser({ container, process }: MountVerdict, { original, settings }: Situation): boolean {
  const written = containersOf(original).find(({ list, index }) => list === container.list && index === container.index)
  const named = written !== undefined && effective(original, written, 'runAsUser') !== undefined
  const becomes = imageFacts(textAt(container.spec, 'image'), settings)?.switchesTo
  return privateGroup(process) !== 0 && (named || becomes === undefined)
}

/** The fsGroup that the pod has, or gets with the fix of another volume, which honours it. */
export function fsGroupBeside({ volume }: MountVerdict, situation: Situation): number | undefined {
  const { pod, verdicts } = situation
  const written = podId(pod, 'fsGroup')
  if (written !== undefined || wroteInContext(pod, 'fsGroup') || podFieldObstacle(pod) !== undefined) return written
  const others = verdicts.filter(verdict => verdict.volume !== volume && verdict.write === 'no' && canBeShared(verdict))
  return others.some(({ facts }) => facts && appliesFsGroup(facts)) ? groupOfPod(situation) : undefined
}
