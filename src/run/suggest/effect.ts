import { readApart } from '../../golden/fields.ts'
import { type ValueDifference, valueDifferences } from '../../golden/value-difference.ts'
import type { WorkloadKind } from '../../knowledge/kinds/workload-kind.ts'
import { type FieldPath, formatPath } from '../../manifest/path.ts'
import { isList, isMap, listAt, mapAt, type Value, type ValueMap } from '../../manifest/value.ts'
import { podsOf } from '../../workload/object/kinds.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import { containersOf } from '../../workload/pod/pod.ts'
import type { KeyOf } from './keys.ts'
import { lossesOf, type ObjectInBoth } from './losses.ts'

/** What else values change, beside what they are meant to. */
export interface Effect {
  /** What makes them no answer: an object that comes or goes, or a field that is not about security. */
  readonly harm?: string
  /** What the pods lose on the way, for people to judge: a volume of the node, an init container. */
  readonly losses: readonly string[]
}

/** Fields that differ between two renders of the same values: random passwords, times. */
export function volatileFields(
  one: string,
  other: string,
  { keyOf, kinds }: Pick<Compared, 'keyOf' | 'kinds'>,
): ReadonlySet<string> {
  const { changed } = comparison(one, other, keyOf)
  return new Set(changed.flatMap(pair => differencesOf(pair, kinds)))
}

/** How two renders are held against each other. */
export interface Compared {
  readonly keyOf: KeyOf
  readonly kinds: readonly WorkloadKind[]
  /** Fields that differ anyway. */
  readonly volatile: ReadonlySet<string>
}

/** Hold a render against the first one. */
export function effectOf(before: string, after: string, { keyOf, kinds, volatile }: Compared): Effect {
  const { changed, gone, come } = comparison(before, after, keyOf)
  const harm = [
    ...gone.map(key => `${key} is gone`),
    ...come.map(key => `${key} is made`),
    ...changed
      .flatMap(pair => differencesOf(pair, kinds))
      .filter(field => !volatile.has(field))
      .map(field => `${field} changes`),
    ...changed.flatMap(pair => lostIdentity(pair, kinds)),
  ][0]
  return { ...(harm !== undefined && { harm }), losses: changed.flatMap(pair => lossesOf(pair, kinds)) }
}

function comparison(before: string, after: string, keyOf: KeyOf) {
  const [{ objects: left }, { objects: right }] = readApart(before, after)
  const known = new Map(right.map(object => [keyOf(object.ref, object.source), object]))
  const keys = new Set(left.map(({ ref, source }) => keyOf(ref, source)))
  const changed = left.flatMap((object): readonly ObjectInBoth[] => {
    const key = keyOf(object.ref, object.source)
    const twin = known.get(key)
    return twin === undefined ? [] : [{ key, before: object, after: twin }]
  })
  return {
    changed,
    gone: [...keys].filter(key => !known.has(key)),
    come: [...known.keys()].filter(key => !keys.has(key)),
  }
}

/** Fields that differ and are not about security, as `Deployment/web spec.replicas`. */
function differencesOf({ key, before, after }: ObjectInBoth, kinds: readonly WorkloadKind[]): readonly string[] {
  return valueDifferences(essence(before, kinds), essence(after, kinds))
    .filter(difference => !isChecksum(difference))
    .map(({ path }) => `${key} ${formatPath(path)}`)
}

/** Charts write hashes into annotations, so that pods are replaced: of values, too, and what they are of is compared itself. */
function isChecksum({ path, want, got }: ValueDifference): boolean {
  return path.at(-2) === 'annotations' && [want, got].every(text => typeof text === 'string' && hash.test(text))
}

/** MD5, SHA-1 and SHA-256, as Helm's functions write them. */
const hash = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/

/** Fields of a pod that answer who may do what; what they take away is said as a loss. */
const podFields = [
  'securityContext',
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'hostUsers',
  'dnsPolicy',
  'volumes',
  'initContainers',
]
const containerFields = ['securityContext', 'volumeMounts']

/** An object without what may change. */
function essence(object: ObjectView, kinds: readonly WorkloadKind[]): Value {
  return podsOf(object, kinds).reduce<Value>(
    (value, pod) => replaced(value, pod.path.slice(object.path.length), essenceOfPod(pod.spec)),
    withoutStrategy(object.value),
  )
}

/** How pods are replaced decides whether a rollout waits for its own volume. */
function withoutStrategy(object: ValueMap): ValueMap {
  const spec = mapAt(object, 'spec')
  return object.kind === 'Deployment' && spec !== undefined ? { ...object, spec: without(spec, ['strategy']) } : object
}

function essenceOfPod(spec: ValueMap): ValueMap {
  return { ...without(spec, podFields), containers: listAt(spec, 'containers').map(essenceOfContainer) }
}

function essenceOfContainer(container: Value): Value {
  if (!isMap(container)) return container
  const ports = listAt(container, 'ports').map(port => (isMap(port) ? without(port, ['hostPort']) : port))
  return { ...without(container, containerFields), ...('ports' in container && { ports }) }
}

function without(map: ValueMap, keys: readonly string[]): ValueMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)))
}

function replaced(value: Value, path: FieldPath, field: Value): Value {
  const [step, ...rest] = path
  if (step === undefined) return field
  if (isList(value)) return value.map((item, index) => (index === step ? replaced(item, rest, field) : item))
  if (!isMap(value)) return value
  return { ...value, [step]: replaced(value[step] ?? null, rest, field) }
}

/** Whose group a volume is, and who a process is: a context that replaces the chart's own must not drop them unasked. */
const identity = ['fsGroup', 'supplementalGroups', 'runAsUser', 'runAsGroup']

function lostIdentity({ key, before, after }: ObjectInBoth, kinds: readonly WorkloadKind[]): readonly string[] {
  const [left, right] = [contextsIn(before, kinds), contextsIn(after, kinds)]
  return [...left].flatMap(([place, context]) =>
    identity
      .filter(field => (context[field] ?? 0) !== 0 && right.has(place) && right.get(place)?.[field] === undefined)
      .map(field => `${field} of ${key} is gone`),
  )
}

/** Security contexts of a pod and its containers, by the container's name; the pod's by none. */
function contextsIn(object: ObjectView, kinds: readonly WorkloadKind[]): ReadonlyMap<string, ValueMap> {
  const owners = podsOf(object, kinds).flatMap(pod => [
    ['', pod.spec] as const,
    ...containersOf(pod).map(({ name, spec }) => [name, spec] as const),
  ])
  return new Map(owners.map(([name, spec]) => [name, mapAt(spec, 'securityContext') ?? {}]))
}
