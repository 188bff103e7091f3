import { type ManifestDocument, readDocument } from '../manifest/document.ts'
import { mayHoldKind } from '../manifest/scan.ts'
import { type DocumentSpan, type ManifestStream, splitStream } from '../manifest/stream.ts'
import { podKinds } from '../workload/kinds.ts'
import { type ObjectView, objectsOf } from '../workload/object.ts'
import type { Settings } from '../workload/settings.ts'

/** A named text with manifests in it; `-` is the standard input. */
export interface SourceText {
  readonly file: string
  readonly text: string
}

/** What a run reads of one text: only the documents that can matter are parsed. */
export interface Source {
  readonly file: string
  readonly stream: ManifestStream
  readonly documents: readonly ManifestDocument[]
  readonly objects: readonly ObjectView[]
  /** Objects in documents that were not parsed. */
  readonly unparsed: number
}

/** Kinds beside workloads that decide something: levels, claims, and how a storage class makes its volumes. */
const contextKinds = ['Namespace', 'PersistentVolumeClaim', 'PersistentVolume', 'StorageClass', 'CSIDriver']

/** Split `text`, parse what can hold a pod or decide about one, and leave the rest alone. */
export function readSource({ file, text }: SourceText, settings: Settings): Source {
  const stream = splitStream(text)
  const kinds = new Set([...podKinds(settings.workloads), ...contextKinds])
  const wanted = stream.documents.filter(span => mayHoldKind(stream, span, kinds) || isProvisionerConfig(stream, span))
  const documents = wanted.map(span => readDocument(stream, span))
  const objects = documents.flatMap(document => objectsOf(stream, document))
  return { file, stream, documents, objects, unparsed: objectsIn(stream, stream.documents) - objectsIn(stream, wanted) }
}

/** The ConfigMap that tells local-path how to make a volume; other ConfigMaps may hold megabytes and decide nothing. */
function isProvisionerConfig(stream: ManifestStream, span: DocumentSpan): boolean {
  return (
    stream.text.slice(span.start, span.end).includes('local-path') && mayHoldKind(stream, span, new Set(['ConfigMap']))
  )
}

/** Documents with something in them but comments. */
function objectsIn({ text }: ManifestStream, spans: readonly DocumentSpan[]): number {
  return spans.filter(({ start, end }) => /^[^#\s]/m.test(text.slice(start, end))).length
}
