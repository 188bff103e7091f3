import { sourcesOf } from '../../../knowledge/storage/plugins.ts'
import { mapAt, textAt, type ValueMap } from '../../../manifest/value.ts'
import type { PodView } from '../../../workload/pod/pod.ts'
import { boundTitle, claimTitle } from '../../../workload/reason/claim-title.ts'
import type { VolumeDoubt } from '../../../workload/reason/doubt.ts'
import type { Settings } from '../../../workload/settings/settings.ts'
import type { StorageSource } from '../mount.ts'
import { nothingKnown, whole } from '../partial.ts'
import { type ResolvedClaim, resolveClaim } from './claims.ts'
import { csiFsGroup } from './csi.ts'
import { csiVolume, sharedFacts } from './csi-volume.ts'
import type { StreamStorage } from './facts.ts'
import { kindOfPlugin, unknownKind, type VolumeKind } from './kind.ts'
import type { NamedVolume } from './named-volumes.ts'
import { type Provisioned, provisioned } from './provision.ts'

/** Where volumes come from: everything but the pod. */
export interface StorageContext {
  readonly storage: StreamStorage
  readonly settings: Settings
}

/** What stands behind a claim, as far as the manifests and the policy say. */
export function claimVolume(pod: PodView, volume: NamedVolume, context: StorageContext): VolumeKind {
  const claim = resolveClaim(pod, volume, context.storage, context.settings)
  const readOnly = mapAt(volume.spec, 'persistentVolumeClaim')?.readOnly === true
  if (claim.volume !== undefined && claim.stated === undefined)
    return bound(claim, claim.volume, { readOnly, storage: context.storage })
  const model = modelOf(claim, context)
  const base = model === undefined ? unknownKind('', []) : dynamic(claim, model, { readOnly })
  const kind = { ...base, ...describedBy(claim, context) }
  const doubts = claim.unknown.length > 0 || model !== undefined ? claim.unknown : [noClass(claim)]
  return claim.facts.fresh
    ? { ...kind, readOnly, claim, source: titleOf(claim, kind), unknown: [...doubts, ...kind.unknown] }
    : { ...retained(kind), readOnly, claim, source: titleOf(claim, kind), unknown: doubts }
}

/** Who says what it is, beside the objects that its title names. A row of the claim leaves nothing of its class's if it names a profile. */
function describedBy({ facts, stated }: ResolvedClaim, { settings }: StorageContext): Pick<VolumeKind, 'describedBy'> {
  const code = stated?.fromValues === true ? 'claim-values' : 'claim-row'
  const { storageClass = '' } = facts
  const isOfClass = settings.storageClasses.has(storageClass) && stated?.profile === undefined
  const sources: readonly StorageSource[] = [
    ...(stated === undefined ? [] : [{ code, claim: facts.name } as const]),
    ...(isOfClass ? [{ code: 'class-row', class: storageClass } as const] : []),
  ]
  return sources.length === 0 ? {} : { describedBy: sources }
}

/** Of a volume that an earlier release left, only the kind is known. */
function retained(kind: VolumeKind): VolumeKind {
  return { ...kind, fresh: nothingKnown, empty: false, lostAndFound: false }
}

function modelOf(
  { facts, claim, stated }: ResolvedClaim,
  { storage, settings }: StorageContext,
): Provisioned | undefined {
  const className = facts.storageClass === '' ? undefined : facts.storageClass
  if (className === undefined && stated === undefined) return undefined
  return provisioned({ className, stated, accessModes: facts.accessModes }, claim, storage, settings)
}

function noClass({ facts }: ResolvedClaim): VolumeDoubt {
  return { code: 'class-not-described', class: facts.storageClass ?? '' }
}

function titleOf({ facts }: ResolvedClaim, kind: VolumeKind): string {
  const plugin = kind.plugin === 'unknown' ? undefined : pluginOf(kind)
  return claimTitle({ ...facts, plugin, assumed: kind.assumed, locked: kind.locked })
}

function pluginOf({ plugin, driver }: VolumeKind): string {
  return driver === undefined ? plugin : `${plugin} ${driver}`
}

function dynamic(claim: ResolvedClaim, model: Provisioned, { readOnly }: { readonly readOnly: boolean }): VolumeKind {
  const base = kindOfPlugin(model.plugin, { readOnly })
  const mount = { policy: model.policy, readOnly, fsType: model.fsType, accessModes: claim.facts.accessModes }
  const support = model.fsGroup ?? (model.plugin === 'csi' ? csiFsGroup(mount) : base.fsGroup)
  const open = whole(model.fresh) === undefined && model.unknown.length === 0
  return {
    ...base,
    ...sharedFacts(model),
    fsGroup: readOnly && support === 'honoured' ? 'never' : support,
    fresh: model.fresh,
    empty: true,
    lostAndFound: hasLostAndFound(model),
    ...(model.assumed === undefined ? {} : { assumed: model.assumed }),
    ...(model.locked === undefined ? {} : { locked: model.locked }),
    unknown: open ? [{ code: 'class-owner' }] : model.unknown,
  }
}

/** mke2fs makes the directory, 0700 of root, on every disk that a driver formats; xfs has none. */
function hasLostAndFound({ plugin, fsType, remote }: Provisioned): boolean {
  return plugin === 'csi' && !remote && /^ext[234]$/.test(fsType ?? '')
}

/** A claim bound to a PersistentVolume of the stream: what kind it is, is written there; what lies in it is not. */
function bound(
  claim: ResolvedClaim,
  volume: ValueMap,
  { readOnly, storage }: { readonly readOnly: boolean; readonly storage: StreamStorage },
): VolumeKind {
  const kind = kindOfPersistent(claim, mapAt(volume, 'spec') ?? {}, { readOnly, storage })
  const name = textAt(mapAt(volume, 'metadata'), 'name') ?? ''
  return {
    ...kind,
    // The kubelet reads the claim's readOnly, never the volume's (pkg/volume/csi/csi_plugin.go:502).
    readOnly,
    source: boundTitle({ ...claim.facts, plugin: pluginOf(kind), locked: claim.locked }, name),
    claim,
    ...(claim.locked === undefined ? {} : { locked: claim.locked }),
    unknown: [...claim.unknown, contentsDoubt(claim, name)],
  }
}

function contentsDoubt({ facts, locked }: ResolvedClaim, volume: string): VolumeDoubt {
  return locked === true ? { code: 'claim-contents', claim: facts.name } : { code: 'static-contents', volume }
}

function kindOfPersistent(
  { facts }: ResolvedClaim,
  spec: ValueMap,
  { readOnly, storage }: { readonly readOnly: boolean; readonly storage: StreamStorage },
): VolumeKind {
  const [source] = sourcesOf(spec)
  if (source?.kind !== 'plugin' && source?.kind !== 'migrated') return unknownKind('', [])
  if (source.kind === 'plugin' && source.plugin !== 'csi') return kindOfPlugin(source.plugin, { readOnly })
  const [fsType, handle] = [textAt(source.spec, 'fsType'), textAt(source.spec, 'volumeHandle')]
  const written = {
    ...(fsType === undefined ? {} : { fsType }),
    ...(handle === undefined ? {} : { handle }),
    readOnly,
    accessModes: facts.accessModes,
  }
  if (source.kind === 'migrated') return csiVolume({ ...written, driver: source.driver }, storage)
  return csiVolume({ fsType: '', ...written, driver: textAt(source.spec, 'driver') ?? '' }, storage)
}
