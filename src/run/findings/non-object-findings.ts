import type { ManifestDocument } from '../../manifest/document.ts'
import type { DocumentSpan, ManifestStream } from '../../manifest/stream.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import { nonObjects } from '../../workload/object/non-objects.ts'
import { sourceComment } from '../../workload/object/object.ts'
import type { Source } from '../source.ts'

/** A text that holds no object at all, once for all of its documents. */
export function otherFindings({ file, other }: Source): readonly Finding[] {
  if (other === undefined) return []
  const { severity, is } = other
  const place = { file, index: 0, position: { line: 1, column: 1 } }
  return [{ code: 'no-object', ...(is !== undefined && { is }), severity, place }]
}

/** What stands in a document in place of an object. */
export function nonObjectFindings(source: Source, document: ManifestDocument): readonly Finding[] {
  const problems = nonObjects(document)
  if (problems.length === 0) return []
  const { file, stream } = source
  const template = sourceComment(stream.text, document)
  return problems.map(({ path, ...problem }) => ({
    ...problem,
    severity: 'error',
    place: {
      file,
      ...(template !== undefined && { source: template }),
      index: document.index,
      position: document.positionOf(path),
      path,
    },
  }))
}

/**
 * Whether a document that is sound is an object beyond doubt, without reading it: `kind` and `apiVersion` are words at the
 * head of the root, before any quote that could hold such lines, and it is no list.
 */
export function isSurelyObject({ text }: ManifestStream, { start, end }: DocumentSpan): boolean {
  const document = text.slice(start, end)
  const [kind, apiVersion] = ['kind: ', 'apiVersion: '].map(key => wordBehind(document, key))
  if (kind === undefined || apiVersion === undefined) return false
  return !/["']/.test(document.slice(0, Math.max(kind, apiVersion))) && !/^(?:items:|[{[])/m.test(document)
}

/** Where a key stands in column 0 that has a word behind it. */
function wordBehind(document: string, key: string): number | undefined {
  const at = document.startsWith(key) ? 0 : document.indexOf(`\n${key}`) + 1
  if (at === 0 && !document.startsWith(key)) return undefined
  const behind = at + key.length
  return word.test(document.slice(behind, behind + 10)) ? at : undefined
}

/** A word, and no boolean or null. */
const word = /^(?!(?:[yn]|yes|no|on|off|true|false|null)\b)[a-z]/i
