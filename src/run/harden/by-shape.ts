import type { HardenContext } from '../../harden/context.ts'
import { nothing, type PodHardening } from '../../harden/hardening.ts'
import { mapAt } from '../../manifest/value.ts'
import { type NamedVolume, volumesOf } from '../../volumes/model/volume/named-volumes.ts'
import type { StreamStorage } from '../../volumes/model/volume/facts.ts'
import type { PodView } from '../../workload/pod.ts'
import type { Settings } from '../../workload/settings.ts'

/**
 * What `plan` makes of a pod, or made of another one that has the same shape: many pods of a stream differ in their names
 * alone. A shape is everything that decides, so that nothing of a pod is asked where the rest of its stream has a say.
 */
export function hardeningByShape(pod: PodView, context: HardenContext, plan: () => PodHardening): PodHardening {
  const shape = shapeOf(pod, context)
  if (shape === undefined) return plan()
  const known = shapesOf(context)
  const found = known.get(shape)
  if (found !== undefined) return ofPod(pod, found)
  const planned = plan()
  if (known.size < mostRemembered && isTransferable(planned)) known.set(shape, planned)
  return planned
}

/** A pod of ten containers has a shape of 10 KB. */
const mostRemembered = 1000

const remembered = new WeakMap<StreamStorage, WeakMap<Settings, Map<string, PodHardening>>>()

function shapesOf({ storage, settings }: HardenContext): Map<string, PodHardening> {
  const bySettings = remembered.get(storage) ?? new WeakMap<Settings, Map<string, PodHardening>>()
  remembered.set(storage, bySettings)
  const known = bySettings.get(settings) ?? new Map<string, PodHardening>()
  bySettings.set(settings, known)
  return known
}

/** Undefined: its name decides, too, or another object of the stream, or what the text of its document refused. */
function shapeOf(pod: PodView, context: HardenContext): string | undefined {
  const { level, version, settings, refused } = context
  if (refused !== undefined || settings.exemptions.length > 0) return undefined
  if (!volumesOf(pod).every(isOwn)) return undefined
  const { ref, value } = pod.object
  const annotations = [mapAt(value, 'metadata'), pod.metadata].map(metadata => mapAt(metadata, 'annotations') ?? '')
  return json([level, version, ref.apiVersion, ref.kind, pod.path, annotations, pod.spec])
}

/** What a volume is by its pod alone, or by the name of a ConfigMap, whatever its namespace. A claim has other users. */
const own = new Set(['name', 'emptyDir', 'configMap', 'secret', 'downwardAPI', 'projected'])

function isOwn({ spec, template }: NamedVolume): boolean {
  return template === undefined && Object.keys(spec).every(key => own.has(key))
}

/** Undefined where JSON has no word for a number: a bigint. */
function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

/** Whether it speaks of no other part of the pod than the observations' own. */
function isTransferable({ observations }: PodHardening): boolean {
  return observations.every(({ observation }) => observation.code === 'not-hardened')
}

function ofPod(pod: PodView, hardening: PodHardening): PodHardening {
  const { hardenings, observations } = hardening
  if (hardening === nothing || observations.length === 0) return hardening
  return { hardenings, observations: observations.map(one => ({ ...one, pod })) }
}
