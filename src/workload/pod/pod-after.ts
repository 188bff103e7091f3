import type { FieldChange } from '../../manifest/edit/change.ts'
import { changeValue } from '../../manifest/edit/change-value.ts'
import { isMap, valueAt } from '../../manifest/value.ts'
import type { Hardening } from '../finding/observation.ts'
import type { PodView } from './pod.ts'

/** The changes alone, in order. */
export function changesOf(hardenings: readonly Hardening[]): readonly FieldChange[] {
  return hardenings.map(({ change }) => change)
}

/**
 * The pod as `changes` leave it, judged without its text. Its document's value is the changed one too, so that changes
 * can follow changes; positions are still those of the source, in which inserted items have none.
 */
export function podAfter(pod: PodView, changes: readonly FieldChange[]): PodView {
  if (changes.length === 0) return pod
  const { object } = pod
  const value = changeValue(object.document.value, changes)
  const [spec, metadata] = [valueAt(value, pod.path), valueAt(value, pod.metadataPath)]
  return {
    ...pod,
    object: { ...object, document: { ...object.document, value } },
    spec: isMap(spec) ? spec : pod.spec,
    metadata: isMap(metadata) ? metadata : pod.metadata,
  }
}
