import { namespaceOf } from '../../workload/demand.ts'
import type { PodObservation } from '../../workload/observation.ts'
import type { Settings } from '../../workload/settings.ts'
import { overlap, sharedName } from '../fix/sharing.ts'
import { grouped } from '../grouped.ts'
import type { MountVerdict } from '../mount.ts'
import { fsGroupOf } from '../process/identity.ts'
import { chownsOf, mountHolding } from './container-steps.ts'
import { type JudgedPod, noted, workloadName } from './judged.ts'

/** One workload's use of a claim: who writes there, and to whom its init containers give it. */
interface User {
  readonly judged: JudgedPod
  readonly key: string
  readonly claim: string
  readonly name: string
  readonly mounts: readonly MountVerdict[]
  readonly writers: readonly MountVerdict[]
  readonly gifts: readonly Gift[]
}

/** A mounted directory that an init container gives to a user and group. */
interface Gift {
  readonly mount: MountVerdict
  readonly uid: number
  readonly gid: number | undefined
}

/**
 * Two workloads that write one claim as different users without a common group, or one that re-owns what the other
 * writes: the master and the Jobs it spawns, each of which repairs the volume for itself.
 */
export function claimConflict(pods: readonly JudgedPod[], settings: Settings): readonly PodObservation[] {
  const users = pods.flatMap(judged => usersOf(judged, settings))
  return grouped(users, user => user.key).flatMap(sharing => {
    const named = sharing.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    return sharing.flatMap(user => conflictOf(user, named))
  })
}

/** Claims of a template or of an ephemeral volume belong to one pod. */
function usersOf(judged: JudgedPod, settings: Settings): readonly User[] {
  const shared = judged.verdicts.filter(({ facts }) => sharedName(facts?.claim) !== undefined)
  const namespace = namespaceOf(judged.pod.object, settings) ?? ''
  return grouped(shared, ({ facts }) => facts?.claim?.name ?? '').map(mounts => {
    const claim = mounts[0]?.facts?.claim?.name ?? ''
    const key = JSON.stringify([namespace, claim])
    const name = workloadName(judged.pod)
    return { judged, key, claim, name, mounts, writers: writersOf(mounts), gifts: giftsOf(mounts) }
  })
}

function conflictOf(user: User, sharing: readonly User[]): readonly PodObservation[] {
  for (const other of sharing) {
    if (other.judged.pod.object === user.judged.pod.object) continue
    const detail = reowns(other, user) ?? reowns(user, other) ?? differs(user, other)
    if (detail === undefined) continue
    const [mount] = user.mounts
    const path = mount === undefined ? user.judged.pod.path : [...mount.container.path, 'volumeMounts', mount.index]
    return [
      noted('claim-conflict', 'warning', { pod: user.judged.pod, path }, `claim ${user.claim} is shared: ${detail}`),
    ]
  }
  return []
}

/** Both write the same directory, neither is root, and no group is common to them. */
function differs(a: User, b: User): string | undefined {
  for (const mine of a.writers) {
    const theirs = b.writers.find(other => !compatible(mine, other) && overlap(mine, other))
    if (theirs !== undefined) return `${a.name} writes it as ${owner(mine)}, ${b.name} as ${owner(theirs)}`
  }
  return undefined
}

/** One workload gives the directory to a user and group that a writer of the other is not. */
function reowns(doer: User, victim: User): string | undefined {
  for (const { mount, uid, gid } of doer.gifts) {
    const hurt = victim.writers.find(({ process }) => process.uid !== uid && !isMember(process, gid))
    if (hurt !== undefined && overlap(mount, hurt))
      return `${doer.name} re-owns it to ${uid}:${gid ?? '?'}, ${victim.name} writes it as ${owner(hurt)}`
  }
  return undefined
}

function giftsOf(mounts: readonly MountVerdict[]): readonly Gift[] {
  return mounts.flatMap(mount =>
    chownsOf(mount.container).flatMap(({ uid, gid, paths }) => {
      const here = paths.some(path => mountHolding(mounts.filter(isIn(mount)), path) === mount)
      return here && uid !== undefined ? [{ mount, uid, gid }] : []
    }),
  )
}

function isIn({ container }: MountVerdict): (mount: MountVerdict) => boolean {
  return mount => mount.container.list === container.list && mount.container.index === container.index
}

/** Root writes whatever the owner, as long as it keeps its capabilities; unknown users are no evidence. */
function writersOf(mounts: readonly MountVerdict[]): readonly MountVerdict[] {
  return mounts.filter(({ wants, process }) => wants === 'write' && process.uid !== undefined && process.uid !== 0)
}

function compatible(a: MountVerdict, b: MountVerdict): boolean {
  if (a.process.uid === b.process.uid) return true
  const group = fsGroupOf(a.pod)
  if (group !== undefined && group === fsGroupOf(b.pod) && a.facts?.fsGroup === 'honoured') return true
  const shared = a.met
  return (
    shared !== undefined &&
    (shared.mode & 0o030) === 0o030 &&
    [a, b].every(({ process }) => isMember(process, shared.gid))
  )
}

function isMember({ gid, groups }: MountVerdict['process'], wanted: number | undefined): boolean {
  return wanted !== undefined && (gid === wanted || groups.includes(wanted))
}

function owner({ process }: MountVerdict): string {
  return `${process.uid}:${process.gid ?? '?'}`
}
