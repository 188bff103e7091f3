import { mayHoldScript } from '../harden/mounted-scripts.ts'
import { mentionsPrivileged } from '../harden/privileged-program.ts'
import type { ManifestDocument } from '../manifest/document.ts'
import { mayHoldKind } from '../manifest/scan.ts'
import type { DocumentSpan, ManifestStream } from '../manifest/stream.ts'
import { podKinds } from '../workload/kinds.ts'
import { objectsOf } from '../workload/object.ts'
import type { Settings } from '../workload/settings.ts'
import type { Source } from './source.ts'

/** Kinds beside workloads that decide something: levels, claims, and how a storage class makes its volumes. */
export const contextKinds = ['Namespace', 'PersistentVolumeClaim', 'PersistentVolume', 'StorageClass', 'CSIDriver']

/** The documents that can hold a pod or decide about one. */
export function wantedSpans(stream: ManifestStream, settings: Settings): readonly DocumentSpan[] {
  const kinds = new Set([...podKinds(settings.workloads), ...contextKinds])
  return stream.documents.filter(span => mayHoldKind(stream, span, kinds) || isDecidingConfig(stream, span))
}

const configMap: ReadonlySet<string> = new Set(['ConfigMap'])

/** A ConfigMap that decides something; others may hold megabytes. */
function isDecidingConfig(stream: ManifestStream, span: DocumentSpan): boolean {
  if (!mayHoldKind(stream, span, configMap)) return false
  const text = stream.text.slice(span.start, span.end)
  // It tells local-path how to make a volume, or holds a script that needs privileges.
  return text.includes('local-path') || (mayHoldScript(text) && mentionsPrivileged(text))
}

/** A source of which the documents in `wanted` were read. */
export function sourceOf(
  file: string,
  stream: ManifestStream,
  wanted: readonly DocumentSpan[],
  documents: readonly ManifestDocument[],
): Source {
  const objects = documents.flatMap(document => objectsOf(stream, document))
  return {
    file,
    stream,
    documents,
    objects,
    // Asked for by reports alone.
    unparsed: () => countObjects(stream, stream.documents) - countObjects(stream, wanted),
  }
}

/** Documents with something in them but comments. */
function countObjects({ text }: ManifestStream, spans: readonly DocumentSpan[]): number {
  return spans.filter(({ start, end }) => /^[^#\s]/m.test(text.slice(start, end))).length
}
