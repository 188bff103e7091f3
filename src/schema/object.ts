import type { Memory } from '../manifest/memory.ts'
import { isMap, type Value, type ValueMap, valueAt } from '../manifest/value.ts'
import { elsewhere } from './elsewhere.ts'
import { nounOf } from './noun.ts'
import type { SchemaProblem } from './problem.ts'
import type { ObjectType } from './type.ts'
import type { KubernetesTypes } from './types.ts'
import { schemaProblems } from './validate.ts'

/** Everything in an object that the API server would refuse for its type, with where misplaced fields belong. */
export function objectProblems(
  object: ValueMap,
  type: ObjectType,
  types: KubernetesTypes,
  podSpecs?: Memory<readonly SchemaProblem[]>,
): readonly SchemaProblem[] {
  const { named } = types
  const { status, ...rest } = object
  const problems = schemaProblems(rest, type, { named, decides: 'everything', ...(podSpecs && { podSpecs }) })
  return [...problems, ...nameProblems(object, type), ...statusProblems(status, type, types)].map(problem =>
    placed(problem, object, type, types),
  )
}

/** Kinds that are asked for an answer, or that speak of another object: nothing is stored under a name of theirs. */
const nameless = /^(?:\w*Review|Binding|Eviction|Scale|TokenRequest)$/

/** An object without a name, and without the beginning of one (apiserver pkg/registry/rest/create.go `BeforeCreate`). */
function nameProblems({ kind, metadata }: ValueMap, { fields }: ObjectType): readonly SchemaProblem[] {
  const type = fields.get('metadata')?.type
  if (type?.is !== 'named' || type.name !== 'meta.v1.ObjectMeta' || nameless.test(String(kind))) return []
  if (metadata === undefined || metadata === null)
    return [{ code: 'missing-field', path: [], owner: nounOf(String(kind)), fields: ['metadata.name'] }]
  const isNamed = !isMap(metadata) || [metadata.name, metadata.generateName].some(name => (name ?? '') !== '')
  return isNamed ? [] : [{ code: 'missing-field', path: ['metadata'], owner: nounOf(type.name), fields: ['name'] }]
}

/** What a status lacks nobody misses: it is decoded, and whoever serves the kind writes it anew. */
function statusProblems(
  status: Value | undefined,
  { fields }: ObjectType,
  { named }: KubernetesTypes,
): readonly SchemaProblem[] {
  const field = fields.get('status')
  if (status === undefined || field === undefined) return []
  return schemaProblems(status, field.type, { named, decides: 'decoding' }).map(problem => ({
    ...problem,
    path: ['status', ...problem.path],
  }))
}

/** The problem with where its field belongs, if the object has a place for it. */
export function placed(problem: SchemaProblem, object: Value, type: ObjectType, types: KubernetesTypes): SchemaProblem {
  if (problem.code !== 'unknown-field' || problem.versions !== undefined) return problem
  const path = problem.path.slice(0, -1)
  const field = String(problem.path.at(-1))
  if (problem.meant?.toLowerCase() === field.toLowerCase()) return problem
  const value = valueAt(object, problem.path) ?? null
  const belongs = elsewhere({ field, value, path }, type, types)
  if (belongs === undefined) return problem
  const { meant: _, ...rest } = problem
  return { ...rest, belongs }
}
