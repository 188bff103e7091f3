import type { Value, ValueMap } from '../../../src/manifest/value.ts'

/** A pod to judge, in parts that can be left out one by one. Names and folders come when it is run. */
export interface Case {
  /** `20261128/17`: the seed and the number in it. */
  readonly name: string
  readonly context: ValueMap
  readonly volumes: readonly CaseVolume[]
  readonly containers: readonly CaseContainer[]
  /** Whether the policy describes the images. */
  readonly imagesKnown: boolean
}

/** Who owns a directory of the node that a test makes. */
export interface Owner {
  readonly uid: number
  readonly gid: number
  /** Octal: `0755`. */
  readonly mode: string
}

/** A volume as the pod has it. */
export type CaseVolume = { readonly name: string } & (
  | { readonly kind: 'inline'; readonly source: ValueMap }
  /** `existing` is what lies at the path before the pod starts. */
  | { readonly kind: 'hostPath'; readonly type?: string; readonly existing?: Owner & { readonly file: boolean } }
  | ({ readonly kind: 'claim'; readonly readOnly: boolean } & Provision)
)

/** How a claim gets its volume. `made`: a class that the policy describes; `byHand`: a PersistentVolume of the stream. */
export interface Provision {
  readonly backend: Backend
  readonly origin: 'made' | 'byHand'
  readonly owner: Owner
  readonly accessMode: string
  /** Of a CSI volume. */
  readonly fsType?: string
}

/** What mounts the volume. `csi-…` are the drivers of `csi/driver.ts`, by what they say of fsGroup. */
export type Backend = 'hostPath' | 'local' | `csi-${DriverName}`

/** The drivers by what they say of fsGroup. */
export const driverNames = ['file', 'rwo', 'none', 'group'] as const
/** One of them. */
export type DriverName = (typeof driverNames)[number]

/** A container; `probe` ones say what they can do, `script` ones change what later ones meet. */
export interface CaseContainer {
  readonly name: string
  readonly role: 'init' | 'sidecar' | 'main'
  readonly image: string
  readonly context: ValueMap
  readonly mounts: readonly CaseMount[]
  readonly run: 'probe' | { readonly command: readonly string[] }
}

/** A mount of a container. */
export interface CaseMount {
  readonly name: string
  readonly mountPath: string
  readonly fields: Readonly<Record<string, Value>>
}
