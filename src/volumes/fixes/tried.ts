import { mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { containersOf, type PodView } from '../../workload/pod/pod.ts'
import { namespaceOf } from '../../workload/settings/demand.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { ownShape, rememberingShapes } from '../model/pod-shape.ts'
import type { StreamStorage } from '../model/volume/facts.ts'
import { type NamedVolume, volumesOf } from '../model/volume/named-volumes.ts'
import type { Base } from './base.ts'

/**
 * Whether something helps a pod, by the judgement of `helps` or of one before it: to try a fix costs a judgement of the whole
 * pod, and the workloads of a stream that need one are often alike but for their names.
 */
export function tried(base: Base, attempt: string, helps: () => boolean): boolean {
  const attempts = attemptsFor(base)
  const known = attempts.get(attempt)
  if (known !== undefined) return known
  const answer = helps()
  attempts.set(attempt, answer)
  return answer
}

type Attempts = Map<string, boolean>

const ofBase = new WeakMap<Base, Attempts>()

function attemptsFor(base: Base): Attempts {
  const known = ofBase.get(base) ?? remembered(base, shapeOf(base), () => new Map())
  ofBase.set(base, known)
  return known
}

const remembered = rememberingShapes<Attempts>(() => true)

/** All that decides whether an attempt helps. Undefined where that is more than the pods with their claims. */
function shapeOf(base: Base): string | undefined {
  const { pod, original, settings, others, keepsUser, addsNothing, certainOf } = base
  if (others.length > 0) return undefined
  const pods = (original === pod ? [pod] : [pod, original]).map(one => namelessShape(one, base))
  if (pods.includes(undefined)) return undefined
  const kept = containersOf(pod).map(({ name }) => keepsUser?.(name) === true)
  return JSON.stringify([...pods, namespaceOf(pod.object, settings), kept, addsNothing, [...(certainOf ?? [])]])
}

interface Around {
  readonly storage: StreamStorage
  readonly settings: Settings
}

/** The shape of a pod with what its volumes name in place of the names. */
function namelessShape(pod: PodView, around: Around): string | undefined {
  const named = volumesOf(pod)
  const volumes = named.flatMap(volume => nameless(pod, volume, around) ?? [])
  if (volumes.length < named.length) return undefined
  return ownShape({ ...pod, spec: { ...pod.spec, volumes } })
}

function nameless(pod: PodView, volume: NamedVolume, around: Around): ValueMap | undefined {
  const { spec, template, name } = volume
  if (template !== undefined) return { name, template }
  const claim = mapAt(spec, 'persistentVolumeClaim')
  if (claim !== undefined) return withClaim(pod, { spec, claim }, around)
  const configMap = mapAt(spec, 'configMap')
  return configMap === undefined ? spec : { ...spec, configMap: withContents(configMap, around.storage) }
}

interface Claiming {
  readonly spec: ValueMap
  readonly claim: ValueMap
}

/** A claim of the stream decides by what it says itself where no row of the policy, no lock and no volume names it. */
function withClaim(pod: PodView, { spec, claim }: Claiming, { storage, settings }: Around): ValueMap | undefined {
  if (storage.cluster !== undefined || storage.volumes.size > 0 || settings.claims.size > 0) return undefined
  const namespace = namespaceOf(pod.object, settings)
  const named = storage.claims.get(textAt(claim, 'claimName') ?? '')
  const given = named?.find(one => namespaceOf(one, settings) === namespace)?.value
  const says = [mapAt(given, 'spec'), mapAt(mapAt(given, 'metadata'), 'annotations')].map(one => one ?? null)
  return { ...spec, persistentVolumeClaim: { ...claim, claimName: says } }
}

/** Scripts of a ConfigMap are read, whoever's namespace it lies in. */
function withContents(configMap: ValueMap, { configMaps }: StreamStorage): ValueMap {
  const named = configMaps.get(textAt(configMap, 'name') ?? '') ?? []
  return { ...configMap, name: named.map(({ value }) => mapAt(value, 'data') ?? null) }
}
