import { readDocument } from '../manifest/document.ts'
import { splitStream } from '../manifest/stream.ts'
import type { Settings } from '../workload/settings/settings.ts'
import { inFile } from './in-file.ts'
import { otherSource, type Source, type SourceText, sourceOf } from './source.ts'
import { wantedSpans } from './wanted.ts'

/** Split `text`, parse what can hold a pod or decide about one, and leave the rest alone. */
export function readSource({ file, text, other }: SourceText, settings: Settings): Source {
  const stream = splitStream(text)
  if (other !== undefined) return otherSource(file, stream, other)
  const wanted = wantedSpans(stream, settings)
  const documents = inFile(file, () => wanted.map(span => readDocument(stream, span)))
  return sourceOf(file, stream, wanted, documents)
}
