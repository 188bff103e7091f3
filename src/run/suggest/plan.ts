import type { FieldPath } from '../../manifest/path.ts'
import { mapAt, type ValueMap } from '../../manifest/value.ts'
import { mergeValues } from '../../render/values/merge.ts'
import { changeWords } from '../../report/words/change-words.ts'
import { containersOf, type PodView } from '../../workload/pod/pod.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { readRun } from '../manifest-run.ts'
import type { KeyOf } from './keys.ts'
import { nested } from './setting.ts'

/** What hardening knows of the pods of a render. Places are `keyOf` of an object and the name of a container; without one it is the pod. */
export interface HardeningPlan {
  /** Fields that it would set in the security context there: it knows which user and group the volumes need. */
  readonly fields: (object: string, container: string | undefined) => ValueMap
  /** What the security context there says as it is. */
  readonly current: (object: string, container: string | undefined) => ValueMap
  /** The user and group that the policy decrees for a container, or for every container of a pod that names no user itself. */
  readonly decreed: (object: string, container: string | undefined) => ValueMap
  /** Why it is not sure that the container does without what a field takes away. */
  readonly doubt: (object: string, container: string | undefined, field: string) => string | undefined
}

/** What hardening would do to the pods of a render. */
export function planOf(text: string, settings: Settings, keyOf: KeyOf): HardeningPlan {
  const { workloads } = readRun([{ file: 'chart/', text }], settings).hardened()
  const planned = new Map<string, ValueMap>()
  const current = new Map<string, ValueMap>()
  const doubts = new Map<string, string>()
  const unnamed = new Map<string, readonly string[]>()
  for (const { workload, hardening } of workloads) {
    const object = keyOf(workload.pod.object.ref, workload.pod.object.source)
    unnamed.set(object, unnamedIn(workload.pod))
    for (const { container, spec } of ownersIn(workload.pod))
      current.set(keyText(object, container), mapAt(spec, 'securityContext') ?? {})
    for (const { change } of hardening.hardenings) {
      const place = placeOf(workload.pod, change.path)
      if (change.op !== 'set' || place === undefined) continue
      const key = keyText(object, place.container)
      planned.set(key, mergeValues(planned.get(key) ?? {}, nested(place.field, change.value)))
    }
    for (const { container, observation } of hardening.observations)
      if (observation.code === 'not-hardened' || observation.code === 'hardened-in-doubt')
        for (const field of observation.field.match(/\w+/g) ?? [])
          doubts.set(keyText(object, container, field), changeWords(observation.reason))
  }
  const fields = (object: string, container: string | undefined) => planned.get(keyText(object, container)) ?? {}
  return {
    decreed: (object, container) => {
      const containers = container === undefined ? (unnamed.get(object) ?? []) : [container]
      const contexts = containers.map(name => ({ ...fields(object, undefined), ...fields(object, name) }))
      return decreedFor(contexts, settings)
    },
    fields,
    current: (object, container) => current.get(keyText(object, container)) ?? {},
    doubt: (object, container, field) => doubts.get(keyText(object, container, field)),
  }
}

/** Containers that name no user. */
function unnamedIn(pod: PodView): readonly string[] {
  return containersOf(pod).flatMap(({ name, spec }) =>
    mapAt(spec, 'securityContext')?.runAsUser === undefined ? [name] : [],
  )
}

/** What the policy decrees, where it does so in all of the contexts that hardening makes. */
function decreedFor(contexts: readonly ValueMap[], { harden: { runAs } }: Settings): ValueMap {
  if (runAs === undefined || contexts.length === 0) return {}
  const isForAll = contexts.every(({ runAsUser }) => runAsUser === runAs.user)
  return isForAll ? { runAsUser: runAs.user, runAsGroup: runAs.group } : {}
}

function keyText(object: string, container: string | undefined, field?: string): string {
  return JSON.stringify([object, container, field])
}

interface FieldPlace {
  readonly container: string | undefined
  readonly field: readonly string[]
}

/** Whose security context a path leads into, and to which of its fields. */
function placeOf(pod: PodView, path: FieldPath): FieldPlace | undefined {
  for (const { container, path: owner } of ownersIn(pod)) {
    const [step, ...field] = path.slice(owner.length).map(String)
    const isBelow = owner.every((part, index) => part === path[index])
    if (isBelow && step === 'securityContext' && field.length > 0) return { container, field }
  }
  return undefined
}

interface Owner {
  readonly container: string | undefined
  readonly path: FieldPath
  readonly spec: ValueMap
}

/** What has a security context: the pod, and each of its containers. */
function ownersIn(pod: PodView): readonly Owner[] {
  const containers = containersOf(pod).map(({ name, path, spec }) => ({ container: name, path, spec }))
  return [{ container: undefined, path: pod.path, spec: pod.spec }, ...containers]
}
