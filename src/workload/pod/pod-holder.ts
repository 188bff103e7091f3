import { podlessKinds } from '../../knowledge/kinds/podless-kinds.ts'
import type { PodForm, WorkloadKind } from '../../knowledge/kinds/workload-kind.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { isList, isMap, mapAt, textAt, type Value, type ValueMap, valueAt } from '../../manifest/value.ts'
import { skipAnnotation } from '../object/annotations.ts'
import { kindRows } from '../object/kinds.ts'
import { groupOf, type ObjectRef, type ObjectView } from '../object/object.ts'
import { outerFields, podsInText, type TextPod } from './gathered-pods.ts'

/** Something in an object that looks like a pod, where no row says that one is there. */
export interface PodHolder {
  /** In the document, of the first that a row would find. */
  readonly path: FieldPath
  /** What a row would have to say, beside the kind. */
  readonly row: Pick<WorkloadKind, 'name' | 'path' | 'pod'> & { readonly holds: PodForm }
}

/** What in an object looks like a pod and is not known to be one: one for each row that would teach it. */
export function podHolders(object: ObjectView, extra: readonly WorkloadKind[]): readonly PodHolder[] {
  if (isPodless(object.ref) || isSkipped(object) || kindRows(object, extra).length > 0) return []
  const holders = object.ref.kind === 'ConfigMap' ? textsIn(object) : containersIn(object)
  const rows = holders.map(({ row }) => JSON.stringify(row))
  return holders.filter((_, index) => rows.indexOf(rows[index] ?? '') === index)
}

function isSkipped({ value }: ObjectView): boolean {
  return textAt(mapAt(mapAt(value, 'metadata'), 'annotations'), skipAnnotation) !== undefined
}

/** Without a key, the whole object. */
function isPodless({ apiVersion, kind }: ObjectRef, key?: string): boolean {
  const group = groupOf(apiVersion)
  return podlessKinds.some(row => row.group === group && row.key === key && (row.kinds?.includes(kind) ?? true))
}

function textsIn(object: ObjectView): readonly PodHolder[] {
  return Object.entries(mapAt(object.value, 'data') ?? {}).flatMap(([key, value]) => {
    if (typeof value !== 'string' || !mayHoldPod(value) || isPodless(object.ref, key)) return []
    if (!podsInText(value).some(isPodOrTemplate)) return []
    const row = { name: object.ref.name, path: ['data', key], holds: 'text' as const }
    return [{ path: [...object.path, ...row.path], row }]
  })
}

/** Whoever reads a workload from a text is a program that deploys: it has nothing to do with the pods in the end. */
function isPodOrTemplate({ document: { value } }: TextPod): boolean {
  const kind = isMap(value) ? value.kind : undefined
  return kind === undefined || kind === 'Pod' || kind === 'PodTemplate'
}

/** Whether a text can name a container. */
export function mayHoldPod(text: string): boolean {
  return /(?:image|containers|steps)["']?[ \t]*:/i.test(text)
}

function containersIn(object: ObjectView): readonly PodHolder[] {
  return found(object.value, []).map(({ path, key }) => ({
    path: [...object.path, ...path],
    row: rowAt(object.value, path, key),
  }))
}

interface Found {
  /** Of a list of containers, or of one. */
  readonly path: FieldPath
  readonly key: string
}

/** Lists of containers and lone containers, as far out as they stand. */
function found(value: Value, path: FieldPath): readonly Found[] {
  if (isList(value)) return value.flatMap((item, index) => found(item, [...path, index]))
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, child]) => {
    const at = [...path, key]
    return isContainers(key, child) || isLoneContainer(child) ? [{ path: at, key }] : found(child, at)
  })
}

/** Lists of a pod spec: an operator may fill in the image. */
const podLists: ReadonlySet<string> = new Set(['containers', 'initContainers'])
/** Lists of images that are no containers: those that a catalogue of operators mirrors. */
const imageLists: ReadonlySet<string> = new Set(['relatedImages', 'images'])

function isContainers(key: string, value: Value): boolean {
  if (!isList(value) || imageLists.has(key)) return false
  return value.some(item => {
    const name = textAt(item, 'name')
    if (podLists.has(key) && name !== undefined) return true
    return textAt(item, 'image') !== undefined && (name !== undefined || key === 'steps' || runsSomething(item))
  })
}

function isLoneContainer(value: Value): boolean {
  return isMap(value) && textAt(value, 'image') !== undefined && runsSomething(value)
}

function runsSomething(value: Value): boolean {
  return isMap(value) && ['command', 'args', 'script', 'source'].some(key => key in value)
}

/** Where containers stand in a pod spec that is the `spec` of something, that something is a template. */
function rowAt(root: ValueMap, path: FieldPath, key: string): PodHolder['row'] {
  const steps = generalised(path)
  if (!podLists.has(key)) return { path: steps, holds: 'containers', ...outerPod(root, path) }
  const spec = steps.slice(0, -1)
  const isTemplate = spec.at(-1) === 'spec' && spec.length > 1
  return isTemplate ? { path: spec.slice(0, -1), holds: 'podTemplate' } : { path: spec, holds: 'podSpec' }
}

function generalised(path: FieldPath): FieldPath {
  return path.map(step => (typeof step === 'number' ? '*' : step))
}

/** The nearest map further out that has fields of a pod; what stands beside the containers is looked at anyway. */
function outerPod(root: ValueMap, path: FieldPath): Pick<PodHolder['row'], 'pod'> {
  for (let length = path.length - 1; length > 0; length--) {
    const around = path.slice(0, length)
    if (around.some(step => typeof step === 'number')) continue
    const candidates = length === path.length - 1 ? [[...around, 'podTemplate']] : [around, [...around, 'podTemplate']]
    const pod = candidates.find(at => hasOuterFields(valueAt(root, at)))
    if (pod !== undefined) return { pod }
  }
  return {}
}

function hasOuterFields(value: Value | undefined): boolean {
  return isMap(value) && [...outerFields, 'volumes', 'volumeClaimTemplates'].some(key => key in value)
}
