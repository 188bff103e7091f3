import type { Value } from '../manifest/value.ts'
import { placed } from './object.ts'
import type { SchemaProblem } from './problem.ts'
import type { SchemaType } from './type.ts'
import type { KubernetesTypes } from './types.ts'
import { schemaProblems } from './validate.ts'

/** What a part of an object is: a type of the table, or one of its fields. */
export interface PartType {
  /** As the table calls it: `core.v1.PodSpec`. */
  readonly type: string
  /** Absent: the whole map. */
  readonly field?: string
}

/**
 * Everything in a part of an object that the API server would refuse for its type, with where misplaced fields belong in
 * the part. A type that the version does not have refuses nothing.
 */
export function partProblems(value: Value, part: PartType, types: KubernetesTypes): readonly SchemaProblem[] {
  const type = typeOf(part, types)
  if (type === undefined) return []
  const root = type.is === 'named' ? types.named(type.name) : undefined
  const problems = schemaProblems(value, type, { named: types.named, decides: 'everything' })
  return root === undefined ? problems : problems.map(problem => placed(problem, value, root, types))
}

function typeOf({ type, field }: PartType, types: KubernetesTypes): SchemaType | undefined {
  return field === undefined ? { is: 'named', name: type } : types.named(type)?.fields.get(field)?.type
}
