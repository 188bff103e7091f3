import type { FieldPath } from '../manifest/path.ts'
import { isList, isMap, type Value } from '../manifest/value.ts'
import { templatesOf } from './kinds.ts'
import type { ObjectView } from './object.ts'
import type { PodView } from './pod.ts'
import { metadataShape, type Shape, specShape } from './pod-shape.ts'
import type { WorkloadKind } from './settings.ts'

/** A field whose type the API server would refuse to decode. */
export interface TypeProblem {
  readonly path: FieldPath
  readonly want: string
  readonly got: string
}

/** Every field of a pod, of those that anything here reads, that has a type the API server would refuse. */
export function typeProblems(pod: PodView): readonly TypeProblem[] {
  return [...mismatches(pod.metadata, metadataShape, pod.metadataPath), ...mismatches(pod.spec, specShape, pod.path)]
}

/**
 * What stands where a pod template or its spec belongs and is neither: such an object has no pod to judge, and would
 * otherwise pass in silence.
 */
export function templateProblems(object: ObjectView, extra: readonly WorkloadKind[]): readonly TypeProblem[] {
  return templatesOf(object, extra).flatMap(({ path, value }) => {
    if (!isMap(value)) return [{ path, want: 'a map', got: describe(value) }]
    const { spec = null } = value
    return spec === null || isMap(spec) ? [] : [{ path: [...path, 'spec'], want: 'a map', got: describe(spec) }]
  })
}

/** A value for people: `string "abc"`, `number 5`, `a map`. */
export function describe(value: Value): string {
  if (value === null) return 'null'
  if (isList(value)) return 'a list'
  if (isMap(value)) return 'a map'
  if (typeof value === 'string') return `string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`
  return `${typeof value === 'boolean' ? 'boolean' : 'number'} ${value}`
}

/** Null is unset everywhere but among the items of a list, where a pod spec has no use for one. */
function mismatches(value: Value | undefined, shape: Shape, path: FieldPath): TypeProblem[] {
  if (value === undefined || value === null) return []
  if (typeof shape === 'string')
    return scalars[shape].accepts(value) ? [] : [{ path, want: scalars[shape].want, got: describe(value) }]
  if ('items' in shape) return inList(value, shape.items, path)
  if (!isMap(value)) return [{ path, want: 'a map', got: describe(value) }]
  if ('values' in shape)
    return Object.entries(value).flatMap(([key, item]) => mismatches(item, shape.values, [...path, key]))
  return Object.entries(shape.fields).flatMap(([key, field]) => mismatches(value[key], field, [...path, key]))
}

function inList(value: Value, shape: Shape, path: FieldPath): TypeProblem[] {
  if (!isList(value)) return [{ path, want: 'a list', got: describe(value) }]
  return value.flatMap((item, index) =>
    item === null && typeof shape !== 'string'
      ? [{ path: [...path, index], want: 'a map', got: 'null' }]
      : mismatches(item, shape, [...path, index]),
  )
}

type Scalar = Extract<Shape, string>

/** What Kubernetes' JSON decoder takes for each Go type: it neither parses text nor rounds numbers. */
const scalars: Readonly<Record<Scalar, { readonly want: string; readonly accepts: (value: Value) => boolean }>> = {
  string: { want: 'a string', accepts: value => typeof value === 'string' },
  boolean: { want: 'true or false', accepts: value => typeof value === 'boolean' },
  int32: { want: 'an integer', accepts: value => isInteger(value, 2n ** 31n) },
  int64: { want: 'an integer', accepts: value => isInteger(value, 2n ** 63n) },
  'int-or-string': {
    want: 'an integer or a string',
    accepts: value => typeof value === 'string' || isInteger(value, 2n ** 31n),
  },
  // resource.Quantity unmarshals a bare number as if it were quoted.
  quantity: { want: 'a quantity', accepts: value => ['string', 'number', 'bigint'].includes(typeof value) },
  map: { want: 'a map', accepts: isMap },
}

function isInteger(value: Value, limit: bigint): boolean {
  if (typeof value === 'number' && !Number.isInteger(value)) return false
  if (typeof value !== 'number' && typeof value !== 'bigint') return false
  return -limit <= BigInt(value) && BigInt(value) < limit
}
