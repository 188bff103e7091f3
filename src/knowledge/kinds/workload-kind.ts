import type { FieldPath } from '../../manifest/path.ts'

/** What may stand where a kind keeps a pod. */
export const podForms = ['podTemplate', 'podSpec', 'containers', 'text'] as const
/**
 * - `podTemplate`: a map with `metadata` and `spec`.
 * - `podSpec`: a map with `containers`, among fields of the kind's own.
 * - `containers`: one container, or a list of those that run together.
 * - `text`: YAML in a string, of a pod, a pod template or a pod spec.
 */
export type PodForm = (typeof podForms)[number]

/** A kind that holds pods. `'*'` in a path stands for every item of a sequence, or every value of a map. */
export interface WorkloadKind {
  /** API group, `''` for core; every version of it counts. */
  readonly group: string
  readonly kind: string
  /** A glob that the object's name matches; any name where it is absent. */
  readonly name?: string
  /** From the object to what it holds. Pod: `[]`. */
  readonly path: FieldPath
  /** Absent: a pod template. */
  readonly holds?: PodForm
  /** Where the pod's own fields stand, such as `securityContext` and `volumes`, if `path` leads to its containers alone. */
  readonly pod?: FieldPath
  /** Why the pod's own security context must stay as it is: what serves the kind refuses one, or ignores it. */
  readonly containersOnly?: string
}

/** A kind that Seaworthy knows by itself, and where its API type is declared. */
export interface KnownKind extends WorkloadKind {
  readonly source: string
}
