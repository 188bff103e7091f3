import type { FieldPath } from '../../manifest/path.ts'
import { isMap, listAt, mapAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { ContainerView, PodView } from './pod.ts'

/**
 * Fields that a security context has at both levels: the container's value wins, else the pod's applies
 * (`DetermineEffectiveSecurityContext`, pkg/securitycontext/util.go, v1.36.2). Maps are taken whole, never merged.
 */
export type InheritedField =
  | 'runAsUser'
  | 'runAsGroup'
  | 'runAsNonRoot'
  | 'seccompProfile'
  | 'appArmorProfile'
  | 'seLinuxOptions'
  | 'windowsOptions'

/** A value that applies to a container, and where it is written. */
export interface EffectiveValue {
  readonly value: Value
  readonly level: 'container' | 'pod'
  readonly path: FieldPath
}

/** What applies to the container after it overrides the pod; undefined where neither sets it, `null` being unset. */
export function effective(pod: PodView, container: ContainerView, field: InheritedField): Value | undefined {
  return effectiveValue(pod, container, field)?.value
}

/** The effective value with its place, for whoever reports or replaces it. */
export function effectiveValue(
  pod: PodView,
  container: ContainerView,
  field: InheritedField,
): EffectiveValue | undefined {
  const own = setting(container.spec, field)
  if (own !== undefined) return { value: own, level: 'container', path: [...container.path, 'securityContext', field] }
  const inherited = setting(pod.spec, field)
  if (inherited === undefined) return undefined
  return { value: inherited, level: 'pod', path: [...pod.path, 'securityContext', field] }
}

/** What `securityContext.capabilities` says. There is no pod-level field to inherit. */
export function capabilitiesOf(container: ContainerView): {
  readonly add: readonly string[]
  readonly drop: readonly string[]
} {
  const capabilities = mapAt(mapAt(container.spec, 'securityContext'), 'capabilities')
  return { add: texts(capabilities, 'add'), drop: texts(capabilities, 'drop') }
}

function setting(owner: ValueMap, field: InheritedField): Value | undefined {
  const context = owner.securityContext
  return isMap(context) ? (context[field] ?? undefined) : undefined
}

function texts(map: ValueMap | undefined, key: string): readonly string[] {
  return listAt(map, key).filter(item => typeof item === 'string')
}
