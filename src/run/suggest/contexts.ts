import { isMap, mapAt, textAt, type Value, type ValueMap, valueAt } from '../../manifest/value.ts'
import { kubernetesAt } from '../../schema/types.ts'
import { containersOf, type PodView } from '../../workload/pod/pod.ts'
import type { ChartValues, ValuePath } from './chart-values.ts'
import { pathKey, type Setting, settingsBelow } from './setting.ts'

/** A value of a chart that is a security context, and where it arrives. */
export interface Context {
  readonly path: ValuePath
  readonly places: readonly ContextPlace[]
}

/** The security context of a pod, or of one of its containers. */
export interface ContextPlace {
  /** `podKey` of the pod. */
  readonly pod: string
  readonly container?: string
}

/** `securityContext`, `podSecurityContextOverride`, `securityContexts` with one for each container. */
const contextName = /securityContext/i

/** `container: { merge: {} }`, `podOverrides`: what is laid over an object that the template writes. */
const overlayName = /^merge$|overrides?$/i

/** Where values of a chart are security contexts, by their names. */
export function contextPaths({ tree, described, read }: ChartValues): readonly ValuePath[] {
  const named = [...described, ...read].flatMap(path => {
    const at = path.findIndex(key => contextName.test(key))
    return at < 0 ? [] : [path.slice(0, at + 1)]
  })
  const found = [...contextsIn(tree, []), ...named]
  const unique = new Map(found.map(path => [pathKey(path), path]))
  return [...unique.values()].filter(path => canHoldFields(valueAt(tree, path)))
}

function contextsIn(values: ValueMap, path: ValuePath): readonly ValuePath[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const here = [...path, key]
    const below = isMap(value) ? [...contextsIn(value, here), ...overlaid(key, here)] : []
    return contextName.test(key) ? [here, ...inside(value, here), ...below] : below
  })
}

/** In what is laid over a container or a PodSpec, and over a pod or its template. Where it is another object nothing arrives. */
function overlaid(key: string, path: ValuePath): readonly ValuePath[] {
  return overlayName.test(key)
    ? [
        [...path, 'securityContext'],
        [...path, 'spec', 'securityContext'],
      ]
    : []
}

/** Fields of a security context that are maps. */
const mapFields: ReadonlySet<string> = new Set(
  ['core.v1.SecurityContext', 'core.v1.PodSecurityContext'].flatMap(name =>
    [...(kubernetesAt().named(name)?.fields ?? [])].flatMap(([field, { type }]) =>
      type.is === 'named' ? [field] : [],
    ),
  ),
)

/** `securityContexts: { pod: {}, container: {} }`, also in the singular: the contexts are what it holds. */
function inside(value: Value, path: ValuePath): readonly ValuePath[] {
  const entries = isMap(value) ? Object.entries(value) : []
  const isGroup = entries.every(([key, below]) => !mapFields.has(key) && (isMap(below) || below === null))
  return isGroup ? entries.map(([key]) => [...path, key]) : []
}

function canHoldFields(value: Value | undefined): boolean {
  return value === undefined || value === null || isMap(value)
}

/** A field that changes nothing anywhere: pods and containers have it, no chart sets it, and every schema allows it. */
const mark = (index: number): ValueMap => ({ seLinuxOptions: { level: `s0:c${index}` } })

/** Values that make each context known by its place in the output. What is switched off is switched on. */
export function probes(contexts: readonly ValuePath[], tree: ValueMap): readonly (readonly Setting[])[] {
  return contexts.map((path, index) => [...switches(path, tree), ...settingsBelow(path, mark(index))])
}

/** Bitnami's contexts have a switch of their own among their fields. */
export function switches(path: ValuePath, tree: ValueMap): readonly Setting[] {
  return valueAt(tree, [...path, 'enabled']) === false ? [{ path: [...path, 'enabled'], value: true }] : []
}

/** Which contexts arrive where, by the marks in the pods. */
export function arrivals(
  contexts: readonly ValuePath[],
  pods: readonly PodView[],
  keyOf: (pod: PodView) => string,
): readonly Context[] {
  const marks = pods.flatMap(pod => marksOf(pod, keyOf(pod)))
  return contexts.map((path, index) => {
    const own = textAt(mapAt(mark(index), 'seLinuxOptions'), 'level')
    return { path, places: marks.filter(({ level }) => level === own).map(({ place }) => place) }
  })
}

function marksOf(
  pod: PodView,
  key: string,
): readonly { readonly level: string | undefined; readonly place: ContextPlace }[] {
  return [
    { level: levelIn(pod.spec), place: { pod: key } },
    ...containersOf(pod).map(({ name, spec }) => ({ level: levelIn(spec), place: { pod: key, container: name } })),
  ]
}

function levelIn(owner: ValueMap): string | undefined {
  return textAt(mapAt(mapAt(owner, 'securityContext'), 'seLinuxOptions'), 'level')
}
