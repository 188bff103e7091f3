import { keepReport, keptReport, type PlainReport } from '../report/plain-report.ts'
import type { Severity } from '../workload/finding/finding.ts'
import { folderFormat } from './format.ts'

/** What is known of a release that was tried: as much as stays in memory for each of ten thousand. */
export interface ReleaseRow {
  readonly name: string
  /** `failed`: there are no manifests. */
  readonly state: 'hardened' | 'failed'
  readonly objects: number
  readonly pods: number
  /** Findings that hardening leaves. */
  readonly findings: Readonly<Record<Severity, number>>
  /** Fields that hardening changed. */
  readonly changes: number
}

/** A row, and what it was made from and came to: equal inputs need not be done again. */
export interface RecordHead {
  readonly row: ReleaseRow
  /** Digest of all that decides about the release. */
  readonly inputs: string
  /** Digest of the manifests; absent where there are none. */
  readonly output?: string
}

/** The row of a report, which says what hardening leaves. */
export function rowOf(name: string, state: ReleaseRow['state'], report: PlainReport): ReleaseRow {
  const { summary, edits } = report
  const findings = { error: 0, warning: 0, note: 0 }
  for (const { severity } of report.findings) findings[severity] += 1
  return { name, state, objects: summary.objects, pods: summary.pods, findings, changes: edits.length }
}

/** The report of a release that could not be done: one finding, at the line that names the release. */
export function failedReport(finding: PlainReport['findings'][number]): PlainReport {
  const nothing = { objects: 0, pods: 0, violations: 0, notWritable: 0, unknown: 0, exempted: 0, withoutNamespace: 0 }
  return { objects: [], findings: [finding], edits: [], summary: nothing }
}

/** A record as a file: the head in the first line, so that nothing else is read to know it, and the report in the second. */
export function recordText(head: RecordHead, report: PlainReport): string {
  return `${JSON.stringify({ format: folderFormat, ...head })}\n${keepReport(report)}\n`
}

/** The head of a record; undefined for what is none of this format, which is then made anew. */
export function recordHead(text: string): RecordHead | undefined {
  try {
    const { format, ...head }: RecordHead & { readonly format: unknown } = JSON.parse(text.slice(0, text.indexOf('\n')))
    return format === folderFormat && typeof head.inputs === 'string' ? head : undefined
  } catch {
    return undefined
  }
}

/** The report of a record. */
export function recordReport(text: string): PlainReport {
  return keptReport(text.slice(text.indexOf('\n') + 1))
}
