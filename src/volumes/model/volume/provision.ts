import { usualProfile } from '../../../knowledge/storage/class-names.ts'
import type { Ownership } from '../../../knowledge/storage/ownership.ts'
import type { VolumePlugin } from '../../../knowledge/storage/plugins.ts'
import type { StorageProfileName } from '../../../knowledge/storage/profile-names.ts'
import type { DriverPolicy } from '../../../knowledge/storage/profiles.ts'
import {
  freshRoot,
  profileOf,
  profiles,
  type StorageProfile,
  scripted,
  squashDoubt,
} from '../../../knowledge/storage/profiles.ts'
import { listAt, mapAt, textAt, type ValueMap } from '../../../manifest/value.ts'
import type { VolumeDoubt } from '../../../workload/reason/doubt.ts'
import type { Settings, StorageFacts } from '../../../workload/settings/settings.ts'
import type { FsGroupSupport } from '../mount.ts'
import { known, nothingKnown, type PartialOwnership } from '../partial.ts'
import { statedPolicy } from './csi.ts'
import { describedClass, describedDriver } from './described.ts'
import type { StreamStorage } from './facts.ts'
import { rootAfterSetup } from './local-path-setup.ts'

/** What a claim of a class becomes, from every source that speaks about it. */
export interface Provisioned {
  readonly plugin: VolumePlugin
  readonly driver?: string
  readonly policy: DriverPolicy
  readonly fsType?: string
  /** Set by the policy file: it decides. */
  readonly fsGroup?: FsGroupSupport
  readonly fresh: PartialOwnership
  readonly modeWithGroup?: number
  readonly chownable?: boolean
  readonly squashed: boolean
  readonly remote: boolean
  /** Whether the server squashes root is not known. */
  readonly maySquash?: boolean
  /** The profile that nobody names: taken from the usual meaning of the class's name, or from `--assume`. */
  readonly assumed?: StorageProfileName
  /** Its StorageClass is in the lock. */
  readonly locked?: true
  readonly unknown: readonly VolumeDoubt[]
}

/** What is asked about: the class, where there is one, and what is said of the one claim. */
export interface Provisioning {
  readonly className: string | undefined
  readonly stated: StorageFacts | undefined
  readonly accessModes: readonly string[]
}

/**
 * What claims of a class are. What is said of the claim itself comes first, then the policy's single facts of the class,
 * then the objects of the stream or, where it has none, of the lock, then the profile: the one that is named, else the
 * provisioner's, else the one that is assumed.
 */
export function provisioned(
  { className = '', stated, accessModes }: Provisioning,
  claim: ValueMap | undefined,
  storage: StreamStorage,
  settings: Settings,
): Provisioned | undefined {
  const facts = overClass(settings.storageClasses.get(className), stated)
  const described = describedClass(storage, className)
  const object = described?.value
  const provisioner = textAt(object, 'provisioner')
  const told = facts?.profile ?? profileOf(provisioner)
  const silent = told === undefined && facts?.source === undefined && provisioner === undefined
  const assumed = silent && object === undefined ? (settings.assume ?? usualProfile(className)) : undefined
  const name = told ?? assumed
  if (silent && name === undefined && stated === undefined) return undefined
  const base = name === undefined ? fromProvisioner(provisioner) : fromProfile(profiles[name], accessModes)
  const seen = withClass(withSetup(base, name, storage), object, name, storage)
  const made = withFacts(withVolumeType(seen, object, claim, name), facts)
  if (assumed !== undefined) return { ...made, assumed }
  return described?.from === 'lock' && facts?.profile === undefined && facts?.source === undefined
    ? { ...made, locked: true }
    : made
}

/** Another profile is another storage: single facts of the class are not its. */
function overClass(facts: StorageFacts | undefined, stated: StorageFacts | undefined): StorageFacts | undefined {
  if (facts === undefined || stated?.profile !== undefined) return stated ?? facts
  return { ...facts, ...stated }
}

/** A provisioner that no profile describes: most likely a CSI driver of that name. */
function fromProvisioner(driver: string | undefined): Provisioned {
  const why = driver === undefined ? [] : [{ code: 'provisioner-not-described' as const, provisioner: driver }]
  const base = { policy: 'unknown', fresh: nothingKnown, squashed: false, remote: false, unknown: why } as const
  return driver === undefined ? { ...base, plugin: 'unknown' } : { ...base, plugin: 'csi', driver }
}

/** A profile's facts, before the stream and the policy say better. */
export function fromProfile(profile: StorageProfile, accessModes: readonly string[] | 'inline'): Provisioned {
  const fresh = freshRoot(profile, accessModes)
  return {
    plugin: profile.plugin,
    policy: profile.policy ?? 'unknown',
    fresh: fresh === undefined ? nothingKnown : known(fresh),
    squashed: profile.squashed ?? false,
    remote: profile.remote ?? false,
    unknown: profile.doubt === undefined ? [] : [{ code: 'profile', doubt: profile.doubt }],
    ...(profile.maySquash === true ? { maySquash: true } : {}),
    ...(profile.driver === undefined ? {} : { driver: profile.driver }),
    ...(profile.fsType === undefined ? {} : { fsType: profile.fsType }),
    ...(profile.modeWithGroup === undefined ? {} : { modeWithGroup: profile.modeWithGroup }),
    ...(profile.chownable === undefined ? {} : { chownable: profile.chownable }),
  }
}

/** The setup script of the stream's ConfigMap beats the profile's root; two that differ leave it open. */
function withSetup(base: Provisioned, name: StorageProfileName | undefined, { setups }: StreamStorage): Provisioned {
  const [script, ...others] = setups
  if (script === undefined || name === undefined || !scripted.includes(name)) return base
  if (others.length > 0) return { ...base, fresh: nothingKnown, unknown: [{ code: 'two-setup-scripts' }] }
  return { ...base, fresh: rootAfterSetup(script) }
}

/** What the StorageClass says by its parameters and mount options, and the CSIDriver by its policy. */
function withClass(
  base: Provisioned,
  object: ValueMap | undefined,
  name: StorageProfileName | undefined,
  storage: StreamStorage,
): Provisioned {
  const parameters = mapAt(object, 'parameters')
  const fsType = textAt(parameters, 'csi.storage.k8s.io/fstype') ?? textAt(parameters, 'fstype')
  const typed = fsType === undefined ? base : { ...base, fsType }
  const nfsShare = name === 'azure-file' && textAt(parameters, 'protocol')?.toLowerCase() === 'nfs'
  const served = nfsShare ? azureNfs(typed, parameters) : typed
  const opened = nfsShare || name === 'csi-nfs' ? withMountPermissions(served, parameters) : served
  return withMountOptions(withDriver(opened, storage), object)
}

/**
 * azurefile-csi-driver: an NFS share has no mount options for owners; `mountPermissions` is 0777 unless the class says.
 * `rootSquashType` (docs/driver-parameters.md) is NoRootSquash by default.
 */
function azureNfs(base: Provisioned, parameters: ValueMap | undefined): Provisioned {
  const { modeWithGroup: _, chownable: __, ...rest } = base
  const share: Provisioned = {
    ...rest,
    policy: 'ReadWriteOnceWithFSType',
    fresh: known({ uid: 0, gid: 0, mode: 0o777 }),
  }
  const squash = textAt(parameters, 'rootSquashType')?.toLowerCase() ?? 'norootsquash'
  if (squash === 'norootsquash') return share
  const unknown = [{ code: 'profile' as const, doubt: squashDoubt }]
  return { ...share, policy: 'unknown', maySquash: true, fresh: nothingKnown, unknown }
}

/**
 * What both NFS drivers chmod a new directory to, in octal; by Go's `os.Chmod` no bit above 0777. With 0 they leave it
 * (csi-driver-nfs pkg/nfs/controllerserver.go, azurefile-csi-driver pkg/azurefile/nodeserver.go).
 */
function withMountPermissions(base: Provisioned, parameters: ValueMap | undefined): Provisioned {
  const text = textAt(parameters, 'mountPermissions')
  if (text === undefined || !/^[0-7]+$/.test(text) || base.fresh === nothingKnown) return base
  const mode = Number.parseInt(text, 8) & 0o777
  if (mode > 0) return { ...base, fresh: { ...base.fresh, set: mode, maybe: 0 } }
  return base.driver === 'nfs.csi.k8s.io' ? base : { ...base, fresh: nothingKnown }
}

/** VOLUME_MOUNT_GROUP beats the CSIDriver's policy (KEP-2317), and the object does not show it. */
export function withDriver(base: Provisioned, storage: StreamStorage): Provisioned {
  const driver = base.driver === undefined ? undefined : describedDriver(storage, base.driver)?.value
  if (driver === undefined || base.policy === 'mount-group') return base
  const policy = statedPolicy(mapAt(driver, 'spec')?.fsGroupPolicy)
  const mayFail = base.maySquash === true || base.chownable === false
  return { ...base, policy: mayFail && isTried(policy, base) ? 'unknown' : policy }
}

/** Whether the kubelet would chown the volume. That is all that the object says: not whether the server lets it. */
function isTried(policy: DriverPolicy, { fsType }: Provisioned): boolean {
  return policy === 'ReadWriteOnceWithFSType' ? fsType !== '' : policy !== 'None'
}

/** `uid=`, `gid=` and `dir_mode=` of a CIFS mount are the owner and mode of everything in it. */
function withMountOptions(base: Provisioned, object: ValueMap | undefined): Provisioned {
  if (base.policy !== 'mount-group') return base
  const options = listAt(object, 'mountOptions').flatMap(option =>
    typeof option === 'string' ? option.split(',') : [],
  )
  const option = (key: string, radix: number): number | undefined => {
    const text = options.findLast(candidate => candidate.startsWith(`${key}=`))?.slice(key.length + 1)
    const value = Number.parseInt(text ?? '', radix)
    return Number.isNaN(value) ? undefined : value
  }
  const [uid, gid, mode] = [option('uid', 10), option('gid', 10), option('dir_mode', 8)]
  const fresh: PartialOwnership = {
    ...base.fresh,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(mode === undefined ? {} : { set: mode, maybe: 0 }),
  }
  // An explicit gid= keeps the driver from adding the pod's group, an explicit dir_mode= from choosing its own.
  if (gid !== undefined) return { ...base, fresh, policy: 'None' }
  return mode === undefined ? { ...base, fresh } : { ...base, fresh, modeWithGroup: mode }
}

/** local-path makes hostPath volumes unless an annotation says `local`; the claim's beats the class's (v0.0.24). */
function withVolumeType(
  base: Provisioned,
  object: ValueMap | undefined,
  claim: ValueMap | undefined,
  name: StorageProfileName | undefined,
): Provisioned {
  if (name === undefined || !scripted.includes(name)) return base
  const ofClaim = annotation(claim, 'volumeType')
  const ofClass = object === undefined ? undefined : (annotation(object, 'defaultVolumeType') ?? 'hostPath')
  const type = (ofClaim ?? ofClass)?.toLowerCase()
  if (type === 'local') return { ...base, plugin: 'local' }
  return type === 'hostpath' ? { ...base, plugin: 'hostPath' } : base
}

function withFacts(base: Provisioned, facts: StorageFacts | undefined): Provisioned {
  if (facts === undefined) return base
  const { source, fsGroup, root, chownable, remote } = facts
  const owner = root === undefined ? undefined : ownershipOf(root)
  const found = source === undefined || source === 'csi' ? base : withoutDriver(base)
  const served = remote === undefined ? found : withServer(found, remote)
  return {
    ...served,
    ...(source === undefined ? {} : { plugin: source, remote: remote ?? source === 'nfs' }),
    ...(fsGroup === undefined ? {} : { fsGroup }),
    ...(owner === undefined ? {} : { fresh: known(owner), unknown: [] }),
    ...(chownable === undefined ? {} : { chownable }),
  }
}

/** A volume that the policy calls anything but CSI has no driver, whatever its class says. */
function withoutDriver({ driver: _, ...rest }: Provisioned): Provisioned {
  return rest
}

/** What it means that a server checks permissions, or that root is root on the volume, as on a disk of the node. */
function withServer(base: Provisioned, remote: boolean): Provisioned {
  if (remote) return { ...base, remote }
  const { maySquash, ...rest } = base
  const chowned = { ...rest, remote, chownable: base.chownable ?? true }
  if (maySquash !== true) return chowned
  return { ...chowned, policy: base.policy === 'unknown' ? 'File' : base.policy, unknown: [] }
}

function ownershipOf({ uid, gid, mode }: NonNullable<StorageFacts['root']>): Ownership {
  return { uid, gid, mode: Number.parseInt(mode, 8) & 0o7777 }
}

/** An annotation of an object, or of a claim template. */
export function annotation(object: ValueMap | undefined, name: string): string | undefined {
  return textAt(mapAt(mapAt(object, 'metadata'), 'annotations'), name)
}
