import type { Ownership } from '../../permissions/mount.ts'
import { csiFsGroup } from '../../permissions/volume/csi.ts'
import { freshRoot, profiles, type StorageProfile } from '../../permissions/volume/profiles.ts'
import type { Level } from '../../workload/level.ts'
import type { Claim, Identity, Volume } from '../values/pod.ts'

/** What is known of a claim inside a pod. Absent fields are unknown. */
export interface Storage {
  readonly fsGroup?: 'honoured' | 'never' | 'delegated' | 'unknown'
  readonly root?: Ownership
  readonly chownable?: boolean
  /** A file server takes every client for one owner, so that anybody can write. */
  readonly squashed?: boolean
}

/** How a claim becomes writable. `none`: it is already, or nobody may touch it. */
export type Mechanism = 'none' | 'fsGroup' | 'chownInit' | 'ownerAlignedInit'

/** The mechanism for one claim, or undefined where the level admits none that would work. */
export function mechanismOf(claim: Claim, identity: Identity, level: Level): Mechanism | undefined {
  return claim.permissions === 'auto' ? mechanismFor(storageOf(claim), identity, level) : claim.permissions
}

/**
 * The first mechanism that works and that the level admits: fsGroup where the volume honours it, nothing where the
 * workload can write already, root below `restricted`, else the root's own owner shares it.
 * Of storage that nobody has described, only fsGroup can be asked without harm.
 */
export function mechanismFor(storage: Storage, identity: Identity, level: Level): Mechanism | undefined {
  const { fsGroup, root, chownable, squashed } = storage
  if (fsGroup !== 'never') return 'fsGroup'
  if (squashed === true || (root !== undefined && canWrite(root, identity))) return 'none'
  if (level !== 'restricted' && chownable !== false) return 'chownInit'
  return root !== undefined && root.uid !== 0 ? 'ownerAlignedInit' : undefined
}

/** What the values say of a claim's storage, over what its profile says. */
export function storageOf({ profile, storage, accessModes }: Claim): Storage {
  const root = storage?.root
  const [uid = 0, gid = 0] = (root?.owner ?? '').split(':').map(Number)
  return {
    ...(profile === undefined ? {} : profileStorage(profiles[profile], accessModes)),
    ...(storage?.fsGroup === undefined ? {} : { fsGroup: storage.fsGroup }),
    ...(storage?.chownable === undefined ? {} : { chownable: storage.chownable }),
    ...(root === undefined ? {} : { root: { uid, gid, mode: Number.parseInt(root.mode, 8) } }),
  }
}

/** Whether only one node, or one pod, can hold the claim at a time. */
export function isExclusive({ accessModes }: Claim): boolean {
  return accessModes.every(mode => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod')
}

/** The claim behind each volume that has one, by the name of the volume. */
export function claimsOf(volumes: readonly Volume[]): ReadonlyMap<string, Claim> {
  return new Map(volumes.flatMap(({ name, claim }) => (claim === undefined ? [] : [[name, claim]])))
}

/** The group of the volumes. */
export function volumeGroup({ fsGroup, group }: Identity): number {
  return fsGroup ?? group
}

function profileStorage(profile: StorageProfile, accessModes: readonly string[]): Storage {
  const { plugin, policy = 'unknown', fsType, chownable, squashed } = profile
  const fresh = freshRoot(profile, accessModes)
  const bySource = { hostPath: 'never', nfs: 'never', local: 'honoured' } as const
  return {
    fsGroup: plugin === 'csi' ? csiFsGroup({ policy, fsType, accessModes, readOnly: false }) : bySource[plugin],
    ...(fresh === undefined ? {} : { root: fresh }),
    ...(chownable === undefined ? {} : { chownable }),
    ...(squashed === undefined ? {} : { squashed }),
  }
}

/** Making an entry takes write and search permission; an owner is not given what the group or others may. */
function canWrite({ uid, gid, mode }: Ownership, identity: Identity): boolean {
  const groups = [identity.group, volumeGroup(identity), ...(identity.supplementalGroups ?? [])]
  const bits = identity.user === uid ? mode >> 6 : groups.includes(gid) ? mode >> 3 : mode
  return (bits & 3) === 3
}
