import { compact } from '../../manifest/compact.ts'
import type { InitContainer } from '../../security/container.ts'
import { ownerAlignedInitContainer, ownerAlignedInitProblem } from '../../security/owner-aligned-init.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import type { FixLack, FixSummary } from '../../workload/reason/fix-reason.ts'
import { grouped } from '../model/grouped.ts'
import type { MountVerdict } from '../model/mount.ts'
import { ownedVolumes } from './init-mounts.ts'
import {
  failing,
  freeName,
  helperImage,
  initImage,
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
  summary,
}

/**
 * The container makes a missing sub-path as the owner, before the kubelet would make it as root. On a volume that an
 * earlier release used without this fix, the kubelet has made it: then only root can share it.
 */
function summary({ source, container, facts, subPath }: MountVerdict, situation: Situation): FixSummary {
  const helper = helperImage(container, situation.settings)
  const [group, uid] = [groupOfPod(situation), facts?.root?.uid]
  return { code: 'owner-aligned-init', source, ...compact({ group, uid, subPath: subPath || undefined, helper }) }
}

function volumeObstacle({ facts, source, subPathExpr }: MountVerdict): FixLack | undefined {
  if (facts === undefined) return { code: 'no-volume-named' }
  if (facts.readOnly) return { code: 'volume-read-only', source }
  if (facts.plugin === 'hostPath' && facts.claim === undefined) return { code: 'node-directory', would: 'share' }
  if (facts.root === undefined) return { code: 'owner-unknown', source }
  if (facts.root.uid === 0) return { code: 'owned-by-root', source }
  if (facts.chownable !== true || facts.squashed === true) return { code: 'keeps-no-group', source }
  if (subPathExpr !== undefined) return { code: 'sub-path-expression' }
  return undefined
}

function containerObstacle(target: MountVerdict, situation: Situation): FixLack | undefined {
  const { root } = target.facts ?? {}
  const gid = groupOfPod(situation)
  if (root === undefined || gid === undefined) return { code: 'ids-unknown' }
  const image = initImage(target.container, situation.settings)
  if (image === undefined) return { code: 'no-image' }
  const problem = ownerAlignedInitProblem({ name: 'name', image, owner: root, gid, volumes: ownedVolumes([target]) })
  return problem === undefined ? undefined : { code: 'refused', problem }
}

/** One container for each owner; all share with one group, which every process joins. */
function harden(targets: readonly MountVerdict[], situation: Situation): readonly Hardening[] {
  const gid = groupOfPod(situation)
  if (gid === undefined) return []
  const reason = failing(targets)
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
  return [...joinGroup(situation, gid, reason), ...insertedFirst(situation.pod, containers, reason)]
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
