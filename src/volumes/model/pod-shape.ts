import { type Memory, memoryOf } from '../../manifest/memory.ts'
import { mapAt, type ValueMap } from '../../manifest/value.ts'
import { writtenOnce } from '../../manifest/written.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { Demand } from '../../workload/settings/level.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { StreamStorage } from './volume/facts.ts'
import { type NamedVolume, volumesOf } from './volume/named-volumes.ts'

/**
 * What is demanded of a pod, and all that it says but its name: many pods of a stream differ in their names alone, and need
 * to be thought through once. To write a spec as JSON costs a hundredth of that. A row of the policy may be for a name, so
 * what it says of the kind belongs to the shape. Undefined where JSON has no word for a number: a bigint.
 */
export function podShape(pod: PodView, { level, version }: Pick<Demand, 'level' | 'version'>): string | undefined {
  const own = ownShape(pod)
  return own === undefined ? undefined : `${level} ${version} ${own}`
}

/** The same without what is demanded. */
export function ownShape({ object, path, metadata, spec, containersOnly = '' }: PodView): string | undefined {
  const { ref, value } = object
  const text = writtenOnce(spec)
  const annotations = [mapAt(value, 'metadata'), metadata].map(one => mapAt(one, 'annotations') ?? none)
  const others = annotations.map(one => (one === none ? '' : writtenOnce(one)))
  if (text === undefined || others.includes(undefined)) return undefined
  return [JSON.stringify([ref.apiVersion, ref.kind, path, containersOnly]), ...others, text].join('\n')
}

const none: ValueMap = {}

/** Whether a pod's volumes are all its own, so that no other object and no other pod decides about them. */
export function ownsVolumes(pod: PodView): boolean {
  return volumesOf(pod).every(isOwn)
}

/** What a volume is by its pod alone, or by the name of a ConfigMap, whatever its namespace. */
const own = new Set(['name', 'emptyDir', 'configMap', 'secret', 'downwardAPI', 'projected'])

function isOwn({ spec, template }: NamedVolume): boolean {
  return template === undefined && Object.keys(spec).every(key => own.has(key))
}

/** What is remembered lasts as long as what it was made under. */
interface Under {
  readonly storage: StreamStorage
  readonly settings: Settings
}

/** A memory by shape. What `make` makes is kept where it `mayKeep` it. */
export function rememberingShapes<Made>(mayKeep: (made: Made) => boolean) {
  const remembered = new WeakMap<StreamStorage, WeakMap<Settings, Memory<Made>>>()
  return ({ storage, settings }: Under, shape: string | undefined, make: () => Made): Made => {
    const bySettings = remembered.get(storage) ?? new WeakMap<Settings, Memory<Made>>()
    const memory = bySettings.get(settings) ?? memoryOf(mayKeep)
    bySettings.set(settings, memory)
    remembered.set(storage, bySettings)
    return memory(shape, make)
  }
}
