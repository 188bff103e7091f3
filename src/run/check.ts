import type { Report } from '../report/report.ts'
import type { PolicyRowPlace, Settings } from '../workload/settings/settings.ts'
import { rowUses, unusedRowFindings } from './findings/unused-row-findings.ts'
import { type ManifestRun, readRun } from './manifest-run.ts'
import { reportOf } from './report.ts'
import type { SourceText } from './source.ts'

/** What is asked of a check beyond the settings. */
export interface CheckOptions {
  readonly lowest: 'asked' | 'not-asked'
  /** Rows of the policy: those that match nothing here are reported. */
  readonly rows?: readonly PolicyRowPlace[] | undefined
}

/** Judge every pod of `texts` as it stands. Namespaces, claims and storage classes of any text count for all. */
export function checkTexts(texts: readonly SourceText[], settings: Settings, options?: CheckOptions): Report {
  return checkReport(readRun(texts, settings), options)
}

/** What a run says of its input. Unused rows are told here alone: other commands see one release of many. */
export function checkReport(run: ManifestRun, { rows = [], lowest }: CheckOptions = { lowest: 'not-asked' }): Report {
  const { sources, settings } = run
  const used = rows.length === 0 ? undefined : rowUses(sources, run.judged(), settings)
  const findings = [...run.findings(), ...unusedRowFindings(rows, used, settings)]
  return reportOf({ sources, settings, judged: run.judged(), findings, edits: [], lowest })
}
