import { hostPathTypes } from '../../../knowledge/storage/host-path.ts'
import type { VolumePlugin } from '../../../knowledge/storage/plugins.ts'
import { textAt, type ValueMap } from '../../../manifest/value.ts'
import type { VolumeDoubt } from '../../../workload/reason/doubt.ts'
import { known, nothingKnown } from '../partial.ts'
import { kindOfPlugin, type VolumeKind } from './kind.ts'

/** emptydir/empty_dir.go v1.36.2: `setupDir` makes 0777; tmpfs is mounted without a `mode` option. */
const emptyDirModes: Readonly<Record<string, number>> = { '': 0o777, Memory: 0o1777 }
/** What a hugetlbfs mounted without a `mode` option has. */
const hugePagesMode = 0o755

/** An emptyDir by its medium. A medium the API server refuses leaves the mode unknown. */
export function emptyDir(spec: ValueMap): VolumeKind {
  const medium = textAt(spec, 'medium') ?? ''
  const mode = medium.startsWith('HugePages') ? hugePagesMode : emptyDirModes[medium]
  return {
    ...kindOfPlugin('emptyDir', { readOnly: false }),
    source: medium === '' ? 'emptyDir' : `emptyDir (${medium})`,
    fresh: mode === undefined ? nothingKnown : known({ uid: 0, gid: 0, mode }),
    empty: true,
    unknown: mode === undefined ? [{ code: 'no-such-medium', medium }] : [],
  }
}

/** Directories that the kubelet makes itself. API objects wrap an emptyDir, in memory except for configMap. */
const freshModes: Readonly<Partial<Record<VolumePlugin, number>>> = {
  gitRepo: 0o777,
  configMap: 0o777,
  secret: 0o1777,
  downwardAPI: 0o1777,
  projected: 0o1777,
}

/** A volume written in the pod that no driver serves. */
export function inlineVolume(plugin: VolumePlugin, spec: ValueMap): VolumeKind {
  if (plugin === 'emptyDir') return emptyDir(spec)
  const mode = freshModes[plugin]
  return {
    ...kindOfPlugin(plugin, { readOnly: spec.readOnly === true }),
    source: describe(plugin, spec),
    ...(mode === undefined ? { unknown: [doubt(plugin, spec)] } : { fresh: known({ uid: 0, gid: 0, mode }) }),
  }
}

function describe(plugin: VolumePlugin, spec: ValueMap): string {
  const name = textAt(spec, 'name') ?? textAt(spec, 'secretName') ?? textAt(spec, 'path')
  return name === undefined ? plugin : `${plugin} ${name}`
}

function doubt(plugin: VolumePlugin, spec: ValueMap): VolumeDoubt {
  if (plugin === 'hostPath') return hostPathDoubt(textAt(spec, 'type') ?? '')
  return { code: plugin === 'nfs' ? 'nfs-export' : 'disk-contents' }
}

function hostPathDoubt(type: string): VolumeDoubt {
  const means = Object.hasOwn(hostPathTypes, type) ? hostPathTypes[type]?.means : undefined
  return means === undefined ? { code: 'no-such-host-path-type', type } : { code: 'host-path', is: means }
}
