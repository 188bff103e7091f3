import { compact } from '../../manifest/compact.ts'
import { isMap, listAt, textAt } from '../../manifest/value.ts'
import { chownInitProblem, rootChownInitContainer } from '../../security/chown-init.ts'
import type { InitContainer } from '../../security/container.ts'
import { copyableEnv, envEntriesFor } from '../../security/env.ts'
import { isSameChownInit } from '../../security/same-init.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import type { FixLack } from '../../workload/reason/fix-reason.ts'
import { grouped } from '../model/grouped.ts'
import type { MountVerdict } from '../model/mount.ts'
import { initMounts } from './init-mounts.ts'
import {
  failing,
  freeName,
  helperImage,
  initImage,
  initResources,
  injectionObstacle,
  insertedFirst,
} from './injected.ts'
import type { FixKind, Situation } from './kind.ts'
import { fsGroupBeside } from './pod-group.ts'

/**
 * Chown the volume as root before anything else runs.
 *
 * Works for every file system that has owners and lets the node's root change them. `restricted` does not admit uid 0,
 * nor CAP_CHOWN even in a user namespace (check_capabilities_restricted.go).
 */
export const chownInitFix: FixKind = {
  id: 'chown-init',
  adds: 'container',
  allowedAt: ['privileged', 'baseline'],
  obstacle: (target, situation) =>
    injectionObstacle(situation.pod) ??
    volumeObstacle(target) ??
    containerObstacle(target, situation) ??
    duplicateOf(target, situation),
  gives: (target, situation) => {
    const owner = ownerOf(target, situation)
    return owner && { ...owner, group: 'as before' }
  },
  harden,
  summary: (target, situation) => {
    const { source, container } = target
    const owner = ownerOf(target, situation) ?? {}
    return { code: 'chown-init', source, owner, ...compact({ helper: helperImage(container, situation.settings) }) }
  },
}

function volumeObstacle({ facts, source }: MountVerdict): FixLack | undefined {
  if (facts === undefined) return { code: 'no-volume-named' }
  if (facts.readOnly) return { code: 'volume-read-only', source }
  if (facts.plugin === 'hostPath' && facts.claim === undefined) return { code: 'node-directory', would: 'chown' }
  if (facts.chownable === false || facts.squashed === true) return { code: 'owner-kept', source, certain: true }
  if (facts.chownable === undefined) return { code: 'owner-kept', source, certain: false }
  return undefined
}

function containerObstacle(target: MountVerdict, situation: Situation): FixLack | undefined {
  if (target.process.uid === undefined) return { code: 'uid-unknown' }
  const owner = ownerOf(target, situation)
  if (owner === undefined) return { code: 'gid-unknown' }
  const env = copyableEnv(target.container.spec.env)
  const image = initImage(target.container, situation.settings)
  const problem = chownInitProblem('name', image, owner.uid, owner.gid, initMounts([target]), { env })
  return problem === undefined ? undefined : { code: 'refused', problem }
}

/** An init container that already does the work is not added twice; what keeps it from helping is its own finding. */
function duplicateOf(target: MountVerdict, situation: Situation): FixLack | undefined {
  const wanted = containerFor([target], situation, { plain: [], taken: [] })
  const existing = listAt(situation.pod.spec, 'initContainers').find(
    container => isMap(container) && wanted !== undefined && isSameChownInit(container, wanted),
  )
  return existing === undefined ? undefined : { code: 'chowned-already', container: textAt(existing, 'name') ?? '?' }
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** `uid:fsGroup` where the pod sets fsGroup: sidecars rely on that group, and `uid:gid` would lock them out. */
function ownerOf(target: MountVerdict, situation: Situation): Owner | undefined {
  const { process } = target
  const gid = fsGroupBeside(target, situation) ?? process.gid
  return process.uid === undefined || gid === undefined ? undefined : { uid: process.uid, gid }
}

/** One container for each owner, in the order of the targets, all before the pod's own init containers. */
function harden(targets: readonly MountVerdict[], situation: Situation): readonly Hardening[] {
  const groups = grouped(targets, target => sharedKey(target, situation))
  const containers: InitContainer[] = []
  for (const [first, ...rest] of groups) {
    if (first === undefined) continue
    const plain = groups.length === 1 ? [baseName(situation)] : []
    const container = containerFor([first, ...rest], situation, { plain, taken: containers.map(({ name }) => name) })
    if (container !== undefined) containers.push(container)
  }
  return insertedFirst(situation.pod, containers, failing(targets))
}

function baseName({ settings }: Situation): string {
  return settings.harden.initName ?? 'chown-volumes'
}

/** Targets with one owner share a container, unless their sub-path expressions need variables of different values. */
function sharedKey(target: MountVerdict, situation: Situation): string {
  const owner = ownerOf(target, situation)
  const env = envEntriesFor([target.subPathExpr ?? ''], copyableEnv(target.container.spec.env))
  return JSON.stringify([owner?.uid, owner?.gid, env])
}

function containerFor(
  targets: readonly [MountVerdict, ...MountVerdict[]],
  situation: Situation,
  { plain, taken }: { readonly plain: readonly string[]; readonly taken: readonly string[] },
): InitContainer | undefined {
  const { pod, settings } = situation
  const [first] = targets
  const owner = ownerOf(first, situation)
  const image = initImage(first.container, settings)
  if (owner === undefined || image === undefined) return undefined
  const name = freeName(pod, [...plain, `${baseName(situation)}-${owner.uid}-${owner.gid}`], taken)
  return rootChownInitContainer(name, image, owner.uid, owner.gid, initMounts(targets), {
    policy: settings.harden.ownershipPolicy,
    env: copyableEnv(first.container.spec.env),
    ...initResources(first.container, settings),
  })
}
