import type { ManifestDocument } from '../../manifest/document.ts'
import { applyEdits, type Edit } from '../../manifest/edit/edit.ts'
import { type DocumentSpan, type ManifestStream, splitStream } from '../../manifest/stream.ts'
import { objectsOf } from '../../workload/object/object.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { sourceOf } from '../source.ts'
import { mayDecide, wantedSpans } from '../wanted.ts'
import { surroundingsOf } from '../workload.ts'
import { hardenSources } from './harden.ts'

/** Reads one document, at once or when its reader is loaded. */
export type ReadDocument = (stream: ManifestStream, span: DocumentSpan) => ManifestDocument | Promise<ManifestDocument>

/**
 * The text of `hardenSources` and nothing else, made document by document. None is kept but those that decide about
 * others, so that a stream of thousands costs the memory, and the collector the time, of one.
 */
export async function hardenStream(text: string, settings: Settings, read: ReadDocument): Promise<string> {
  const stream = splitStream(text)
  const spans = wantedSpans(stream, settings)
  const deciding = new Map<DocumentSpan, ManifestDocument>()
  for (const span of spans) if (mayDecide(stream, span)) deciding.set(span, await read(stream, span))
  const objects = [...deciding.values()].flatMap(document => objectsOf(stream, document))
  const surroundings = surroundingsOf(objects, settings)
  const edits: Edit[] = []
  for (const span of spans) {
    const found = deciding.get(span) ?? read(stream, span)
    // Awaiting what is there already would cost more than most documents do.
    const document = found instanceof Promise ? await found : found
    const [hardened] = hardenSources([sourceOf('-', stream, [span], [document])], settings, surroundings).sources
    edits.push(...(hardened?.edits ?? []))
  }
  return edits.length === 0 ? text : applyEdits(text, edits)
}
