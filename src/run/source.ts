import { type ManifestDocument, readDocument } from '../manifest/document.ts'
import { isSurelySound } from '../manifest/sound.ts'
import { type DocumentSpan, type ManifestStream, splitStream } from '../manifest/stream.ts'
import type { ObjectView } from '../workload/object.ts'
import type { Settings } from '../workload/settings.ts'
import { inFile } from './in-file.ts'
import { sourceOf, wantedSpans } from './wanted.ts'

/** A named text with manifests in it; `-` is the standard input. */
export interface SourceText {
  readonly file: string
  readonly text: string
}

/** What a run reads of one text: the documents that can matter, and those that are broken. */
export interface Source {
  readonly file: string
  readonly stream: ManifestStream
  readonly documents: readonly ManifestDocument[]
  readonly objects: readonly ObjectView[]
  /** Objects in documents that were not parsed. */
  readonly unparsed: () => number
}

/** Split `text`, parse what can hold a pod or decide about one, and see that the rest is sound. */
export function readSource({ file, text }: SourceText, settings: Settings): Source {
  const stream = splitStream(text)
  const wanted = new Set(wantedSpans(stream, settings))
  const documents = inFile(file, () =>
    stream.documents.flatMap(span => (wanted.has(span) ? [readDocument(stream, span)] : brokenDocument(stream, span))),
  )
  return sourceOf(file, stream, [...wanted], documents)
}

/** A document that matters to nobody here is read to the end only where it may be broken, and kept if it is. */
function brokenDocument(stream: ManifestStream, span: DocumentSpan): readonly ManifestDocument[] {
  if (isSurelySound(stream, span)) return []
  const document = readDocument(stream, span)
  return document.problems.length === 0 ? [] : [document]
}
