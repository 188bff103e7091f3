import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../../manifest/value.ts'
import { namespaceOf } from '../../../workload/demand.ts'
import type { ObjectView } from '../../../workload/object.ts'
import type { PodView } from '../../../workload/pod.ts'
import type { VolumeDoubt } from '../../../workload/reason/doubt.ts'
import type { ClaimStorage, Settings } from '../../../workload/settings.ts'
import type { ClaimFacts } from '../mount.ts'
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
  const resolved = found === undefined ? nameOnly(name, namespace) : fromObject(found, namespace, storage, settings)
  return withStated(resolved, settings.claims.get(`${namespace ?? ''}/${name}`) ?? settings.claims.get(name))
}

/** What is said of the claim itself leaves nothing to guess from its class, its volume or its absence. */
function withStated(resolved: ResolvedClaim, stated: ClaimStorage | undefined): ResolvedClaim {
  if (stated === undefined) return resolved
  const { facts } = resolved
  const accessModes = facts.accessModes.length > 0 ? facts.accessModes : (stated.accessModes ?? [])
  return { ...resolved, facts: { ...facts, accessModes, fresh: true }, stated, unknown: [] }
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
  const volume = boundVolume(object, storage, settings)
  const storageClass = classOf(value, storage, settings)
  const facts = {
    name: ref.name,
    ...(namespace === undefined ? {} : { namespace }),
    origin: 'stream' as const,
    ...(storageClass === undefined ? {} : { storageClass }),
    accessModes: accessModesOf(mapAt(volume ?? value, 'spec')),
    fresh: volume === undefined && isFresh(value, storageClass),
  }
  if (volume === undefined) return { facts, claim: value, unknown: doubts(value, storageClass) }
  return { facts, claim: value, volume, unknown: otherClaim(volume, ref.name) }
}

/** `spec.volumeName`, or a PersistentVolume that reserves itself by `claimRef`. */
function boundVolume(object: ObjectView, storage: StreamStorage, settings: Settings): ValueMap | undefined {
  const name = textAt(mapAt(object.value, 'spec'), 'volumeName')
  if (name !== undefined && name !== '') return storage.volumes.get(name)?.value
  const namespace = namespaceOf(object, settings)
  const reserved = [...storage.volumes.values()].find(({ value }) => {
    const claim = mapAt(mapAt(value, 'spec'), 'claimRef')
    return textAt(claim, 'name') === object.ref.name && (textAt(claim, 'namespace') ?? namespace) === namespace
  })
  return reserved?.value ?? onlyStaticVolume(object.value, storage)
}

/** The way tutorials write it: one PersistentVolume and one claim share a class that nothing provisions. */
function onlyStaticVolume(claim: ValueMap, storage: StreamStorage): ValueMap | undefined {
  const className = textAt(mapAt(claim, 'spec'), 'storageClassName')
  const provisioner = textAt(storage.classes.get(className ?? '')?.value, 'provisioner')
  if (className === undefined || (provisioner ?? noProvisioner) !== noProvisioner) return undefined
  const alike = [...storage.volumes.values()].filter(({ value }) => {
    const spec = mapAt(value, 'spec')
    return (textAt(spec, 'storageClassName') ?? '') === className && mapAt(spec, 'claimRef') === undefined
  })
  return alike.length === 1 ? alike[0]?.value : undefined
}

const noProvisioner = 'kubernetes.io/no-provisioner'

/**
 * The class of a claim. `''` asks for no class and never means the default one; an absent field means the default
 * class, which only the policy or a StorageClass of the stream can name; one that is assumed is called as its profile.
 */
function classOf(claim: ValueMap, storage: StreamStorage, settings: Settings): string | undefined {
  const written =
    textAt(mapAt(claim, 'spec'), 'storageClassName') ?? annotation(claim, 'volume.beta.kubernetes.io/storage-class')
  return written ?? settings.defaultStorageClass ?? defaultClass(storage) ?? settings.assume
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
