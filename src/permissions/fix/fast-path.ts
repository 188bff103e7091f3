import { isMap, listAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { imageFacts } from '../../workload/images.ts'
import { containersOf, type PodView } from '../../workload/pod.ts'
import type { Settings } from '../../workload/settings.ts'
import { type NamedVolume, volumesOf } from '../volume/named-volumes.ts'
import { plugins, sourcesOf } from '../volume/plugins.ts'

/**
 * Whether nothing can need a fix in a pod, by a look at its fields: it writes nothing but directories that everybody
 * may write, and no image of it is known to want more than that. Most pods are such, and are not thought through.
 *
 * An init container may change what a volume is, and the kubelet makes a sub-path that only root can write; such pods
 * are for `judgeMounts`. A secret that cannot be read is reported by it too, and no pod is changed for that.
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
  if (source.plugin !== 'emptyDir') return plugins[source.plugin].apiObject
  return ['', 'Memory'].includes(textAt(source.spec, 'medium') ?? '')
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
