import type { InitContainer } from '../../security/container.ts'
import { ownerAlignedInitContainer, ownerAlignedInitProblem } from '../../security/owner-aligned-init.ts'
import type { Hardening } from '../../workload/observation.ts'
import { accessWords } from '../../workload/reason/access-words.ts'
import { grouped } from '../model/grouped.ts'
import type { MountVerdict } from '../model/mount.ts'
import { ownedVolumes } from './init-mounts.ts'
import {
  freeName,
  initImage,
  initImageWords,
  initResources,
  injectionObstacle,
  insertedFirst,
  sharingNames,
} from './injected.ts'
import { joinGroup } from './join-group.ts'
import { everyLevel, type FixKind, type Situation } from './kind.ts'
import { podFieldObstacle } from './pod-field.ts'
import { groupOfPod } from './pod-group.ts'

/**
 * Let the volume's own non-root owner share its root with a group of the pod.
 *
 * An owner needs no capability for chgrp to a group he is in, nor for chmod, so `restricted` admits it
 * (chown(2), chmod(2)). The other processes reach the volume through the group, hence none of them loses it.
 */
export const ownerAlignedInitFix: FixKind = {
  id: 'owner-aligned-init',
  adds: 'container',
  allowedAt: everyLevel,
  obstacle: (target, situation) =>
    injectionObstacle(situation.pod) ??
    podFieldObstacle(situation.pod) ??
    volumeObstacle(target) ??
    containerObstacle(target, situation),
  gives: (_target, situation) => {
    const gid = groupOfPod(situation)
    return gid === undefined ? undefined : { gid, group: 'shared' }
  },
  harden,
  summary: (target, situation) =>
    `share ${target.source} with group ${groupOfPod(situation) ?? '?'} in an init container that runs as its owner, uid ${target.facts?.root?.uid ?? '?'}${assumption(target)}${initImageWords(target.container, situation.settings)}`,
}

/**
 * The container makes a missing sub-path as the owner, before the kubelet would make it as root. On a volume that an
 * earlier release used without this fix, the kubelet has made it: then only root can share it.
 */
function assumption({ subPath }: MountVerdict): string {
  return subPath
    ? `, if the kubelet has not made the sub-path ${subPath} before (it would belong to root, and chgrp would fail)`
    : ''
}

function volumeObstacle({ facts, source, subPathExpr }: MountVerdict): string | undefined {
  if (facts === undefined) return 'the mount names no volume of the pod'
  if (facts.readOnly) return `${source} is read-only`
  if (facts.plugin === 'hostPath' && facts.claim === undefined)
    return 'sharing a directory of the node changes it for everything else there'
  if (facts.root === undefined) return `the owner of ${source} is unknown`
  if (facts.root.uid === 0) return `${source} belongs to root`
  if (facts.chownable !== true || facts.squashed === true) return `${source} is not known to keep a group and a mode`
  if (subPathExpr !== undefined) return 'a subPathExpr is known to the kubelet only'
  return undefined
}

function containerObstacle(target: MountVerdict, situation: Situation): string | undefined {
  const { root } = target.facts ?? {}
  const gid = groupOfPod(situation)
  if (root === undefined || gid === undefined) return 'neither the uid nor the gid of the process is known'
  const image = initImage(target.container, situation.settings)
  if (image === undefined) return 'the container names no image'
  return ownerAlignedInitProblem({ name: 'name', image, owner: root, gid, volumes: ownedVolumes([target]) })
}

/** One container for each owner; all share with one group, which every process joins. */
function harden(targets: readonly MountVerdict[], situation: Situation): readonly Hardening[] {
  const gid = groupOfPod(situation)
  if (gid === undefined) return []
  const because = [...new Set(targets.map(target => `${target.source}: ${accessWords(target.reason)}`))].join('; ')
  const containers: InitContainer[] = []
  for (const served of grouped(targets, ownerKey)) {
    const container = containerFor(
      served,
      gid,
      situation,
      containers.map(({ name }) => name),
    )
    if (container !== undefined) containers.push(container)
  }
  return [...joinGroup(situation, gid, because), ...insertedFirst(situation.pod, containers, because)]
}

function ownerKey({ facts }: MountVerdict): string {
  return `${facts?.root?.uid}:${facts?.root?.gid}`
}

function containerFor(
  targets: readonly MountVerdict[],
  gid: number,
  { pod, settings }: Situation,
  taken: readonly string[],
): InitContainer | undefined {
  const [first] = targets
  const owner = first?.facts?.root
  const image = first && initImage(first.container, settings)
  if (first === undefined || owner === undefined || image === undefined) return undefined
  return ownerAlignedInitContainer({
    name: freeName(pod, sharingNames(owner.uid, settings), taken),
    image,
    owner,
    gid,
    volumes: ownedVolumes(targets),
    ...initResources(first.container, settings),
  })
}
