import { mapAt } from '../manifest/value.ts'
import type { StreamStorage } from '../volumes/model/volume/facts.ts'
import type { Demand } from '../workload/level.ts'
import type { PodView } from '../workload/pod.ts'
import type { Settings } from '../workload/settings.ts'

/**
 * What is demanded of a pod, and all that it says but its name: many pods of a stream differ in their names alone, and need
 * to be thought through once. To write a spec as JSON costs a hundredth of that. A row of the policy may be for a name, so
 * what it says of the kind belongs to the shape. Undefined where JSON has no word for a number: a bigint.
 */
export function podShape(
  { object: { ref, value }, path, metadata, spec, containersOnly = '' }: PodView,
  { level, version }: Pick<Demand, 'level' | 'version'>,
): string | undefined {
  const annotations = [mapAt(value, 'metadata'), metadata].map(one => mapAt(one, 'annotations') ?? '')
  try {
    return JSON.stringify([level, version, ref.apiVersion, ref.kind, path, containersOnly, annotations, spec])
  } catch {
    return undefined
  }
}

/** What is remembered lasts as long as what it was made under. */
interface Under {
  readonly storage: StreamStorage
  readonly settings: Settings
}

/**
 * A memory by shape. What `make` makes is kept where it `mayKeep` it. A pod of ten containers has a shape of 10 KB, so
 * there are not too many.
 */
export function rememberingShapes<Made>(mayKeep: (made: Made) => boolean) {
  const remembered = new WeakMap<StreamStorage, WeakMap<Settings, Map<string, Made>>>()
  return ({ storage, settings }: Under, shape: string | undefined, make: () => Made): Made => {
    if (shape === undefined) return make()
    const bySettings = remembered.get(storage) ?? new WeakMap<Settings, Map<string, Made>>()
    const known = bySettings.get(settings) ?? new Map<string, Made>()
    const found = known.get(shape)
    if (found !== undefined) return found
    const made = make()
    if (known.size >= mostRemembered || !mayKeep(made)) return made
    known.set(shape, made)
    bySettings.set(settings, known)
    remembered.set(storage, bySettings)
    return made
  }
}

const mostRemembered = 1000
