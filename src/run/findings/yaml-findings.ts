import type { ManifestDocument } from '../../manifest/document.ts'
import { isGlued } from '../../manifest/stream.ts'
import { positionAt } from '../../manifest/text/lines.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import { sourceComment } from '../../workload/object/object.ts'
import type { Source } from '../source.ts'

/** Why a document cannot be read. */
export function yamlFindings(
  { file, stream }: Pick<Source, 'file' | 'stream'>,
  document: ManifestDocument,
): readonly Finding[] {
  const { index, problems } = document
  const source = problems.length === 0 ? undefined : sourceComment(stream.text, document)
  return problems.map(({ position, message }) => ({
    code: 'bad-yaml',
    detail: message,
    ...looksLike(stream.text.slice(document.start, document.end)),
    severity: 'error',
    place: { file, ...(source !== undefined && { source }), index, position },
  }))
}

/** An action at the beginning of a line or of a value. Inside a text it may be anything, such as a Go template of Alertmanager. */
function looksLike(text: string): { readonly looksLike?: 'template' } {
  return /^\s*(?:[-\w"'.]+: *|- *)*\{\{/m.test(text) ? { looksLike: 'template' } : {}
}

/** Documents that begin on the line of their `---`. They are read and hardened, since Helm cuts them off and goes on. */
export function separatorFindings({ file, stream }: Pick<Source, 'file' | 'stream'>): readonly Finding[] {
  const { text } = stream
  return stream.documents
    .filter(span => isGlued(text, span))
    .map(({ index, start }) => ({
      code: 'bad-yaml',
      detail: 'found text on the line of "---", which kubectl refuses; begin the document on a line of its own',
      severity: 'error',
      place: { file, index, position: positionAt(text, stream.lineStarts(), start) },
    }))
}
