import type { FieldPath } from '../../manifest/path.ts'
import { isMap, listAt, type ValueMap } from '../../manifest/value.ts'
import type { ObjectView } from '../object/object.ts'

/**
 * A pod spec and where it lies. Everything that judges or hardens pods takes this, never a raw object.
 * Values are as written: nothing is defaulted, and a field of a wrong type is still in `spec`.
 */
export interface PodView {
  readonly object: ObjectView
  /** A Pod object is judged as the API server judges one on creation; a template as it judges a controller. */
  readonly mode: 'pod' | 'template'
  /** Path of the pod spec in the document. */
  readonly path: FieldPath
  readonly spec: ValueMap
  /** Path of the metadata that belongs to the pod: the template's, not the controller's. */
  readonly metadataPath: FieldPath
  readonly metadata: ValueMap
  /** Why no field of the pod's own may be set, where the kind forbids it: fields go into the containers then. */
  readonly containersOnly?: string
  /** Why it is judged and never edited: it does not stand in the object as one map. */
  readonly readOnly?: ReadOnlyForm
}

/** What a pod that cannot be edited is written as: containers and fields in several places, or a text. */
export type ReadOnlyForm = 'parts' | 'text'

/** What a container is for; a sidecar is an init container with `restartPolicy: Always` (KEP-753). */
export type ContainerRole = 'init' | 'sidecar' | 'main' | 'ephemeral'
/** The lists of a pod spec that hold containers. */
export type ContainerList = 'initContainers' | 'containers' | 'ephemeralContainers'

/** A container of a pod, with its place. */
export interface ContainerView {
  readonly role: ContainerRole
  readonly list: ContainerList
  readonly index: number
  /** Path of the container in the document. */
  readonly path: FieldPath
  readonly name: string
  readonly spec: ValueMap
}

const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const

/** Every container of the pod, in the order Pod Security visits them. Whoever loops over containers loops over this. */
export function containersOf(pod: Pick<PodView, 'spec' | 'path'>): readonly ContainerView[] {
  const known = listed.get(pod)
  if (known !== undefined) return known
  const containers = listContainers(pod)
  listed.set(pod, containers)
  return containers
}

/** Every check and every step of hardening asks for them again. */
const listed = new WeakMap<Pick<PodView, 'spec' | 'path'>, readonly ContainerView[]>()

function listContainers({ spec, path }: Pick<PodView, 'spec' | 'path'>): readonly ContainerView[] {
  return lists.flatMap(list =>
    listAt(spec, list).flatMap((container, index) =>
      isMap(container) ? [view(container, list, index, [...path, list, index])] : [],
    ),
  )
}

function view(spec: ValueMap, list: ContainerList, index: number, path: FieldPath): ContainerView {
  const name = typeof spec.name === 'string' ? spec.name : ''
  return { role: roleOf(list, spec), list, index, path, name, spec }
}

function roleOf(list: ContainerList, spec: ValueMap): ContainerRole {
  if (list === 'containers') return 'main'
  if (list === 'ephemeralContainers') return 'ephemeral'
  return spec.restartPolicy === 'Always' ? 'sidecar' : 'init'
}
