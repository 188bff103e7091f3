import { compactMap } from '../../manifest/compact.ts'
import { isList, isMap, mapAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { ExtraContainer, Image } from '../values/container.ts'
import { containerSecurityContext } from './security.ts'

/** Fields of a container that `partials/container.hbs` prints by name; it prints all others after them. */
export const printedContainerFields = [
  'name',
  'image',
  'imagePullPolicy',
  'restartPolicy',
  'command',
  'args',
  'workingDir',
  'ports',
  'envFrom',
  'env',
  'resources',
  'startupProbe',
  'livenessProbe',
  'readinessProbe',
  'lifecycle',
  'securityContext',
  'volumeMounts',
] as const

/** `repository:tag@digest`, as a container runtime reads it. */
export function imageReference({ repository, tag, digest }: Image): string {
  return [repository, tag === undefined ? '' : `:${tag}`, digest === undefined ? '' : `@${digest}`].join('')
}

/** The container as Kubernetes spells it; without an image of its own it uses the main one. */
export function extraContainer(container: ExtraContainer, image: string): ValueMap {
  return compactMap({ ...container, image: container.image ?? image })
}

/** The container with everything that `restricted` demands and that it does not say otherwise. */
export function hardened(container: ValueMap, podContext: ValueMap): ValueMap {
  return { ...container, securityContext: containerSecurityContext(podContext, mapAt(container, 'securityContext')) }
}

/** What the partial prints: every field it names, `null` where there is none, and `rest`. */
export function containerView(container: ValueMap): ValueMap {
  const view: Record<string, Value> = {}
  for (const key of printedContainerFields) view[key] = present(container[key])
  const rest: Record<string, Value> = {}
  for (const [key, value] of Object.entries(container)) if (!named.has(key)) rest[key] = value
  return { ...view, rest }
}

const named: ReadonlySet<string> = new Set(printedContainerFields)

/** Kubernetes takes an empty list or map for an absent one; so does the reader. */
export function present(value: Value = null): Value {
  const empty = (isList(value) && value.length === 0) || (isMap(value) && Object.keys(value).length === 0)
  return empty ? null : value
}
