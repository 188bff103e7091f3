import type { ManifestDocument } from '../manifest/document.ts'
import type { DocumentSpan, ManifestStream } from '../manifest/stream.ts'
import type { Severity } from '../workload/finding/finding.ts'
import { type ObjectView, objectsOf } from '../workload/object/object.ts'
import type { NotManifests } from './other-file.ts'

/** A named text with manifests in it; `-` is the standard input. */
export interface SourceText {
  readonly file: string
  readonly text: string
  /** Whoever read it found no object in it: it is passed on as it is. */
  readonly other?: OtherText
}

/** A text without objects, and how grave that is: a file that was named was meant, one that lies in a folder was not. */
export interface OtherText extends NotManifests {
  readonly severity: Severity
}

/** What a run reads of one text: only the documents that can matter are parsed. */
export interface Source {
  readonly file: string
  readonly stream: ManifestStream
  readonly documents: readonly ManifestDocument[]
  readonly objects: readonly ObjectView[]
  /** Objects in documents that were not parsed. */
  readonly unparsed: () => number
  readonly other?: OtherText
}

/** A source of which nothing is read, and whose text stays. */
export function otherSource(file: string, stream: ManifestStream, other: OtherText): Source {
  return { ...sourceOf(file, { ...stream, documents: [] }, [], []), other }
}

/** A source of which the documents in `wanted` were read. */
export function sourceOf(
  file: string,
  stream: ManifestStream,
  wanted: readonly DocumentSpan[],
  documents: readonly ManifestDocument[],
  objects: readonly ObjectView[] = documents.flatMap(document => objectsOf(stream, document)),
): Source {
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
