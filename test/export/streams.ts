import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { jsonLine } from '../../src/manifest/text/json.ts'
import { isList, isMap, mapAt, textAt, type Value, type ValueMap } from '../../src/manifest/value.ts'
import { type ExportForm, exportHardened } from '../../src/run/export/export.ts'
import { hardenSources } from '../../src/run/harden/harden.ts'
import { readSource } from '../../src/run/read-source.ts'
import type { Source } from '../../src/run/source.ts'
import { podsOf } from '../../src/workload/object/kinds.ts'
import type { ObjectView } from '../../src/workload/object/object.ts'
import type { Settings } from '../../src/workload/settings/settings.ts'

/** A stream of workloads as others take one: with what an export of it says, and what post-render makes of it. */
export interface ExportedStream {
  readonly name: string
  readonly text: string
  readonly exported: ReturnType<typeof exportHardened>
  /** Every workload as post-render leaves it, by kind, namespace and name. */
  readonly want: ReadonlyMap<string, Value>
  /** Those that post-render changes. */
  readonly changed: readonly string[]
}

/** Export the workloads of a stream; whatever else is in it is nobody's to change, and kustomize is slow on megabytes. */
export function exportedStream(
  { name, text }: { readonly name: string; readonly text: string },
  form: ExportForm,
  settings: Settings,
): ExportedStream | undefined {
  const source = readSource({ file: '-', text }, settings)
  const workloads = workloadText(source, settings)
  if (workloads === '') return undefined
  const hardened = hardenSources([readSource({ file: '-', text: workloads }, settings)], settings)
  const before = objectsByName(workloads)
  const want = objectsByName(hardened.sources[0]?.text() ?? '')
  const changed = [...want].filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before.get(key)))
  return {
    name,
    text: workloads,
    exported: exportHardened(hardened, form, settings),
    want,
    changed: changed.map(([key]) => key),
  }
}

/** The same workloads in a namespace, whatever they say: policies of a cluster are for one. */
export function placedIn(namespace: string, text: string, settings: Settings): string {
  const { objects } = readSource({ file: '-', text }, settings)
  const workloads = objects.filter(object => object.path.length === 0 && podsOf(object, settings.workloads).length > 0)
  return workloads
    .map(({ value }) => `---\n${jsonLine({ ...value, metadata: { ...mapAt(value, 'metadata'), namespace } })}\n`)
    .join('')
}

/** One document for each object that has a name of its own: kustomize takes no others, and no two that are called alike. */
function workloadText({ stream, objects }: Source, settings: Settings): string {
  const seen = new Set<string>()
  const texts = objects
    .filter(object => object.path.length === 0 && podsOf(object, settings.workloads).length > 0)
    .filter(object => hasOwnName(object) && !seen.has(keyOf(object.value)) && seen.add(keyOf(object.value)))
    .map(({ document }) => stream.text.slice(document.start, document.end).replace(/^---[^\n]*\n?/, ''))
  return texts.map(text => `---\n${text.trimEnd()}\n`).join('')
}

function hasOwnName({ value }: ObjectView): boolean {
  return textAt(mapAt(value, 'metadata'), 'name') !== undefined
}

/** The objects of a text, without what is null: to an API server a null field is none. */
export function objectsByName(text: string): ReadonlyMap<string, Value> {
  const stream = splitStream(text)
  const values = stream.documents.map(span => readDocument(stream, span).value).filter(isMap)
  return new Map(values.map(value => [keyOf(value), withoutNulls(value)]))
}

function keyOf(value: ValueMap): string {
  const metadata = mapAt(value, 'metadata')
  const [namespace = '', name = ''] = [textAt(metadata, 'namespace'), textAt(metadata, 'name')]
  return `${textAt(value, 'apiVersion')} ${textAt(value, 'kind')} ${namespace}/${name}`
}

/** The same value without null fields, its keys in order. */
export function withoutNulls(value: Value): Value {
  if (isList(value)) return value.map(withoutNulls)
  if (!isMap(value)) return value
  const fields = Object.entries(value).filter(([, field]) => field !== null)
  return Object.fromEntries(
    fields.map(([key, field]) => [key, withoutNulls(field)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}
