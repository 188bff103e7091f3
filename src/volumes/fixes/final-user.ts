import type { ImageFacts } from '../../knowledge/images/image-facts.ts'
import { mapAt, textAt } from '../../manifest/value.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { saidBy } from '../../workload/image/merged-facts.ts'
import { effective } from '../../workload/pod/effective.ts'
import { runsEntrypoint } from '../../workload/pod/entrypoint.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod/pod.ts'
import { changesOf, podAfter } from '../../workload/pod/pod-after.ts'
import type { Level } from '../../workload/settings/level.ts'
import type { MountVerdict } from '../model/mount.ts'
import { idOf } from '../model/process/identity.ts'
import type { Base } from './base.ts'
import type { Situation } from './kind.ts'
import { type LostDirectory, lostDirectories } from './own-directories.ts'
import { type Outcome, searchFixes, targetsOf } from './search.ts'
import { byMount, isWorse, mountKey, satisfied } from './simulate.ts'

/** A container whose image starts as root and drops to an identity that the manifest could name from the start. */
interface Dropping {
  readonly container: ContainerView
  readonly uid: number
  /** The image's, unless the manifest names another one. */
  readonly gid: number
  /** What the image's entrypoint becomes. */
  readonly becomes: string
  readonly from: string
  readonly facts: ImageFacts
}

/** What running such containers as their final user comes to, with the volume fixes that this takes. */
export interface FinalUser {
  readonly containers: readonly Dropping[]
  readonly outcome: Outcome
}

/** A final user that was tried, with the mounts that still fail. */
export interface TriedFinalUser extends FinalUser {
  readonly failed: readonly MountVerdict[]
  /** What the image has in place of a mount, and would no longer be chowned. */
  readonly lost: readonly LostDirectory[]
}

/**
 * Run root-then-drop images as the user they drop to from the start, with the volume fixes that this user needs.
 *
 * It spares them the root phase and its capabilities, so it serves pods whose root phase is bound
 * to fail: because its capabilities are dropped, because runAsNonRoot is set, or because `restricted` admits no root.
 */
export function finalUser(base: Base, level: Level): FinalUser | undefined {
  const tried = tryFinalUser(base, level)
  return tried !== undefined && worksAsUser(tried) ? tried : undefined
}

/** Whether a final user that was tried can use all that it finds. */
export function worksAsUser({ failed, lost }: TriedFinalUser): boolean {
  return failed.length === 0 && lost.length === 0
}

/** As `finalUser`, with the mounts that would not work: they tell why it is not done. */
export function tryFinalUser(base: Base, level: Level): TriedFinalUser | undefined {
  const containers = containersFor(base, level)
  if (containers.length === 0) return undefined
  const outcome = outcomeAs(base, containers, level)
  const after = byMount(outcome.verdicts)
  const mustWork = (verdict: MountVerdict) =>
    verdict.wants === 'write' && containers.some(({ container }) => isOf(container)(verdict))
  const failed = base.verdicts.flatMap(verdict => {
    const now = after.get(mountKey(verdict))
    if (now === undefined) return [verdict]
    const works = mustWork(verdict) ? satisfied(now, base.settings) : !isWorse(verdict, now)
    return works ? [] : [now]
  })
  const lost = containers.flatMap(({ container, facts }) =>
    lostDirectories(outcome.pod, sameIn(outcome.pod, container), facts),
  )
  return { containers, outcome, failed, lost }
}

/** At `restricted` every such container, for none may start as root; elsewhere those whose writes fail. */
function containersFor(base: Base, level: Level): readonly Dropping[] {
  const dropping = droppingContainers(base)
  if (level === 'restricted') return dropping
  const targets = targetsOf(base.verdicts).filter(({ wants }) => wants === 'write')
  return dropping.filter(({ container }) => targets.some(isOf(container)))
}

/**
 * Who starts as root only to drop it: nothing in the manifest says who runs, the image is known, and its entrypoint is
 * not replaced. `runAsNonRoot: false` says that root is meant.
 */
export function droppingContainers({ pod, settings, keepsUser }: Situation): readonly Dropping[] {
  return containersOf(pod).flatMap(container => {
    const facts = imageFacts(textAt(container.spec, 'image'), settings)
    if (facts?.switchesTo === undefined || facts.parentStaysRoot === true || facts.hardeningRisk !== undefined)
      return []
    if (isDecided(pod, container, facts) || keepsUser?.(container.name) === true) return []
    const { uid, gid } = facts.switchesTo
    const group = idOf(effective(pod, container, 'runAsGroup')) ?? gid
    return [{ container, uid, gid: group, becomes: `${uid}:${gid}`, from: saidBy(facts, 'switchesTo'), facts }]
  })
}

function isDecided(pod: PodView, container: ContainerView, facts: ImageFacts): boolean {
  const written = effective(pod, container, 'runAsUser') !== undefined
  const meansRoot = effective(pod, container, 'runAsNonRoot') === false
  return written || meansRoot || isPrivileged(container) || !runsEntrypoint(container, facts)
}

function isPrivileged({ spec }: ContainerView): boolean {
  return mapAt(spec, 'securityContext')?.privileged === true
}

function isOf(container: ContainerView): (verdict: MountVerdict) => boolean {
  return verdict => verdict.container.list === container.list && verdict.container.index === container.index
}

function sameIn(pod: PodView, { list, index, ...rest }: ContainerView): ContainerView {
  return containersOf(pod).find(other => other.list === list && other.index === index) ?? { list, index, ...rest }
}

function outcomeAs(base: Base, containers: readonly Dropping[], level: Level): Outcome {
  const identity = containers.flatMap(dropping => runAs(base.pod, dropping))
  const pod = podAfter(base.pod, changesOf(identity))
  const outcome = searchFixes({ ...base, pod, verdicts: base.judge(pod) }, level)
  return { ...outcome, hardenings: [...identity, ...outcome.hardenings] }
}

function runAs(pod: PodView, { container, uid, gid, becomes, from }: Dropping): readonly Hardening[] {
  const reason = { code: 'switches-user', becomes, from } as const
  const set = (field: string, value: number): Hardening => ({
    change: { op: 'set', path: [...container.path, 'securityContext', field], value },
    reason,
  })
  const grouped = effective(pod, container, 'runAsGroup') !== undefined
  return [set('runAsUser', uid), ...(grouped ? [] : [set('runAsGroup', gid)])]
}
