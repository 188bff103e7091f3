import { compact } from '../manifest/compact.ts'
import type { Finding, Severity } from '../workload/finding/finding.ts'
import { fixableFindings } from './fixable.ts'
import type { PlainReport } from './plain-report.ts'
import type { Summary } from './report.ts'

/** The severities, worst first. */
export const severities = ['error', 'warning', 'note'] as const satisfies readonly Severity[]

/** What a report comes to: its findings by severity, and the rest that its last lines say. */
export interface Total extends Readonly<Record<Severity, number>> {
  readonly edits: number
  readonly summary: Summary
  readonly policy?: string
  readonly fixCommand?: string
  /** Errors and warnings that hardening takes away, where somebody counted. */
  readonly fixable?: number
}

/** The total of a report. */
export function totalOf(report: PlainReport): Total {
  const { findings, edits, summary, policy, fixCommand, fixes } = report
  const fixable = fixes && fixableFindings(report).filter(({ severity }) => severity !== 'note').length
  return { ...tally(findings), edits: edits.length, summary, ...compact({ policy, fixCommand, fixable }) }
}

/** How many findings have each severity. */
export function tally(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, note: 0 }
  for (const { severity } of findings) counts[severity] += 1
  return counts
}

/** The total of no report. */
export const emptyTotal: Total = {
  error: 0,
  warning: 0,
  note: 0,
  edits: 0,
  summary: { objects: 0, pods: 0, violations: 0, notWritable: 0, unknown: 0, exempted: 0, withoutNamespace: 0 },
}

/** The totals of two reports together, whose policy is the same. */
export function joinedTotal(one: Total, other: Total): Total {
  return {
    ...other,
    error: one.error + other.error,
    warning: one.warning + other.warning,
    note: one.note + other.note,
    edits: one.edits + other.edits,
    summary: joinedSummary(one.summary, other.summary),
  }
}

function joinedSummary(one: Summary, other: Summary): Summary {
  return {
    objects: one.objects + other.objects,
    pods: one.pods + other.pods,
    violations: one.violations + other.violations,
    notWritable: one.notWritable + other.notWritable,
    unknown: one.unknown + other.unknown,
    exempted: one.exempted + other.exempted,
    withoutNamespace: one.withoutNamespace + other.withoutNamespace,
  }
}
