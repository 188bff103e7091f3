import { metadataShape, type Shape, specShape } from '../../knowledge/kinds/pod-shape.ts'
import type { PodForm, WorkloadKind } from '../../knowledge/kinds/workload-kind.ts'
import { describe } from '../../manifest/describe.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { isList, isMap, type Value, type ValueMap } from '../../manifest/value.ts'
import type { PodView } from '../pod/pod.ts'
import { podSites } from './kinds.ts'
import type { ObjectView } from './object.ts'

/** A field whose type the API server would refuse to decode. */
export interface TypeProblem {
  readonly path: FieldPath
  readonly want: string
  readonly got: string
}

/** Every field of a pod, of those that anything here reads, that has a type the API server would refuse. */
export function typeProblems(pod: PodView): readonly TypeProblem[] {
  return [...metadataProblems(pod), ...specProblems(pod)]
}

/** The same of its metadata alone. */
export function metadataProblems({ metadataPath, metadata }: PodView): readonly TypeProblem[] {
  return below(metadataPath, fieldProblems(metadata, metadataShape))
}

/** The same of its spec alone. */
export function specProblems({ path, spec }: PodView): readonly TypeProblem[] {
  return below(path, fieldProblems(spec, specShape))
}

/**
 * What stands where a pod template, its metadata or its spec belongs and is no map: such an object has no pod to judge,
 * or one without labels, and would otherwise pass in silence.
 */
export function templateProblems(object: ObjectView, extra: readonly WorkloadKind[]): readonly TypeProblem[] {
  return podSites(object, extra).flatMap(({ path, value, row }) => {
    const form = row.holds ?? 'podTemplate'
    if (!wanted[form].accepts(value)) return below(path, [mismatch(wanted[form].want, value)])
    if (form !== 'podTemplate' || !isMap(value)) return []
    return parts.flatMap(part => below([...path, part], fieldProblems(value[part] ?? null, 'map')))
  })
}

const parts = ['metadata', 'spec'] as const

/** What has to stand where a pod belongs, by its form. */
const wanted: Readonly<Record<PodForm, Pick<ScalarType, 'want' | 'accepts'>>> = {
  podTemplate: { want: 'a map', accepts: isMap },
  podSpec: { want: 'a map', accepts: isMap },
  containers: { want: 'a container or a list of them', accepts: value => isMap(value) || isList(value) },
  text: { want: 'a text', accepts: value => typeof value === 'string' },
}

/**
 * Every field of a value that has another type than its shape says.
 *
 * Null is unset everywhere but among the items of a list: there it is an empty map, which lacks what the API server wants
 * of nearly every item, or an empty text. Paths are built on the way
 * out: nearly every pod is valid, and a large stream holds a million fields.
 */
export function fieldProblems(value: Value, shape: Shape): readonly TypeProblem[] {
  if (value === null) return none
  if (typeof shape === 'string') return scalars[shape].accepts(value) ? none : [mismatch(scalars[shape].want, value)]
  if ('items' in shape) return isList(value) ? inList(value, shape) : [mismatch('a list', value)]
  return isMap(value) ? inMap(value, shape) : [mismatch('a map', value)]
}

function inMap(map: ValueMap, shape: MapShape): readonly TypeProblem[] {
  let problems = none
  for (const key in map) {
    const field = 'values' in shape ? shape.values : Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined
    if (field !== undefined) problems = joined(problems, key, fieldProblems(map[key] ?? null, field))
  }
  return problems
}

function inList(list: readonly Value[], { items, holes }: ListShape): readonly TypeProblem[] {
  const refusesHoles = typeof items !== 'string' && holes !== 'admitted'
  let problems = none
  for (const [index, item] of list.entries()) {
    const isHole = item === null && refusesHoles
    problems = joined(problems, index, isHole ? [mismatch('a map', item)] : fieldProblems(item, items))
  }
  return problems
}

function joined(problems: readonly TypeProblem[], step: string | number, more: readonly TypeProblem[]) {
  return more.length === 0 ? problems : [...problems, ...below([step], more)]
}

const none: readonly TypeProblem[] = []

function mismatch(want: string, value: Value): TypeProblem {
  return { path: [], want, got: describe(value) }
}

function below(path: FieldPath, problems: readonly TypeProblem[]): readonly TypeProblem[] {
  return problems.length === 0 ? none : problems.map(problem => ({ ...problem, path: [...path, ...problem.path] }))
}

type Scalar = Extract<Shape, string>
type ListShape = Extract<Shape, { readonly items: Shape }>
type MapShape = Exclude<Shape, string | ListShape>

interface ScalarType {
  readonly want: string
  readonly accepts: (value: Value) => boolean
  /** The same as far as JSON Schema has a word for it. */
  readonly json: readonly string[]
}

/** What Kubernetes' JSON decoder takes for each Go type: it neither parses text nor rounds numbers. */
export const scalars: Readonly<Record<Scalar, ScalarType>> = {
  string: { want: 'a string', accepts: value => typeof value === 'string', json: ['string'] },
  boolean: { want: 'true or false', accepts: value => typeof value === 'boolean', json: ['boolean'] },
  int32: { want: 'an integer', accepts: value => isInteger(value, 2n ** 31n), json: ['integer'] },
  int64: { want: 'an integer', accepts: value => isInteger(value, 2n ** 63n), json: ['integer'] },
  'int-or-string': {
    want: 'an integer or a string',
    accepts: value => typeof value === 'string' || isInteger(value, 2n ** 31n),
    json: ['integer', 'string'],
  },
  // resource.Quantity unmarshals a bare number as if it were quoted.
  quantity: {
    want: 'a quantity',
    accepts: value => ['string', 'number', 'bigint'].includes(typeof value),
    json: ['string', 'number'],
  },
  map: { want: 'a map', accepts: isMap, json: ['object'] },
}

function isInteger(value: Value, limit: bigint): boolean {
  if (typeof value === 'number' && !Number.isInteger(value)) return false
  if (typeof value !== 'number' && typeof value !== 'bigint') return false
  return -limit <= BigInt(value) && BigInt(value) < limit
}
