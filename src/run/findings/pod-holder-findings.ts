import { readDocument } from '../../manifest/document.ts'
import { mayHoldKind } from '../../manifest/scan.ts'
import type { DocumentSpan, ManifestStream } from '../../manifest/stream.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import { type ObjectView, objectsOf } from '../../workload/object/object.ts'
import { mayHoldPod, podHolders } from '../../workload/pod/pod-holder.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { inFile } from '../in-file.ts'
import { placeOf } from '../place.ts'
import type { Source } from '../source.ts'
import { unservedIn } from './unserved-in.ts'

/** What looks like a pod where nobody looks for one. Documents that nothing else needed are read if they may hold one. */
export function podHolderFindings(sources: readonly Source[], settings: Settings): readonly Finding[] {
  return sources.flatMap(source =>
    [...source.objects, ...unreadObjects(source)].flatMap(object => holdersIn(source, object, settings)),
  )
}

/** A kind that nobody serves is reported as such, and no row of a policy would help. */
function holdersIn(source: Source, object: ObjectView, settings: Settings): readonly Finding[] {
  const holders = podHolders(object, settings.workloads)
  if (holders.length === 0 || unservedIn(settings, object.ref) !== undefined) return []
  return holders.map(({ path, row }) => ({
    code: 'unknown-pod-holder',
    kind: { apiVersion: object.ref.apiVersion, kind: object.ref.kind },
    row,
    severity: 'warning',
    place: placeOf(source, object, path),
  }))
}

function unreadObjects({ file, stream, documents }: Source): readonly ObjectView[] {
  const read = new Set(documents.map(({ index }) => index))
  return stream.documents
    .filter(span => !read.has(span.index) && mayHoldUnknownPod(stream, span))
    .flatMap(span =>
      objectsOf(
        stream,
        inFile(file, () => readDocument(stream, span)),
      ),
    )
}

/** Kinds of which many are long and none holds a pod: a definition describes one, and what is in a Secret is nobody's business. */
const passedOver = /^kind:[ \t]*["']?(?:CustomResourceDefinition|Secret)\b/m
const configMap: ReadonlySet<string> = new Set(['ConfigMap'])

function mayHoldUnknownPod(stream: ManifestStream, span: DocumentSpan): boolean {
  const text = stream.text.slice(span.start, span.end)
  if (!mayHoldPod(text) || passedOver.test(text)) return false
  return !mayHoldKind(stream, span, configMap) || /containers["']?[ \t]*:/i.test(text)
}
