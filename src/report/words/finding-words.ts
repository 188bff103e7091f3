import { formatPath } from '../../manifest/path.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import { hasOwnLines, streamLine } from '../place.ts'
import { sentenceOf } from './sentence.ts'

/** A finding of a workload on one line. A change that is not made is nothing without the field that it was for. */
export function findingWords(finding: Finding): string {
  const { position, path = [] } = finding.place
  const field = finding.code === 'edit-refused' && path.length > 0 ? `${formatPath(path)}: ` : ''
  const line = hasOwnLines(finding.place) ? `line ${position.line}` : streamLine(finding.place, position.line)
  return `${line}: ${field}${sentenceOf(finding).message}`
}
