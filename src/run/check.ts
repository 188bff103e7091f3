import type { Report } from '../report/report.ts'
import type { Settings } from '../workload/settings.ts'
import { type ManifestRun, readRun } from './manifest-run.ts'
import { reportOf } from './report.ts'
import type { SourceText } from './source.ts'

/** What is asked of a check beyond the settings. */
export interface CheckOptions {
  readonly lowest: 'asked' | 'not-asked'
}

/** Judge every pod of `texts` as it stands. Namespaces, claims and storage classes of any text count for all. */
export function checkTexts(texts: readonly SourceText[], settings: Settings, options?: CheckOptions): Report {
  return checkReport(readRun(texts, settings), options)
}

/** What a run says of its input. */
export function checkReport(run: ManifestRun, options: CheckOptions = { lowest: 'not-asked' }): Report {
  const { sources, settings } = run
  return reportOf({ sources, settings, judged: run.judged(), findings: run.findings(), edits: [], ...options })
}
