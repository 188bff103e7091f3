import { compact } from '../../manifest/compact.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod/pod.ts'
import type { ChownDrift } from '../../workload/reason/volume-reason.ts'
import { eachOnce } from '../model/grouped.ts'
import type { MountVerdict } from '../model/mount.ts'
import { fsGroupOf } from '../model/process/identity.ts'
import { trimmed } from '../model/start/path-text.ts'
import { neverStarts } from '../model/verdict.ts'
import { type ChownStep, chownsOf, mountHolding } from './container-steps.ts'
import { noted, type PodWithVerdicts } from './judged.ts'

/** A hand-written init container that chowns volumes, and the mounts of the containers after it. */
interface Handwritten {
  readonly pod: PodView
  readonly container: ContainerView
  readonly chowns: readonly ChownStep[]
  readonly mounts: readonly MountVerdict[]
  readonly later: readonly MountVerdict[]
}

/**
 * An init container that chowns volumes by hand, and not as the helper would for this pod: another owner, a volume
 * left out, contents left out, a capability missing.
 *
 * Such containers are copied from workload to workload, and the copies drift from what they were written for.
 */
export function chownDrift(pods: readonly PodWithVerdicts[]): readonly PodObservation[] {
  return pods.flatMap(({ pod, verdicts }) =>
    handwritten(pod, verdicts).flatMap(init => {
      const drifts = [...wrongOwners(init), ...leftOut(init), ...secondStart(init)]
      if (drifts.length === 0) return []
      const { container } = init
      const where = { pod, container: container.name, path: container.path }
      return [noted('chown-drift', 'warning', where, { code: 'chown-drifts', drifts: eachOnce(drifts) })]
    }),
  )
}

function handwritten(pod: PodView, verdicts: readonly MountVerdict[]): readonly Handwritten[] {
  const order = containersOf(pod)
  return order.flatMap((container, position) => {
    // One that cannot do it gives nothing to anybody.
    const works = container.role === 'init' && !neverStarts(pod, container)
    const chowns = works ? chownsOf(container).filter(({ uid }) => uid !== undefined) : []
    if (chowns.length === 0) return []
    const at = (verdict: MountVerdict) =>
      order.findIndex(({ list, index }) => verdict.container.list === list && verdict.container.index === index)
    const mounts = verdicts.filter(verdict => at(verdict) === position)
    const later = verdicts.filter(verdict => at(verdict) > position && isNonRootWriter(verdict))
    return [{ pod, container, chowns, mounts, later }]
  })
}

function isNonRootWriter({ wants, process }: MountVerdict): boolean {
  return wants === 'write' && process.uid !== undefined && process.uid !== 0
}

/** The chowns that reach what a later container mounts, each with the mount it goes through. */
function reaching(init: Handwritten, target: MountVerdict): readonly ChownStep[] {
  return init.chowns.filter(({ paths }) =>
    paths.some(path => {
      const mount = mountHolding(init.mounts, path)
      return mount !== undefined && mount.volume === target.volume && covers(mount, path, target)
    }),
  )
}

/** The path is the target's directory or above it; sub-paths that differ are different directories. */
function covers(mount: MountVerdict, path: string, target: MountVerdict): boolean {
  if (mount.subPathExpr !== target.subPathExpr) return mount.subPath === undefined && mount.subPathExpr === undefined
  const inside = trimmed(path).slice(trimmed(mount.mountPath).length)
  const chowned = `${trimmed(mount.subPath ?? '')}${inside}`.replace(/^\/+/, '')
  const wanted = trimmed(target.subPath ?? '')
  return chowned === '' || chowned === wanted || wanted.startsWith(`${chowned}/`)
}

/** The helper gives a volume to `uid:fsGroup`, or to `uid:gid` where the pod sets no fsGroup. */
function wrongOwners(init: Handwritten): readonly ChownDrift[] {
  return init.later.flatMap((target): readonly ChownDrift[] => {
    const steps = reaching(init, target)
    const last = steps.at(-1)
    if (last === undefined) return []
    const { uid, gid } = target.process
    const group = fsGroupOf(init.pod) ?? gid
    const others = init.later.some(other => other.process.uid === last.uid && reaching(init, other).includes(last))
    const { source, container } = target
    if (last.uid !== undefined && last.uid !== uid && !others)
      return [{ code: 'other-user', source, to: last.uid, container: container.name, ...compact({ uid }) }]
    if (last.gid !== undefined && group !== undefined && last.gid !== group)
      return [{ code: 'other-group', source, to: last.gid, group }]
    return []
  })
}

/** A volume that fails for want of the same repair. */
function leftOut(init: Handwritten): readonly ChownDrift[] {
  const owners = new Set(init.chowns.map(({ uid }) => uid))
  return init.later
    .filter(
      target =>
        target.write === 'no' &&
        target.fromStart !== true &&
        owners.has(target.process.uid) &&
        reaching(init, target).length === 0,
    )
    .map(({ source, container, mountPath }) => ({ code: 'left-out', source, container: container.name, mountPath }))
}

/** What works on an empty volume and fails on one that has been used. */
function secondStart(init: Handwritten): readonly ChownDrift[] {
  const [mount] = init.mounts
  const reached = init.later.filter(target => reaching(init, target).length > 0)
  if (mount === undefined || reached.length === 0) return []
  const capabilities = mount.process.capabilities
  const enters = capabilities.includes('DAC_OVERRIDE') || capabilities.includes('DAC_READ_SEARCH')
  const shallow = init.chowns.every(({ recursive }) => !recursive)
  const forgiven = init.chowns.every(({ mayFail }) => mayFail)
  return [
    ...(mount.process.uid === 0 && capabilities.includes('CHOWN') && !enters && !shallow
      ? [{ code: 'cannot-enter' } as const]
      : []),
    ...(shallow ? [{ code: 'not-recursive' } as const] : []),
    ...(forgiven ? [{ code: 'failures-ignored' } as const] : []),
  ]
}
