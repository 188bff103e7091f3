import type { Scalar } from './scalars.ts'

/** What a value has to be: a type of Kubernetes, or of a CustomResourceDefinition. */
export type SchemaType =
  | { readonly is: 'scalar'; readonly scalar: Scalar /** All that it may be. */; readonly values?: readonly string[] }
  | ListType
  /** A map whose keys the author chooses. */
  | { readonly is: 'map'; readonly values: SchemaType }
  | ObjectType
  /** A type of the table, so that types may hold each other in circles. */
  | { readonly is: 'named'; readonly name: string }
  | { readonly is: 'either'; readonly forms: readonly SchemaType[] }
  | { readonly is: 'anything' }
  /** An object of any kind, which its own kind describes. */
  | { readonly is: 'embedded' }

/** A list, and what no two of its items may have alike. */
export interface ListType {
  readonly is: 'list'
  readonly items: SchemaType
  readonly unique?: readonly UniqueKey[]
}

/** Fields that together tell the items of a list apart; none of them: the items themselves. */
export interface UniqueKey {
  readonly fields: readonly string[]
  /** What a field is that is not written. An item that lacks another field is told apart from all. */
  readonly defaults?: Readonly<Record<string, string>>
}

/** Fields of which a map has one at most, or exactly one. Those of an inner list may stand together. */
export interface OneOf {
  readonly fields: readonly (string | readonly string[])[]
  readonly least: 0 | 1
}

/** The same, made ready: which of the groups each field belongs to. */
export interface Union {
  readonly groups: readonly (readonly string[])[]
  readonly groupOf: ReadonlyMap<string, number>
  readonly least: 0 | 1
}

/** A map with known fields. */
export interface ObjectType {
  readonly is: 'object'
  /** As Kubernetes calls it, with its package and version: `core.v1.Container`. */
  readonly name: string
  /** What people call it, with its article, where the name does not tell. */
  readonly noun?: string
  readonly fields: ReadonlyMap<string, Field>
  /** Those among them that no map lacks, in their order. */
  readonly required: readonly string[]
  /** What fields that are not listed hold. Absent: there are no others. */
  readonly others?: SchemaType
  readonly union?: Union
  /** Fields of other versions of Kubernetes, and those versions. */
  readonly elsewhen?: ReadonlyMap<string, Partial<Versions>>
}

/** A field of a map. */
export interface Field {
  readonly type: SchemaType
}

/** Minors of Kubernetes, the last one included. */
export interface Versions {
  readonly first: number
  readonly last: number
}
