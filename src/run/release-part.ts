import type { ReleasePart } from '../config/release-part.ts'
import { readDocument } from '../manifest/document.ts'
import { splitStream } from '../manifest/stream.ts'
import { isMap, mapAt, textAt, type ValueMap } from '../manifest/value.ts'
import { inFile } from './in-file.ts'

/** What makes an object a hook, whatever its value (`SortManifests`, pkg/release/v1/util/manifest_sorter.go, v4.3.1). */
const hookAnnotation = 'helm.sh/hook'

/** The part of a release that a text of the standard input holds. What holds no object holds no hook. */
export function releasePartOf(text: string): ReleasePart {
  if (!text.includes(hookAnnotation)) return 'manifests'
  const parts = partsIn(text)
  if (parts.size > 1) return 'all'
  return parts.has('hooks') ? 'hooks' : 'manifests'
}

function partsIn(text: string): ReadonlySet<ReleasePart> {
  const stream = splitStream(text)
  const values = inFile('-', () => stream.documents.map(span => readDocument(stream, span).value))
  return new Set(values.filter(isMap).map(value => (isHook(value) ? 'hooks' : 'manifests')))
}

/** Asked of the whole document, since Helm does not look into lists. */
function isHook(value: ValueMap): boolean {
  return textAt(mapAt(mapAt(value, 'metadata'), 'annotations'), hookAnnotation) !== undefined
}
