import type { Finding, Place } from '../workload/finding/finding.ts'
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
