import type { Finding, Place } from '../workload/finding.ts'
import { fingerprintsOf } from './baseline.ts'
import type { PlainReport } from './plain-report.ts'

/** The findings that hardening takes away: their object is changed, and they no longer hold for what it becomes. */
export function fixableFindings({ findings, fixes }: PlainReport): readonly Finding[] {
  if (fixes === undefined) return []
  const edited = new Set(fixes.edits.map(({ place }) => objectKey(place)))
  const ofEdited = findings.filter(({ place }) => edited.has(objectKey(place)))
  if (fixes.remaining.length === 0) return ofEdited
  const remaining = new Set(fixes.remaining.flatMap(fingerprintsOf))
  return ofEdited.filter(finding => !fingerprintsOf(finding).some(print => remaining.has(print)))
}

/** What tells the objects of a report apart. */
export function objectKey({ file, index, object }: Place): string {
  return [file, index, object?.apiVersion, object?.kind, object?.namespace, object?.name].join('\0')
}

/**
 * `4 of 5 can be fixed: seaworthy fix web.yaml`; nothing where none can, or nobody asked. Where nobody counted, the command
 * alone. Notes need no fix.
 */
export function fixableWords(report: PlainReport): string[] {
  const { fixCommand, fixes } = report
  const all = report.findings.filter(isProblem).length
  if (fixCommand === undefined || all === 0) return []
  if (fixes === undefined) return [`to see what can be fixed: ${fixCommand}`]
  const fixable = fixableFindings(report).filter(isProblem).length
  return fixable === 0 ? [] : [`${fixable} of ${all} can be fixed: ${fixCommand}`]
}

function isProblem({ severity }: Finding): boolean {
  return severity !== 'note'
}
