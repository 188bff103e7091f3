import type { FieldPath } from '../manifest/path.ts'
import type { Place } from '../workload/finding/finding.ts'
import { type ObjectView, pathInObject } from '../workload/object/object.ts'
import type { Source } from './source.ts'

/** Where a field of an object is, for a report. A field that is missing has the position of its nearest parent. */
export function placeOf(source: Source, object: ObjectView, path: FieldPath, container?: string): Place {
  return {
    file: source.file,
    ...(object.source !== undefined && { source: object.source }),
    index: object.document.index,
    position: object.document.positionOf(path),
    object: object.ref,
    ...(container !== undefined && { container }),
    path: pathInObject(object, path),
  }
}
