import type { WorkloadKind } from '../../knowledge/kinds/workload-kind.ts'
import { type ManifestDocument, type Position, readDocument } from '../../manifest/document.ts'
import { changeValue } from '../../manifest/edit/change-value.ts'
import { type FieldPath, isWithin } from '../../manifest/path.ts'
import { splitStream } from '../../manifest/stream.ts'
import { isList, isMap, listAt, mapAt, textAt, type Value, type ValueMap, valueAt } from '../../manifest/value.ts'
import { type PodSite, podSites, podsOf } from '../object/kinds.ts'
import { type ObjectView, objectsOf } from '../object/object.ts'
import type { PodView, ReadOnlyForm } from './pod.ts'

/**
 * The pods of an object that do not stand in it as one map: made of containers and of fields elsewhere, or written as text.
 * They are judged like any other pod, and never edited.
 */
export function gatheredPods(object: ObjectView, extra: readonly WorkloadKind[]): readonly PodView[] {
  return podSites(object, extra).flatMap(site => {
    if (site.row.holds === 'containers') return ofContainers(object, site)
    return site.row.holds === 'text' ? ofText(object, site) : []
  })
}

/** Where a pod lies that is made of parts: no object has such a field. */
const made = 'pod made of its parts'

/** Something of the object that is part of a pod, and where it stands. */
interface Part {
  readonly value: Value
  readonly at: FieldPath
}

function ofContainers(object: ObjectView, { path, value, row }: PodSite): readonly PodView[] {
  const containers = isList(value) ? itemsAt(value, path) : [{ value: namedBy(value, path), at: path }]
  if (!containers.some(one => isMap(one.value))) return []
  const beside = path.slice(
    0,
    path.findLastIndex(step => typeof step === 'string'),
  )
  // What stands beside the containers counts more than what stands further out.
  const around = row.pod === undefined ? [beside] : [[...object.path, ...row.pod], beside]
  const fields = new Map(around.flatMap(at => outerFieldsAt(object, at)))
  const lists = { volumes: around.flatMap(at => volumesAt(object, at)), containers }
  const spec = {
    ...Object.fromEntries([...fields].map(([key, part]) => [key, part.value])),
    ...Object.fromEntries(Object.entries(lists).map(([key, parts]) => [key, parts.map(part => part.value)])),
  }
  const places = [
    ...[...fields].map(([key, part]) => [[key], part.at] as const),
    ...Object.entries(lists).flatMap(([key, parts]) => parts.map(({ at }, index) => [[key, index], at] as const)),
  ]
  return [gathered(object, spec, 'parts', moved(places, beside, [...object.path, made]))]
}

/** A lone container may have no name: it is called by its field. */
function namedBy(value: Value, path: FieldPath): Value {
  return isMap(value) ? { name: path.findLast(step => typeof step === 'string') ?? '', ...value } : value
}

function itemsAt(list: readonly Value[], path: FieldPath): readonly Part[] {
  return list.map((value, index) => ({ value, at: [...path, index] }))
}

/** Fields of a pod that kinds with bare containers take over: who runs, and the host's namespaces. */
export const outerFields = ['securityContext', 'hostNetwork', 'hostPID', 'hostIPC', 'hostUsers', 'serviceAccountName']

function outerFieldsAt({ document }: ObjectView, at: FieldPath): readonly (readonly [string, Part])[] {
  const around = valueAt(document.value, at)
  return outerFields.flatMap(key => {
    const value = isMap(around) ? around[key] : undefined
    return value === undefined ? [] : [[key, { value, at: [...at, key] }] as const]
  })
}

/** A claim that is made for the pod is what an ephemeral volume is. */
function volumesAt({ document }: ObjectView, at: FieldPath): readonly Part[] {
  const around = valueAt(document.value, at)
  const claims = listAt(around, 'volumeClaimTemplates').map(template => ({
    name: textAt(mapAt(template, 'metadata'), 'name') ?? '',
    ephemeral: { volumeClaimTemplate: { spec: mapAt(template, 'spec') ?? {} } },
  }))
  return [
    ...itemsAt(listAt(around, 'volumes'), [...at, 'volumes']),
    ...itemsAt(claims, [...at, 'volumeClaimTemplates']),
  ]
}

/** Where a path of the made pod leads: into the part that it is of, else to what is around the containers. */
function moved(
  places: readonly (readonly [FieldPath, FieldPath])[],
  beside: FieldPath,
  root: FieldPath,
): (path: FieldPath) => FieldPath {
  return path => {
    if (!isWithin(path, root)) return path
    const inPod = path.slice(root.length)
    const [from, to] = places.find(([start]) => isWithin(inPod, start)) ?? [[], beside]
    return [...to, ...inPod.slice(from.length)]
  }
}

function gathered(
  object: ObjectView,
  spec: ValueMap,
  readOnly: ReadOnlyForm,
  pathOf: (path: FieldPath) => FieldPath,
): PodView {
  const { document } = object
  const path = [...object.path, made]
  const value = changeValue(document.value, [{ op: 'set', path, value: spec }])
  const positionOf = (of: FieldPath) => document.positionOf(pathOf(of))
  return {
    object: { ...object, document: { ...document, value, positionOf }, pathOf },
    mode: 'template',
    path,
    spec,
    metadataPath: [...path, 'metadata'],
    metadata: {},
    readOnly,
  }
}

function ofText(object: ObjectView, { path, value }: PodSite): readonly PodView[] {
  return typeof value === 'string' ? podsInText(value).map(pod => textPod(object, path, pod)) : []
}

/** A pod that is written in a text, and its place in it. */
export interface TextPod {
  readonly document: ManifestDocument
  /** Of its spec. */
  readonly path: FieldPath
  readonly spec: ValueMap
}

/** The pods in a text that is YAML: of objects, or a pod template or a pod spec that says no kind. */
export function podsInText(text: string): readonly TextPod[] {
  const stream = splitStream(text)
  return stream.documents.flatMap(span => {
    const document = readDocument(stream, span)
    const own = objectsOf(stream, document).flatMap(one => podsOf(one, []))
    const specs = own.length > 0 ? own.map(pod => pod.path) : bareSpecs(document.value)
    return specs.flatMap(path => {
      const spec = valueAt(document.value, path)
      return isMap(spec) ? [{ document, path, spec }] : []
    })
  })
}

function bareSpecs(value: Value): readonly FieldPath[] {
  if (isList(isMap(value) ? value.containers : undefined)) return [[]]
  return isMap(value) && isList(mapAt(value, 'spec')?.containers) ? [['spec']] : []
}

function textPod(object: ObjectView, at: FieldPath, { document, path, spec }: TextPod): PodView {
  const root = [...object.path, made]
  const inText = (of: FieldPath) => (isWithin(of, root) ? [...path, ...of.slice(root.length)] : [])
  const pod = gathered(object, spec, 'text', of => [...at, ...inText(of)])
  const place = placeInText(object.document, at)
  const positionOf = (of: FieldPath) => place(document.positionOf(inText(of)))
  return { ...pod, object: { ...pod.object, document: { ...pod.object.document, positionOf } } }
}

/** A literal block has its text line by line below the key; any other text is placed where its key is. */
function placeInText(document: ManifestDocument, path: FieldPath): (inner: Position) => Position {
  const key = document.positionOf(path)
  const lines = document.text.split('\n')
  if (!literal.test(lines[key.line - 1] ?? '')) return () => key
  const first = lines.slice(key.line).find(line => line.trim() !== '') ?? ''
  const indent = first.length - first.trimStart().length
  return ({ line, column }) => ({ line: key.line + line, column: indent + column })
}

const literal = /:[ \t]*(?:[!&]\S+[ \t]+)*\|[-+\d]*[ \t]*(?:#.*)?\r?$/
