import type { ManifestDocument } from '../manifest/document.ts'
import type { Finding } from '../workload/finding.ts'

/** Why a document cannot be read. */
export function yamlFindings(file: string, { index, problems }: ManifestDocument): readonly Finding[] {
  return problems.map(({ position, message }) => ({
    code: 'bad-yaml',
    detail: message,
    severity: 'error',
    place: { file, index, position },
  }))
}
