import type { FieldPath } from '../../manifest/path.ts'

/** A kind that holds pod templates. `'*'` in a path stands for every item of a sequence, or every value of a map. */
export interface WorkloadKind {
  /** API group, `''` for core; every version of it counts. */
  readonly group: string
  readonly kind: string
  /** From the object to the pod template (the map with `metadata` and `spec`). Pod: `[]`. */
  readonly path: FieldPath
  /** Why the pod's own security context must stay as it is: what serves the kind refuses one, or ignores it. */
  readonly containersOnly?: string
}

/** A kind that Seaworthy knows by itself, and where its API type is declared. */
export interface KnownKind extends WorkloadKind {
  readonly source: string
}
