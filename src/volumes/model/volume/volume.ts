import { plugins, sourcesOf } from '../../../knowledge/storage/plugins.ts'
import { mapAt, textAt, type ValueMap } from '../../../manifest/value.ts'
import type { PodView } from '../../../workload/pod/pod.ts'
import type { StartReason } from '../../../workload/reason/start-reason.ts'
import type { VolumeFacts } from '../mount.ts'
import { type PartialOwnership, whole } from '../partial.ts'
import { changePolicyOf, fsGroupOf } from '../process/identity.ts'
import { type ProjectedFile, projectedFiles } from './api-object.ts'
import { claimVolume, type StorageContext } from './claim-volume.ts'
import { type CsiSource, csiVolume } from './csi-volume.ts'
import { imageVolume } from './image-volume.ts'
import { unknownKind, type VolumeKind } from './kind.ts'
import { rootAfterPerhaps, rootAfterWalk } from './mode.ts'
import type { NamedVolume } from './named-volumes.ts'
import { emptyDir, inlineVolume } from './plugin-volume.ts'
import { annotation } from './provision.ts'

/** A volume of a pod: the facts, and what is known where they are not complete. */
export interface JudgedVolume {
  readonly facts: VolumeFacts
  readonly fresh: PartialOwnership
  readonly root: PartialOwnership
  /** Nothing lies in it when the pod starts. */
  readonly empty: boolean
  /** The kubelet gives all that lies in it to the pod's fsGroup; OnRootMismatch may leave files behind. */
  readonly walked: boolean
  /** The files of an API-object volume; undefined when a mode in it is invalid. */
  readonly files?: readonly ProjectedFile[]
  /** What is known of directories below the root, by their paths. */
  readonly directories?: ReadonlyMap<string, PartialOwnership>
  /** Paths below the root at which it is known to have no directory. */
  readonly absent?: ReadonlySet<string>
  /** The supplemental group of `pv.beta.kubernetes.io/gid`, as its annotation says it. */
  readonly group?: number
}

/** Judge one volume of a pod. Whatever is malformed leaves facts unknown. */
export function judgeVolume(pod: PodView, volume: NamedVolume, context: StorageContext): JudgedVolume {
  const kind = kindOf(pod, volume, context)
  const fsGroup = fsGroupOf(pod)
  const root = fsGroup === undefined ? kind.fresh : rootWithGroup(kind, fsGroup)
  const group = volumeGroup(kind)
  const files = filesOf(pod, volume, kind)
  return {
    facts: factsOf(volume.name, kind, root, blockedBy(pod, kind)),
    fresh: kind.fresh,
    root,
    empty: kind.empty,
    walked: kind.fsGroup === 'honoured' && fsGroup !== undefined && changePolicyOf(pod) === 'Always',
    ...(files === undefined ? {} : { files }),
    ...(kind.directories === undefined ? {} : { directories: kind.directories }),
    ...(kind.absent === undefined ? {} : { absent: kind.absent }),
    ...(group === undefined ? {} : { group }),
  }
}

function kindOf(pod: PodView, volume: NamedVolume, context: StorageContext): VolumeKind {
  if (volume.template !== undefined) return claimVolume(pod, volume, context)
  const [source] = sourcesOf(volume.spec)
  // A volume that names nothing is an emptyDir (pkg/apis/core/v1/defaults.go `SetDefaults_Volume`).
  if (source === undefined) return emptyDir({})
  switch (source.kind) {
    case 'claim':
    case 'ephemeral':
      return claimVolume(pod, volume, context)
    case 'removed':
      return unknownKind(source.field, [{ code: 'plugin-removed', plugin: source.field }])
    case 'migrated':
      return csiVolume({ ...inPod(source.spec), driver: source.driver }, context.storage)
    case 'plugin':
      if (source.plugin === 'image') return imageVolume(source.spec, context.settings)
      if (source.plugin !== 'csi') return inlineVolume(source.plugin, source.spec)
      return csiVolume(
        { fsType: '', ...inPod(source.spec), driver: textAt(source.spec, 'driver') ?? '' },
        context.storage,
      )
  }
}

function inPod(spec: ValueMap): Omit<CsiSource, 'driver'> {
  const fsType = textAt(spec, 'fsType')
  return { ...(fsType === undefined ? {} : { fsType }), readOnly: spec.readOnly === true, accessModes: 'inline' }
}

function rootWithGroup(kind: VolumeKind, fsGroup: number): PartialOwnership {
  switch (kind.fsGroup) {
    case 'never':
      return kind.fresh
    case 'unknown':
      return rootAfterPerhaps(kind.fresh, fsGroup)
    case 'honoured':
      return rootAfterWalk(kind.fresh, fsGroup, plugins[kind.plugin].readOnly ? 'read-only' : 'writable')
    case 'delegated': {
      const mode = kind.modeWithGroup
      return { ...kind.fresh, gid: fsGroup, ...(mode === undefined ? {} : { set: mode, maybe: 0 }) }
    }
  }
}

function factsOf(
  name: string,
  kind: VolumeKind,
  root: PartialOwnership,
  blocked: StartReason | undefined,
): VolumeFacts {
  const { plugin, source, fsGroup, unknown } = kind
  const readOnly = kind.readOnly || plugins[plugin].readOnly
  const [fresh, owned, chownable] = [whole(kind.fresh), whole(root), readOnly ? false : kind.chownable]
  return {
    name,
    plugin,
    source,
    fsGroup,
    ...(chownable === undefined ? {} : { chownable }),
    readOnly,
    remote: kind.remote,
    ...(kind.squashed ? { squashed: true } : {}),
    ...(fresh === undefined ? {} : { fresh }),
    ...(owned === undefined ? {} : { root: owned }),
    ...(kind.claim === undefined ? {} : { claim: kind.claim.facts }),
    ...(kind.assumed === undefined ? {} : { assumed: kind.assumed }),
    ...(kind.describedBy === undefined ? {} : { describedBy: kind.describedBy }),
    ...(kind.lostAndFound === true ? { lostAndFound: true } : {}),
    apiObject: plugins[plugin].apiObject,
    ...(blocked === undefined ? {} : { blocked }),
    unknown,
  }
}

/** The plugin's own name in the volume is the field that describes its files. */
function filesOf(pod: PodView, volume: NamedVolume, { plugin }: VolumeKind): readonly ProjectedFile[] | undefined {
  return plugins[plugin].apiObject ? projectedFiles(pod, plugin, mapAt(volume.spec, plugin) ?? {}) : undefined
}

/** `pv.beta.kubernetes.io/gid` (pkg/kubelet/volumemanager/volume_manager.go:628): a group, nothing on the disk. */
function volumeGroup({ claim }: VolumeKind): number | undefined {
  const text = annotation(claim?.volume, 'pv.beta.kubernetes.io/gid')
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined
}

/** Why no container that mounts the volume can start. */
function blockedBy(pod: PodView, kind: VolumeKind): StartReason | undefined {
  const isNfs = kind.plugin === 'nfs' || kind.driver === 'nfs.csi.k8s.io'
  if (pod.spec.hostUsers === false && isNfs) return { code: 'idmapped-nfs' }
  const isBlock = mapAt(kind.claim?.volume ?? kind.claim?.claim, 'spec')?.volumeMode === 'Block'
  return isBlock && kind.claim !== undefined ? { code: 'block-device', claim: kind.claim.facts.name } : undefined
}
