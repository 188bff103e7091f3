import type { ManifestDocument } from '../../manifest/document.ts'
import type { DocumentSpan, ManifestStream } from '../../manifest/stream.ts'
import type { Finding, Severity } from '../../workload/finding/finding.ts'
import { type NonObject, nonObjects } from '../../workload/object/non-objects.ts'
import { sourceComment } from '../../workload/object/object.ts'
import type { Source } from '../source.ts'

/** What stands in a document in place of an object. */
export function nonObjectFindings(source: Source, document: ManifestDocument): readonly Finding[] {
  const problems = nonObjects(document)
  if (problems.length === 0) return []
  const { file, stream } = source
  const template = sourceComment(stream.text, document)
  return problems.map(({ path, ...problem }) => ({
    ...problem,
    severity: severityOf(source, document, problem),
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
 * Folders hold files of other programs beside manifests: values, playbooks, compose files; and a hook before a commit
 * names all that changed. A file in which nothing has a kind is taken for one of those, unless it is no more than a text,
 * which is what remains of a failed command. What is piped in was meant.
 */
function severityOf(source: Source, { value }: ManifestDocument, { code }: Omit<NonObject, 'path'>): Severity {
  const isText = typeof value !== 'object'
  if (source.file === '-' || isText || code === 'invalid-value') return 'error'
  return anyKind.test(source.stream.text) ? 'error' : 'note'
}

const anyKind = /(?:^|[{,\s])["']?kind["']?\s*:/

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
