import { mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { InitContainer, Resources } from '../../security/container.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod/pod.ts'
import type { FixLack, HelperImage, VolumeChangeReason } from '../../workload/reason/fix-reason.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { MountVerdict } from '../model/mount.ts'

/** Why no init container can be added to this pod, or undefined. */
export function injectionObstacle(pod: PodView): FixLack | undefined {
  if (pod.containersOnly !== undefined) return { code: 'refused', problem: pod.containersOnly }
  const written = pod.spec.initContainers
  const list = written === undefined || written === null || Array.isArray(written)
  return list ? undefined : { code: 'bad-type', field: 'initContainers', want: 'list' }
}

/** The workload's own image costs no second pull; where it is known to have no shell, the policy's image does the work. */
export function initImage({ spec }: ContainerView, settings: Settings): string | undefined {
  if (settings.harden.initImage !== undefined) return settings.harden.initImage
  const image = textAt(spec, 'image')
  return imageFacts(image, settings)?.shell === false ? settings.harden.chownImage : image
}

/** Which image an injected container uses, where a reader has to know: it is another one, or might have no shell. */
export function helperImage({ spec }: ContainerView, settings: Settings): HelperImage | undefined {
  const { harden } = settings
  if (harden.initImage !== undefined) return { code: 'policy', image: harden.initImage }
  const { shell } = imageFacts(textAt(spec, 'image'), settings) ?? {}
  if (shell === true) return undefined
  return shell === false ? { code: 'no-shell', image: harden.chownImage } : { code: 'needs-shell' }
}

/** Why something is done for mounts: each of them fails. */
export function failing(targets: readonly MountVerdict[]): VolumeChangeReason {
  return { code: 'mounts-fail', mounts: targets.map(({ source, reason }) => ({ source, reason })) }
}

/** What an init container that shares volumes of an owner is called, best first. */
export function sharingNames(uid: number, { harden }: Pick<Settings, 'harden'>): readonly string[] {
  const name = harden.initName ?? 'share-volumes'
  return [name, `${name}-${uid}`]
}

/** The first of the names, then of `<last>-2`, `<last>-3`…, that no container of the pod has. */
export function freeName(pod: PodView, names: readonly string[], taken: readonly string[]): string {
  return nameBeside([...containersOf(pod).map(container => container.name), ...taken], names)
}

/** The first of the names, then of `<last>-2`, `<last>-3`…, that is not taken. */
function nameBeside(taken: readonly string[], names: readonly string[]): string {
  const used = new Set(taken)
  const free = names.find(name => !used.has(name))
  if (free !== undefined) return free
  const last = names.at(-1) ?? 'init'
  let n = 2
  while (used.has(`${last}-${n}`)) n += 1
  return `${last}-${n}`
}

/**
 * What an injected container may use: the policy's figures, else the workload's own, because a quota refuses a pod with
 * a container that asks for nothing. A pod needs the largest of its init containers, so copying adds nothing to it.
 */
export function initResources(container: ContainerView, settings: Settings): { readonly resources?: Resources } {
  const resources = settings.harden.initResources ?? copiedResources(container.spec)
  return Object.keys(resources).length === 0 ? {} : { resources }
}

/** The amounts that a container asks for and is limited to. */
function copiedResources(container: ValueMap): Resources {
  const written = mapAt(container, 'resources')
  return { ...quantities('limits', mapAt(written, 'limits')), ...quantities('requests', mapAt(written, 'requests')) }
}

function quantities(key: 'limits' | 'requests', map: ValueMap | undefined): Resources {
  const entries = Object.entries(map ?? {}).flatMap(([name, value]) => quantity(name, value))
  return entries.length === 0 ? {} : { [key]: Object.fromEntries(entries) }
}

/** `cpu: 1` and `cpu: "1"` are one quantity; what is neither is no quantity at all. */
function quantity(name: string, value: Value): [string, string][] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? [[name, String(value)]]
    : []
}

/** Put containers before every init container of the pod, in their order. */
export function insertedFirst(
  pod: PodView,
  containers: readonly InitContainer[],
  reason: VolumeChangeReason,
): readonly Hardening[] {
  const path = [...pod.path, 'initContainers', 0]
  return containers.map(value => ({ change: { op: 'insert', path, value }, reason }))
}
