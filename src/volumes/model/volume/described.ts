import { compactMap } from '../../../manifest/compact.ts'
import type { ValueMap } from '../../../manifest/value.ts'
import type { ObjectView } from '../../../workload/object/object.ts'
import type { LockedClaim, LockedClass, LockedDriver, LockedVolume } from '../../../workload/settings/cluster-facts.ts'
import type { StreamStorage } from './facts.ts'

/** An object that says something about storage, and who has it: the stream, or the lock, where the stream has none. */
export interface DescribedObject {
  readonly value: ValueMap
  readonly from: 'stream' | 'lock'
}

// The one place where the stream comes before the lock. Locked facts become an object again, so that callers read
// one form.

/** The StorageClass of a name. */
export function describedClass({ classes, cluster }: StreamStorage, name: string): DescribedObject | undefined {
  return described(classes.get(name), cluster?.storageClass(name), storageClass)
}

/** The CSIDriver of a name. */
export function describedDriver({ drivers, cluster }: StreamStorage, name: string): DescribedObject | undefined {
  return described(drivers.get(name), cluster?.csiDriver(name), csiDriver)
}

/** The PersistentVolume of a name. */
export function describedVolume({ volumes, cluster }: StreamStorage, name: string): DescribedObject | undefined {
  return described(volumes.get(name), cluster?.volume(name), facts => persistentVolume(name, facts))
}

/** A claim that the cluster has, with what is behind it. */
export interface LockedClaimObjects {
  readonly claim: ValueMap
  /** Absent where it is not bound, or where its volume could not be read. */
  readonly volume?: ValueMap
  readonly isPending: boolean
}

/** The claim of a name in a namespace that is known. */
export function lockedClaim(
  { cluster }: StreamStorage,
  namespace: string | undefined,
  name: string,
): LockedClaimObjects | undefined {
  const facts = namespace === undefined ? undefined : cluster?.claim(`${namespace}/${name}`)
  if (facts === undefined) return undefined
  const { source, ...behind } = facts
  return {
    claim: persistentVolumeClaim(facts),
    ...(source === undefined ? {} : { volume: persistentVolume('', { ...behind, source }) }),
    isPending: facts.phase === 'Pending',
  }
}

function described<Facts>(
  object: ObjectView | undefined,
  facts: Facts | undefined,
  made: (facts: Facts) => ValueMap,
): DescribedObject | undefined {
  if (object !== undefined) return { value: object.value, from: 'stream' }
  return facts === undefined ? undefined : { value: made(facts), from: 'lock' }
}

function storageClass({ provisioner, volumeType, fsType, protocol, mountOptions }: LockedClass): ValueMap {
  return compactMap({
    metadata: { annotations: compactMap({ defaultVolumeType: volumeType }) },
    provisioner,
    parameters: compactMap({ 'csi.storage.k8s.io/fstype': fsType, protocol }),
    mountOptions,
  })
}

function csiDriver({ fsGroupPolicy }: LockedDriver): ValueMap {
  return { spec: compactMap({ fsGroupPolicy }) }
}

function persistentVolume(name: string, facts: LockedVolume): ValueMap {
  const { source, driver, fsType, accessPoint, volumeMode, gid, accessModes, claim } = facts
  const [namespace = '', claimed = ''] = claim?.split('/') ?? []
  return {
    metadata: { name, annotations: compactMap({ 'pv.beta.kubernetes.io/gid': gid }) },
    spec: compactMap({
      storageClassName: facts.class,
      [source]: compactMap({ driver, fsType, volumeHandle: accessPoint === true ? '::fsap-' : undefined }),
      volumeMode,
      accessModes,
      claimRef: claim === undefined ? undefined : { namespace, name: claimed },
    }),
  }
}

function persistentVolumeClaim({ class: storageClassName, accessModes, volumeMode }: LockedClaim): ValueMap {
  return { spec: compactMap({ storageClassName, accessModes, volumeMode }) }
}
