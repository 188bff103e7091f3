import { compact } from '../../manifest/compact.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import type { ContainerView } from '../../workload/pod/pod.ts'
import type { Ids } from '../../workload/reason/access-reason.ts'
import type { VolumeReason } from '../../workload/reason/volume-reason.ts'
import { namespaceOf } from '../../workload/settings/demand.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { type DirectoryInVolume, overlap, sharedName } from '../fixes/sharing.ts'
import { grouped } from '../model/grouped.ts'
import type { MountVerdict } from '../model/mount.ts'
import { fsGroupOf } from '../model/process/identity.ts'
import { chownsOf, containerSteps, mountHolding } from './container-steps.ts'
import { noted, type PodWithVerdicts, workloadName } from './judged.ts'

/** One workload's use of a claim: who writes there, and to whom its init containers give it. */
interface User {
  readonly judged: PodWithVerdicts
  readonly key: string
  readonly claim: string
  readonly name: string
  readonly mounts: readonly MountVerdict[]
  readonly writers: readonly Writer[]
  readonly gifts: readonly Gift[]
}

/** All that a conflict hinges on: `Writer` and `Gift` have nothing else, and neither do the questions below. */
function kindOf({ writers, gifts }: User): string {
  return JSON.stringify([writers, gifts])
}

/** Who writes which directory, and what it is like then. */
interface Writer {
  readonly process: Pick<MountVerdict['process'], 'uid' | 'gid' | 'groups'>
  readonly directory: DirectoryInVolume
  readonly met: MountVerdict['met']
  /** The pod's, where it reaches the volume. */
  readonly fsGroup: number | undefined
}

/** A mounted directory that an init container gives to a user and group. */
interface Gift {
  readonly directory: DirectoryInVolume
  readonly uid: number
  readonly gid: number | undefined
}

/**
 * Two workloads that write one claim as different users without a common group, or one that chowns what the other
 * writes: the master and the Jobs it spawns, each of which repairs the volume for itself.
 */
export function claimConflict(pods: readonly PodWithVerdicts[], settings: Settings): readonly PodObservation[] {
  const users = pods.flatMap(judged => usersOf(judged, settings))
  return grouped(users, user => user.key).flatMap(sharing => {
    if (agree(sharing)) return []
    const against = opponentsOf(sharing)
    return sharing.flatMap(user => conflictOf(user, against(user)))
  })
}

/** One user writes it all and nobody gives anything away: most claims are like this, however many share them. */
function agree(sharing: readonly User[]): boolean {
  const uids = new Set(sharing.flatMap(({ writers }) => writers.map(({ process }) => process.uid)))
  return uids.size <= 1 && sharing.every(({ gifts }) => gifts.length === 0)
}

/** Users of which the same holds against every other one; the first of two objects stand for all. */
interface Alike {
  readonly sample: User
  readonly first: readonly User[]
}

/**
 * The first one by name that a user is in conflict with. A thousand jobs of one template are one kind of user, so
 * kinds are held against each other, not workloads.
 */
function opponentsOf(sharing: readonly User[]): (user: User) => User | undefined {
  const named = sharing.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const position = new Map(named.map((user, index) => [user, index]))
  const kinds = new Map(grouped(named, kindOf).flatMap(alikeOf))
  const known = new Map<string, readonly Alike[]>()
  return user => {
    const kind = kindOf(user)
    const opposed = known.get(kind) ?? [...kinds.values()].filter(({ sample }) => reasonOf(user, sample) !== undefined)
    known.set(kind, opposed)
    const others = opposed.flatMap(({ first }) => first.find(other => objectOf(other) !== objectOf(user)) ?? [])
    return others.toSorted((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0))[0]
  }
}

function alikeOf(users: readonly User[]): [string, Alike][] {
  const [sample] = users
  if (sample === undefined) return []
  const second = users.find(user => objectOf(user) !== objectOf(sample))
  return [[kindOf(sample), { sample, first: second === undefined ? [sample] : [sample, second] }]]
}

function objectOf({ judged }: User) {
  return judged.pod.object
}

/** Claims of a template or of an ephemeral volume belong to one pod. */
function usersOf(judged: PodWithVerdicts, settings: Settings): readonly User[] {
  const shared = judged.verdicts.filter(({ facts }) => sharedName(facts?.claim) !== undefined)
  const namespace = namespaceOf(judged.pod.object, settings) ?? ''
  return grouped(shared, ({ facts }) => facts?.claim?.name ?? '').map(mounts => {
    const claim = mounts[0]?.facts?.claim?.name ?? ''
    const key = JSON.stringify([namespace, claim])
    const name = workloadName(judged.pod)
    return { judged, key, claim, name, mounts, writers: writersOf(mounts), gifts: giftsOf(mounts) }
  })
}

function conflictOf(user: User, other: User | undefined): readonly PodObservation[] {
  const reason = other && reasonOf(user, other)
  if (reason === undefined) return []
  const [mount] = user.mounts
  const path = mount === undefined ? user.judged.pod.path : [...mount.container.path, 'volumeMounts', mount.index]
  return [noted('claim-conflict', 'warning', { pod: user.judged.pod, path }, reason)]
}

function reasonOf(user: User, other: User): VolumeReason | undefined {
  return reowns(other, user) ?? reowns(user, other) ?? differs(user, other)
}

/** Both write the same directory, neither is root, and no group is common to them. */
function differs(a: User, b: User): VolumeReason | undefined {
  for (const mine of a.writers) {
    const theirs = b.writers.find(other => !compatible(mine, other) && overlap(mine.directory, other.directory))
    if (theirs !== undefined)
      return { code: 'writers-differ', claim: a.claim, writers: [writerIn(a, mine), writerIn(b, theirs)] }
  }
  return undefined
}

/** One workload gives the directory to a user and group that a writer of the other is not. */
function reowns(doer: User, victim: User): VolumeReason | undefined {
  for (const { directory, uid, gid } of doer.gifts) {
    const hurt = victim.writers.find(({ process }) => process.uid !== uid && !isMember(process, gid))
    if (hurt !== undefined && overlap(directory, hurt.directory))
      return {
        code: 'chowned-from-under',
        claim: doer.claim,
        by: { name: doer.name, to: compact({ uid, gid }) },
        writer: writerIn(victim, hurt),
      }
  }
  return undefined
}

function giftsOf(mounts: readonly MountVerdict[]): readonly Gift[] {
  return mounts.flatMap(mount =>
    chownsOf(mount.container).flatMap(({ uid, gid, paths }) => {
      const here = paths.some(path => mountHolding(mounts.filter(isIn(mount)), path) === mount)
      return here && uid !== undefined ? [{ directory: directoryOf(mount), uid, gid }] : []
    }),
  )
}

function isIn({ container }: MountVerdict): (mount: MountVerdict) => boolean {
  return mount => mount.container.list === container.list && mount.container.index === container.index
}

/** Root writes whatever the owner, as long as it keeps its capabilities; unknown users are no evidence. */
function writersOf(mounts: readonly MountVerdict[]): readonly Writer[] {
  return mounts
    .filter(({ wants, process }) => wants === 'write' && process.uid !== undefined && process.uid !== 0)
    .filter(({ container }) => !handsOver(container))
    .map(mount => {
      const { uid, gid, groups } = mount.process
      const fsGroup = mount.facts?.fsGroup === 'honoured' ? fsGroupOf(mount.pod) : undefined
      return { process: { uid, gid, groups }, directory: directoryOf(mount), met: mount.met, fsGroup }
    })
}

/** Whether a container leaves nothing behind that is its own: it shares what it finds, and what it makes, with a group. */
function handsOver(container: ContainerView): boolean {
  const given = new Set(chownsOf(container).flatMap(({ paths }) => paths))
  const own = containerSteps(container).filter(step =>
    step.op === 'mkdir' ? !step.paths.every(path => given.has(path)) : step.op === 'unknown',
  )
  return given.size > 0 && own.length === 0
}

function directoryOf({ subPath, subPathExpr }: MountVerdict): DirectoryInVolume {
  return { subPath, subPathExpr }
}

function compatible(a: Writer, b: Writer): boolean {
  if (a.process.uid === b.process.uid) return true
  if (a.fsGroup !== undefined && a.fsGroup === b.fsGroup) return true
  const shared = a.met
  return (
    shared !== undefined &&
    (shared.mode & 0o030) === 0o030 &&
    [a, b].every(({ process }) => isMember(process, shared.gid))
  )
}

function isMember({ gid, groups }: Writer['process'], wanted: number | undefined): boolean {
  return wanted !== undefined && (gid === wanted || groups.includes(wanted))
}

function writerIn({ name }: User, { process: { uid, gid } }: Writer): { readonly name: string; readonly ids: Ids } {
  return { name, ids: compact({ uid, gid }) }
}
