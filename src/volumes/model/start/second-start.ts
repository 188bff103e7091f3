import type { PodView } from '../../../workload/pod/pod.ts'
import type { PartialOwnership } from '../partial.ts'
import { changePolicyOf, fsGroupOf } from '../process/identity.ts'
import { rootAfterWalk } from '../volume/mode.ts'
import { changeEvery, inEvery, orElse } from '../worlds.ts'
import { directoryAt, initialState, throughout, type VolumeState, type VolumeStates } from './directories.ts'

/**
 * The volumes as the next pod of a workload meets them: what lies behind a claim or on the node is as the last one left
 * it, the rest is new. The kubelet applies fsGroup again.
 */
export function setUpAgain(pod: PodView, states: VolumeStates): VolumeStates {
  return new Map(
    [...states].map(([name, state]) => [name, lasts(state) ? walkedAgain(pod, state) : initialState(state.volume)]),
  )
}

/** An ephemeral claim goes with its pod, as an emptyDir does. */
function lasts({ volume: { facts } }: VolumeState): boolean {
  if (facts.claim !== undefined) return facts.claim.origin !== 'ephemeral'
  return facts.plugin === 'hostPath' || facts.plugin === 'nfs' || facts.plugin === 'iscsi' || facts.plugin === 'fc'
}

/** `OnRootMismatch` skips a volume whose root has the group and the bits already. */
function walkedAgain(pod: PodView, state: VolumeState): VolumeState {
  const fsGroup = fsGroupOf(pod)
  if (fsGroup === undefined || state.volume.facts.fsGroup !== 'honoured') return state
  const walked = (inode: PartialOwnership) => rootAfterWalk(inode, fsGroup, 'writable')
  const after = throughout(state, '', { by: '', inode: walked })
  if (changePolicyOf(pod) === 'Always') return withoutTrace(state, after)
  const root = directoryAt(state, '')?.worlds ?? []
  const matches = inEvery(root, inode => (isSame(inode, walked(inode)) ? 'yes' : 'no'))
  if (matches === 'yes') return state
  return matches === 'no' ? withoutTrace(state, after) : eitherOf(state, walked)
}

/** The kubelet is no init container that a sentence could name. */
function withoutTrace(before: VolumeState, after: VolumeState): VolumeState {
  const directories = [...after.directories].map(([path, found]) => {
    const reowned = before.directories.get(path)?.reowned ?? []
    return [path, { ...found, reowned }] as const
  })
  return { ...after, directories: new Map(directories) }
}

function eitherOf(state: VolumeState, walked: (inode: PartialOwnership) => PartialOwnership): VolumeState {
  const directories = [...state.directories].map(([path, found]) => {
    return [path, { ...found, worlds: orElse(found.worlds, changeEvery(found.worlds, walked)) }] as const
  })
  return { ...state, directories: new Map(directories) }
}

function isSame(a: PartialOwnership, b: PartialOwnership): boolean {
  return a.gid === b.gid && a.set === b.set && a.maybe === b.maybe
}
