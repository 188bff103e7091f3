import { mayHoldScript } from '../harden/evidence/mounted-scripts.ts'
import { mentionsPrivileged } from '../harden/evidence/privileged-program.ts'
import { mayHoldKind } from '../manifest/scan.ts'
import type { DocumentSpan, ManifestStream } from '../manifest/stream.ts'
import { podKinds } from '../workload/object/kinds.ts'
import type { Settings } from '../workload/settings/settings.ts'

/** Kinds beside workloads that decide something: levels, claims, and how a storage class makes its volumes. */
export const contextKinds = ['Namespace', 'PersistentVolumeClaim', 'PersistentVolume', 'StorageClass', 'CSIDriver']

/** The documents that can hold a pod or decide about one. */
export function wantedSpans(stream: ManifestStream, settings: Settings): readonly DocumentSpan[] {
  const kinds = new Set([...podKinds(settings.workloads), ...contextKinds])
  return stream.documents.filter(span => mayHoldKind(stream, span, kinds) || isDecidingConfig(stream, span))
}

const configMap: ReadonlySet<string> = new Set(['ConfigMap'])

/**
 * Whether something in a document may matter to pods of others: an object of such a kind, or a claim that they share,
 * whose field a quoted key may spell with escapes.
 */
export function mayDecide(stream: ManifestStream, span: DocumentSpan): boolean {
  return mayHoldKind(stream, span, deciding) || /claimName|\\/.test(stream.text.slice(span.start, span.end))
}

const deciding: ReadonlySet<string> = new Set([...contextKinds, 'ConfigMap'])

/** A ConfigMap that decides something; others may hold megabytes. */
function isDecidingConfig(stream: ManifestStream, span: DocumentSpan): boolean {
  if (!mayHoldKind(stream, span, configMap)) return false
  const text = stream.text.slice(span.start, span.end)
  // It tells local-path how to make a volume, or holds a script that needs privileges.
  return text.includes('local-path') || (mayHoldScript(text) && mentionsPrivileged(text))
}
