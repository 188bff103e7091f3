import type { ManifestDocument } from '../../manifest/document.ts'
import { type DuplicateKey, duplicateKeys } from '../../manifest/duplicate-keys.ts'
import { isWithin } from '../../manifest/path.ts'
import { positionAt } from '../../manifest/text/lines.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import { objectsOf } from '../../workload/object/object.ts'
import { placeOf } from '../place.ts'
import type { Source } from '../source.ts'

/** Keys that their map has twice: Kubernetes drops the earlier value without a word. */
export function duplicateKeyFindings(source: Source, document: ManifestDocument): readonly Finding[] {
  const found = duplicateKeys(document.syntax)
  if (found.length === 0) return []
  const objects = objectsOf(source.stream, document)
  return found.flatMap(duplicate => {
    const object = objects.find(({ path }) => isWithin(duplicate.path, path))
    return object === undefined ? [] : [findingOf(source, placeOf(source, object, duplicate.path), duplicate)]
  })
}

function findingOf({ stream }: Source, place: Finding['place'], { name, start, lost }: DuplicateKey): Finding {
  const position = (offset: number) => positionAt(stream.text, stream.lineStarts(), offset)
  return {
    code: 'duplicate-key',
    key: name,
    lost: position(lost).line,
    severity: 'warning',
    place: { ...place, position: position(start) },
  }
}
