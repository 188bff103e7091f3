import { mapAt, textAt, type ValueMap } from '../manifest/value.ts'
import type { ObjectRef } from '../workload/object/object.ts'

/** An object and what hardening makes of it. */
export interface ChangedObject {
  readonly ref: ObjectRef
  /** Where it is placed: its own namespace, or the one that the call says. */
  readonly namespace?: string
  readonly before: ValueMap
  readonly after: ValueMap
  /** The fields that change, and why, for whoever reviews the export. */
  readonly reasons: readonly string[]
  /** Whether an object of the same name lies in another namespace, so that the name alone does not tell which is meant. */
  readonly hasNamesake: boolean
}

/** One piece of an export: what it is made for, and what other programs take. */
export interface ExportedPiece {
  readonly of: ChangedObject
  readonly value: ValueMap
}

/** What became of an object: its piece, or why there is none. */
export type Expression = ExportedPiece | { readonly of: ChangedObject; readonly reason: string }

/** `Deployment/web`, and its namespace where it has one. */
export function nameForPeople({ ref, namespace }: Pick<ChangedObject, 'ref' | 'namespace'>): string {
  return `${ref.kind}/${ref.name}${namespace === undefined ? '' : ` in ${namespace}`}`
}

/** Whether the object has a name by which others find it; `generateName` makes another one each time. */
export function hasName({ before }: ChangedObject): boolean {
  return textAt(mapAt(before, 'metadata'), 'name') !== undefined
}
