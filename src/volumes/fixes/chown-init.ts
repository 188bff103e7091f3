import { isMap, listAt, textAt } from '../../manifest/value.ts'
import { chownInitProblem, rootChownInitContainer } from '../../security/chown-init.ts'
import type { InitContainer } from '../../security/container.ts'
import { copyableEnv, envEntriesFor } from '../../security/env.ts'
import { isSameChownInit } from '../../security/same-init.ts'
import type { Hardening } from '../../workload/observation.ts'
import { accessWords } from '../../workload/reason/access-words.ts'
import { grouped } from '../model/grouped.ts'
import type { MountVerdict } from '../model/mount.ts'
import { initMounts } from './init-mounts.ts'
import { freeName, initImage, initImageWords, initResources, injectionObstacle, insertedFirst } from './injected.ts'
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
    const owner = ownerOf(target, situation)
    return `chown ${target.source} to ${owner?.uid ?? '?'}:${owner?.gid ?? '?'} in a root init container${initImageWords(target.container, situation.settings)}`
  },
}

function volumeObstacle({ facts, source }: MountVerdict): string | undefined {
  if (facts === undefined) return 'the mount names no volume of the pod'
  if (facts.readOnly) return `${source} is read-only`
  if (facts.plugin === 'hostPath' && facts.claim === undefined)
    return 'a chown of a directory on the node affects everything else that uses it'
  if (facts.chownable === false || facts.squashed === true) return `the owner of ${source} cannot be changed`
  if (facts.chownable === undefined) return `it is unknown whether the owner of ${source} can be changed`
  return undefined
}

function containerObstacle(target: MountVerdict, situation: Situation): string | undefined {
  if (target.process.uid === undefined) return 'the uid of the process is unknown'
  const owner = ownerOf(target, situation)
  if (owner === undefined)
    return 'the gid of the process is unknown: set runAsGroup or fsGroup, or name the image in the policy'
  const env = copyableEnv(target.container.spec.env)
  const image = initImage(target.container, situation.settings)
  return chownInitProblem('name', image, owner.uid, owner.gid, initMounts([target]), { env })
}

/** An init container that already does the work is not added twice; what keeps it from helping is its own finding. */
function duplicateOf(target: MountVerdict, situation: Situation): string | undefined {
  const wanted = containerFor([target], situation, { plain: [], taken: [] })
  const existing = listAt(situation.pod.spec, 'initContainers').find(
    container => isMap(container) && wanted !== undefined && isSameChownInit(container, wanted),
  )
  return existing === undefined ? undefined : `init container ${textAt(existing, 'name') ?? '?'} already chowns it`
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
  const because = targets.map(target => `${target.source}: ${accessWords(target.reason)}`)
  return insertedFirst(situation.pod, containers, [...new Set(because)].join('; '))
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
