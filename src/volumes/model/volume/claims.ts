import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../../manifest/value.ts'
import type { ObjectView } from '../../../workload/object/object.ts'
import type { PodView } from '../../../workload/pod/pod.ts'
import type { VolumeDoubt } from '../../../workload/reason/doubt.ts'
import { namespaceOf } from '../../../workload/settings/demand.ts'
import type { ClaimStorage, Settings } from '../../../workload/settings/settings.ts'
import type { ClaimFacts } from '../mount.ts'
import { type DescribedObject, describedClass, describedVolume, lockedClaim } from './described.ts'
import type { StreamStorage } from './facts.ts'
import type { NamedVolume } from './named-volumes.ts'
import { annotation } from './provision.ts'

/** A claim of a pod, and the volume it is bound to where the stream shows it. */
export interface ResolvedClaim {
  readonly facts: ClaimFacts
  /** The claim's object, or the template it is made from. */
  readonly claim?: ValueMap
  /** Spec and metadata of the PersistentVolume behind it. */
  readonly volume?: ValueMap
  /** What the policy, or whoever makes the claim, says of this one. */
  readonly stated?: ClaimStorage
  /** The lock says what is behind it. */
  readonly locked?: true
  /** Why the claim can never be bound, or what about it is unknown. */
  readonly unknown: readonly VolumeDoubt[]
}

/** The claim behind a volume that is one: of the stream, of a StatefulSet's template, or ephemeral. */
export function resolveClaim(
  pod: PodView,
  volume: NamedVolume,
  storage: StreamStorage,
  settings: Settings,
): ResolvedClaim {
  if (volume.template !== undefined) return fromTemplate(volume, volume.template, 'template', storage, settings)
  const ephemeral = mapAt(volume.spec, 'ephemeral')
  if (ephemeral !== undefined) {
    return fromTemplate(volume, mapAt(ephemeral, 'volumeClaimTemplate') ?? {}, 'ephemeral', storage, settings)
  }
  const name = textAt(mapAt(volume.spec, 'persistentVolumeClaim'), 'claimName') ?? ''
  const namespace = namespaceOf(pod.object, settings)
  const found = storage.claims.get(name)?.find(claim => namespaceOf(claim, settings) === namespace)
  const resolved =
    found === undefined ? notGiven(name, namespace, storage) : fromObject(found, namespace, storage, settings)
  return withStated(resolved, settings.claims.get(`${namespace ?? ''}/${name}`) ?? settings.claims.get(name))
}

/** What is said of the claim itself leaves nothing to guess from its class, its volume or its absence. */
function withStated(resolved: ResolvedClaim, stated: ClaimStorage | undefined): ResolvedClaim {
  if (stated === undefined) return resolved
  const { facts } = resolved
  const accessModes = facts.accessModes.length > 0 ? facts.accessModes : (stated.accessModes ?? [])
  return { ...resolved, facts: { ...facts, accessModes, fresh: true }, stated, unknown: [] }
}

/** A claim that is in no manifest: what the lock knows of it, or its name alone. */
function notGiven(name: string, namespace: string | undefined, storage: StreamStorage): ResolvedClaim {
  const found = lockedClaim(storage, namespace, name)
  if (found === undefined) return nameOnly(name, namespace)
  const { claim, volume, isPending } = found
  const storageClass = textAt(mapAt(claim, 'spec'), 'storageClassName')
  const facts = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    origin: 'name-only' as const,
    ...(storageClass === undefined ? {} : { storageClass }),
    accessModes: accessModesOf(mapAt(claim, 'spec')),
    fresh: volume === undefined && isPending && isFresh(claim, storageClass),
  }
  if (volume !== undefined) return { facts, claim, volume, locked: true, unknown: [] }
  return { facts, claim, unknown: isPending ? doubts(claim, storageClass) : [{ code: 'claim-contents', claim: name }] }
}

function nameOnly(name: string, namespace: string | undefined): ResolvedClaim {
  const place = namespace === undefined ? {} : { namespace }
  return {
    facts: { name, ...place, origin: 'name-only', accessModes: [], fresh: false },
    unknown: [name === '' ? { code: 'no-claim-named' } : { code: 'claim-not-given', claim: name }],
  }
}

/** Claims made for the pod are always new, unless they are cloned from something. */
function fromTemplate(
  volume: NamedVolume,
  template: ValueMap,
  origin: 'template' | 'ephemeral',
  storage: StreamStorage,
  settings: Settings,
): ResolvedClaim {
  const storageClass = classOf(template, storage, settings)
  const facts = {
    name: volume.name,
    origin,
    ...(storageClass === undefined ? {} : { storageClass }),
    accessModes: accessModesOf(mapAt(template, 'spec')),
    fresh: isFresh(template, storageClass),
  }
  return { facts, claim: template, unknown: doubts(template, storageClass) }
}

function fromObject(
  object: ObjectView,
  namespace: string | undefined,
  storage: StreamStorage,
  settings: Settings,
): ResolvedClaim {
  const { value, ref } = object
  const known = lockedClaim(storage, namespace, ref.name)
  const storageClass = classOf(value, storage, settings, known?.claim)
  const described = boundVolume(object, storage, settings)
  const locked = described === undefined && !isMade(value, storageClass, storage, settings) ? known?.volume : undefined
  const volume = described?.value ?? locked
  const facts = {
    name: ref.name,
    ...(namespace === undefined ? {} : { namespace }),
    origin: 'stream' as const,
    ...(storageClass === undefined ? {} : { storageClass }),
    accessModes: accessModesOf(mapAt(volume ?? value, 'spec')),
    fresh: volume === undefined && isFresh(value, storageClass),
  }
  if (volume === undefined) return { facts, claim: value, unknown: doubts(value, storageClass) }
  const isLocked = locked !== undefined || described?.from === 'lock'
  return { facts, claim: value, volume, ...(isLocked && { locked: true }), unknown: otherClaim(volume, ref.name) }
}

/**
 * Whether a class is known to make the volume of a claim. Such a claim is judged as its first release finds it, new. For
 * any other one, the lock tells what is behind it.
 */
function isMade(
  claim: ValueMap,
  storageClass: string | undefined,
  storage: StreamStorage,
  settings: Settings,
): boolean {
  if (!isFresh(claim, storageClass) || storageClass === undefined) return false
  return settings.storageClasses.has(storageClass) || provisions(storage, storageClass)
}

/** Whether the StorageClass of that name is described and names a provisioner. */
function provisions(storage: StreamStorage, className: string): boolean {
  const provisioner = textAt(describedClass(storage, className)?.value, 'provisioner')
  return provisioner !== undefined && provisioner !== noProvisioner
}

const noProvisioner = 'kubernetes.io/no-provisioner'

/** `spec.volumeName`, or a PersistentVolume that reserves itself by `claimRef`. */
function boundVolume(object: ObjectView, storage: StreamStorage, settings: Settings): DescribedObject | undefined {
  const name = textAt(mapAt(object.value, 'spec'), 'volumeName')
  if (name !== undefined && name !== '') return describedVolume(storage, name)
  const namespace = namespaceOf(object, settings)
  const reserved = [...storage.volumes.values()].find(({ value }) => {
    const claim = mapAt(mapAt(value, 'spec'), 'claimRef')
    return textAt(claim, 'name') === object.ref.name && (textAt(claim, 'namespace') ?? namespace) === namespace
  })
  const value = reserved?.value ?? onlyStaticVolume(object.value, storage)
  return value && { value, from: 'stream' }
}

/** The way tutorials write it: one PersistentVolume and one claim share a class that nothing provisions. */
function onlyStaticVolume(claim: ValueMap, storage: StreamStorage): ValueMap | undefined {
  const className = textAt(mapAt(claim, 'spec'), 'storageClassName')
  if (className === undefined || provisions(storage, className)) return undefined
  const alike = [...storage.volumes.values()].filter(({ value }) => {
    const spec = mapAt(value, 'spec')
    return (textAt(spec, 'storageClassName') ?? '') === className && mapAt(spec, 'claimRef') === undefined
  })
  return alike.length === 1 ? alike[0]?.value : undefined
}

/**
 * The class of a claim. `''` asks for no class and never means the default one; an absent field means the default class.
 * That is named by the policy, by the claim in the lock, by a StorageClass of the stream, or by one of the lock. A class
 * that is assumed has the name of its profile.
 */
function classOf(claim: ValueMap, storage: StreamStorage, settings: Settings, locked?: ValueMap): string | undefined {
  const written =
    textAt(mapAt(claim, 'spec'), 'storageClassName') ?? annotation(claim, 'volume.beta.kubernetes.io/storage-class')
  if (written !== undefined) return written
  const given = textAt(mapAt(locked, 'spec'), 'storageClassName')
  return (
    settings.defaultStorageClass ?? given ?? defaultClass(storage) ?? storage.cluster?.defaultClass() ?? settings.assume
  )
}

function defaultClass({ classes }: StreamStorage): string | undefined {
  const marked = [...classes.values()].filter(
    ({ value }) => annotation(value, 'storageclass.kubernetes.io/is-default-class') === 'true',
  )
  return marked.length === 1 ? marked[0]?.ref.name : undefined
}

/** New and empty: provisioned by a class, neither bound by hand nor cloned from a snapshot or another claim. */
function isFresh(claim: ValueMap, storageClass: string | undefined): boolean {
  const spec = mapAt(claim, 'spec')
  const bound = (textAt(spec, 'volumeName') ?? '') !== '' || isMap(spec?.selector)
  return storageClass !== undefined && storageClass !== '' && !bound && !isCloned(spec)
}

function isCloned(spec: ValueMap | undefined): boolean {
  return isMap(spec?.dataSource) || isMap(spec?.dataSourceRef)
}

function doubts(claim: ValueMap, storageClass: string | undefined): readonly VolumeDoubt[] {
  const spec = mapAt(claim, 'spec')
  const volumeName = textAt(spec, 'volumeName') ?? ''
  if (volumeName !== '') return [{ code: 'volume-not-given', volume: volumeName }]
  if (storageClass === undefined) return [{ code: 'no-class' }]
  if (storageClass === '') return [{ code: 'static-claim' }]
  return isCloned(spec) ? [{ code: 'cloned-claim' }] : []
}

function otherClaim(volume: ValueMap, claim: string): readonly VolumeDoubt[] {
  const name = textAt(mapAt(mapAt(volume, 'spec'), 'claimRef'), 'name')
  return name === undefined || name === claim ? [] : [{ code: 'reserved-volume', claim: name }]
}

function accessModesOf(spec: ValueMap | undefined): readonly string[] {
  return listAt(spec, 'accessModes').filter(mode => typeof mode === 'string')
}
