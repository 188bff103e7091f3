import { isMap, listAt, textAt } from '../../manifest/value.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { parseReference } from '../../workload/image/reference.ts'
import { type ContainerView, containersOf } from '../../workload/pod/pod.ts'
import type { VolumeChangeReason, Without } from '../../workload/reason/fix-reason.ts'
import type { Level } from '../../workload/settings/level.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { containerSteps } from '../findings/container-steps.ts'
import { identityOf } from '../model/process/identity.ts'
import { onlySetsOwners } from '../model/start/script-run.ts'
import type { Base } from './base.ts'
import { failsIn, type Outcome } from './search.ts'
import { baseWithout, spare } from './spare.ts'
import { withoutIt } from './way-out.ts'

/** An init container of the author's that the pod can do without, and what it comes to then. */
export interface Retirement {
  readonly container: ContainerView
  readonly without: Without
}

/** Whether init containers of the author's may be taken away: only on request, by option or policy. */
export function mayRetire({ enforce, harden }: Settings): boolean {
  return enforce || harden.chartInits === 'replace'
}

/**
 * Init containers that re-own what needs no re-owning, or what a fix gives that runs nothing as root, in their order. Each
 * is judged on the pod without those before it.
 */
export function retirableInits(base: Base, level: Level): readonly Retirement[] {
  const retired: Retirement[] = []
  for (const container of containersOf(base.pod)) {
    if (!setsOwnersAsRoot(base, container)) continue
    const gone = [...retired.map(one => one.container), container]
    const outcome = spare(base, gone, level)
    if (outcome !== undefined) retired.push({ container, without: withoutIt(base, container, outcome) })
  }
  return retired
}

/** All that it does is understood; whoever is no root and succeeds is in nobody's way. */
function setsOwnersAsRoot(base: Base, container: ContainerView): boolean {
  if (container.role !== 'init' || !onlySetsOwners(container) || makesForOthers(base, container)) return false
  // Its name does not prove what a class makes: enough to judge by, and too little to take something away.
  if (base.verdicts.some(({ container: { name }, facts }) => name === container.name && facts?.assumed !== undefined))
    return false
  const image = imageFacts(textAt(container.spec, 'image'), base.settings)
  const { uid } = identityOf(base.pod, container, { image, volumeGroups: [] })
  return uid === undefined || uid === 0 || failsIn(base, base.pod, container)
}

/** What it makes, a program may count on; those of Bitnami make their directories themselves (libfs.sh `ensure_dir_exists`). */
function makesForOthers({ pod }: Base, container: ContainerView): boolean {
  if (!containerSteps(container).some(({ op }) => op === 'mkdir')) return false
  const others = containersOf(pod).filter(({ role }) => role !== 'init')
  return !others.every(({ spec }) => /^bitnami/.test(ownerOf(textAt(spec, 'image'))))
}

function ownerOf(image: string | undefined): string {
  const repository = parseReference(image ?? '')?.repository ?? ''
  return repository.split('/').at(-2) ?? ''
}

/** The base on which the rest is planned: the retired containers are gone, and the others keep their places. */
export function withoutRetired(base: Base, retired: readonly Retirement[]): Base {
  const gone = retired.map(({ container }) => container)
  return gone.length === 0 ? base : baseWithout(base, gone)
}

/**
 * The changes that take the containers away. Where one of ours shares the volume instead, it stands in the place of the
 * first and has its name, by which people and their tools know it.
 */
export function retiring(base: Base, retired: readonly Retirement[], outcome: Outcome): readonly Hardening[] {
  const [first, ...rest] = retired
  if (first === undefined) return outcome.hardenings
  const shared = outcome.hardenings.find(isShared(base))
  if (shared?.change.op !== 'insert' || !isMap(shared.change.value)) {
    return [...removals(base, retired, outcome), ...outcome.hardenings]
  }
  const value = { ...shared.change.value, name: first.container.name }
  const instead: Hardening = { change: { op: 'set', path: first.container.path, value }, reason: shared.reason }
  return [instead, ...rest.map(removal), ...outcome.hardenings.filter(one => one !== shared)]
}

/** The init container that a fix puts first. */
function isShared({ pod }: Pick<Base, 'pod'>): (hardening: Hardening) => boolean {
  const at = pod.path.length
  return ({ change }) => change.op === 'insert' && change.path.length === at + 2 && change.path[at] === 'initContainers'
}

/** An empty list says nothing: where none is left, and none comes, the field goes. */
function removals({ pod }: Base, retired: readonly Retirement[], { hardenings }: Outcome): readonly Hardening[] {
  const all = listAt(pod.spec, 'initContainers').length === retired.length
  const adds = hardenings.some(isShared({ pod }))
  if (all && !adds)
    return [{ change: { op: 'remove', path: [...pod.path, 'initContainers'] }, reason: allNeedless(retired) }]
  return retired.map(removal)
}

function allNeedless(retired: readonly Retirement[]): VolumeChangeReason {
  return {
    code: 'all-needless',
    retired: retired.map(({ container, without }) => ({ container: container.name, without })),
  }
}

function removal({ container, without }: Retirement): Hardening {
  return { change: { op: 'remove', path: container.path }, reason: { code: 'needless', without } }
}
