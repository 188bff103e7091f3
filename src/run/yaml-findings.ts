import type { ManifestDocument } from '../manifest/document.ts'
import type { Finding } from '../workload/finding.ts'
import { sourceComment } from '../workload/object.ts'
import type { Source } from './source.ts'

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
    severity: 'error',
    place: { file, ...(source !== undefined && { source }), index, position },
  }))
}
