import type { VolumePlugin } from '../../../knowledge/storage/plugins.ts'
import { plugins } from '../../../knowledge/storage/plugins.ts'
import type { StorageProfileName } from '../../../knowledge/storage/profile-names.ts'
import type { VolumeDoubt } from '../../../workload/reason/doubt.ts'
import type { FsGroupSupport, StorageSource } from '../mount.ts'
import { nothingKnown, type PartialOwnership } from '../partial.ts'
import type { ResolvedClaim } from './claims.ts'

/** What a volume is before the pod's fsGroup is asked about. */
export interface VolumeKind {
  readonly plugin: VolumePlugin
  /** The CSI driver, of plugin `csi`. */
  readonly driver?: string
  /** For people. */
  readonly source: string
  readonly fresh: PartialOwnership
  /** What is known of directories below its root, by their paths. */
  readonly directories?: ReadonlyMap<string, PartialOwnership>
  /** Paths below its root at which it is known to have no directory. */
  readonly absent?: ReadonlySet<string>
  /** Nothing lies in it when the pod starts. */
  readonly empty: boolean
  readonly readOnly: boolean
  readonly fsGroup: FsGroupSupport
  /** The root's mode when the driver mounts with the pod's group. */
  readonly modeWithGroup?: number
  readonly chownable?: boolean
  readonly squashed: boolean
  readonly remote: boolean
  readonly claim?: ResolvedClaim
  /** mkfs left `lost+found` in its root. */
  readonly lostAndFound?: boolean
  /** The profile that it is taken for, though nobody says so. */
  readonly assumed?: StorageProfileName
  readonly describedBy?: readonly StorageSource[]
  /** The lock says what it is. */
  readonly locked?: true
  readonly unknown: readonly VolumeDoubt[]
}

/** What the plugin's row says; `readOnly` is the volume's own field, which keeps the kubelet from re-owning it. */
export function kindOfPlugin(plugin: VolumePlugin, { readOnly }: { readonly readOnly: boolean }): VolumeKind {
  const { fsGroup, chownable, remote } = plugins[plugin]
  const support: Readonly<Record<typeof fsGroup, FsGroupSupport>> = {
    always: 'honoured',
    'unless-read-only': readOnly ? 'never' : 'honoured',
    'by-driver': 'unknown',
    never: 'never',
    unknown: readOnly ? 'never' : 'unknown',
  }
  return {
    plugin,
    source: plugin,
    fresh: nothingKnown,
    empty: false,
    readOnly,
    fsGroup: support[fsGroup],
    ...(chownable === undefined ? {} : { chownable }),
    squashed: false,
    remote,
    unknown: [],
  }
}

/** A volume of which only that is known which its name says. */
export function unknownKind(source: string, unknown: readonly VolumeDoubt[]): VolumeKind {
  return { ...kindOfPlugin('unknown', { readOnly: false }), source, unknown }
}
