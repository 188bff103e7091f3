import { plugins, sourcesOf } from '../../knowledge/storage/plugins.ts'
import { isMap, listAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { containersOf, type PodView } from '../../workload/pod/pod.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { modesOf } from '../findings/mode-problems.ts'
import { type NamedVolume, volumesOf } from '../model/volume/named-volumes.ts'

/**
 * Whether nothing can need a fix in a pod, by a look at its fields: it writes nothing but directories that everybody
 * may write, and no image of it is known to want more than that. Most pods are such, and are not thought through.
 *
 * An init container may change what a volume is, and the kubelet makes a sub-path that only root can write; such pods
 * are for `judgeMounts`, as are those with files that not everybody may read.
 */
export function canSkipFixes(pod: PodView, settings: Settings): boolean {
  if (listAt(pod.spec, 'initContainers').length > 0) return false
  const volumes = new Map<string, boolean>()
  for (const volume of volumesOf(pod))
    volumes.set(volume.name, isHarmless(volume) && volumes.get(volume.name) !== false)
  return containersOf(pod).every(({ spec }) => wantsLittle(spec, settings) && mountsOnly(spec, volumes))
}

/** An emptyDir of 0777 or 01777, or files that are read-only whatever the mount says. */
function isHarmless({ spec, template }: NamedVolume): boolean {
  const [source] = sourcesOf(spec)
  if (template !== undefined || source?.kind !== 'plugin') return false
  if (source.plugin !== 'emptyDir') return plugins[source.plugin].apiObject && isOpenToAll(spec)
  return ['', 'Memory'].includes(textAt(source.spec, 'medium') ?? '')
}

/** No mode is written, and the default is 0644; or all that are written let everybody read. */
function isOpenToAll(volume: ValueMap): boolean {
  return modesOf(volume, []).every(({ mode }) => typeof mode === 'number' && (mode & 0o004) !== 0)
}

/** The image is not known to start as root for its volumes' sake, nor to insist on owning them. */
function wantsLittle(container: ValueMap, settings: Settings): boolean {
  const facts = imageFacts(textAt(container, 'image'), settings)
  return facts?.switchesTo === undefined && facts?.requiresOwnership !== true
}

function mountsOnly(container: ValueMap, harmless: ReadonlyMap<string, boolean>): boolean {
  return listAt(container, 'volumeMounts').every(mount => {
    const whole = isMap(mount) && mount.subPath === undefined && mount.subPathExpr === undefined
    return whole && harmless.get(textAt(mount, 'name') ?? '') === true
  })
}
