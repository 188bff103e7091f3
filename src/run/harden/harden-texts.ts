import type { Fixes, Report } from '../../report/report.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { type ManifestRun, readRun } from '../manifest-run.ts'
import { findingsInOrder, reportOf } from '../report.ts'
import type { SourceText } from '../source.ts'
import { editReports, fixesOf } from './fixes.ts'
import type { HardenedSource } from './harden.ts'

/** Hardened texts, and on demand what was found in them. Nobody pays for a report that is not asked for. */
export interface HardenResult {
  readonly texts: readonly SourceText[]
  /** Verdicts of the input, and the edits that were made. */
  readonly report: () => Report
  /** What the edits did not repair: findings of the input that still hold for the output, and what hardening left out. */
  readonly remaining: () => readonly Finding[]
  /** What was changed, in a form that programs can apply. */
  readonly fixes: () => Fixes
}

/** Harden every pod of `texts` for the level that its namespace enforces. Bytes that need no change do not change. */
export function hardenTexts(texts: readonly SourceText[], settings: Settings): HardenResult {
  return hardenResult(readRun(texts, settings))
}

/** The same, text by text: each comes as soon as it is hardened. */
export function* hardenTextsInTurn(
  texts: readonly SourceText[],
  settings: Settings,
): Generator<SourceText, HardenResult> {
  const run = readRun(texts, settings)
  for (const source of run.hardenedInTurn()) yield hardenedText(source)
  return hardenResult(run)
}

/** What hardening makes of a run. */
export function hardenResult(run: ManifestRun): HardenResult {
  const { sources, settings } = run
  return {
    texts: run.hardened().sources.map(hardenedText),
    report: () => {
      const edits = editReports(run.hardened())
      return reportOf({
        sources,
        settings,
        judged: run.judged(),
        findings: run.allFindings(),
        edits,
        lowest: 'not-asked',
      })
    },
    remaining: () =>
      findingsInOrder(
        run.remaining().map(({ left }) => left),
        sources,
      ),
    fixes: () => fixesOf(run),
  }
}

function hardenedText({ source, text }: HardenedSource): SourceText {
  return { file: source.file, text: text() }
}
