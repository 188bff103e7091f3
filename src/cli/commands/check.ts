import { exitStatusOf } from '../../report/exit.ts'
import type { Report } from '../../report/report.ts'
import { checkTexts } from '../../run/check.ts'
import { hardenTexts } from '../../run/post-render.ts'
import type { Arguments } from '../arguments.ts'
import type { Command } from '../command.ts'
import type { ExitCode } from '../exit-code.ts'
import { readInputs, readText } from '../input.ts'
import type { Io } from '../io.ts'
import { fileOptions, hardenOptions, reportOptions } from '../options.ts'
import { reportTargets, withFixes, writeReports } from '../reporting.ts'
import { renderingOf, renderingOptions } from '../rendering.ts'
import { inputOptions, loadSettings } from '../settings.ts'

/** Everything that is wrong with manifests as they stand. */
export const check: Command = {
  options: {
    ...hardenOptions,
    ...reportOptions,
    ...fileOptions,
    ...renderingOptions,
    lowest: { type: 'boolean' },
    baseline: { type: 'string' },
  },
  run: runCheck,
}

async function runCheck(args: Arguments, io: Io): Promise<ExitCode> {
  const targets = reportTargets(args)
  const loaded = await loadSettings(args, io)
  const { settings } = loaded
  const texts = await readInputs(
    args.operands,
    { ...inputOptions(args, loaded, io), rendering: renderingOf(args, loaded.settings) },
    io,
  )
  const report = checkTexts(texts, settings, { lowest: args.has('lowest') ? 'asked' : 'not-asked' })
  const fixable = withFixes(report, targets, () => hardenTexts(texts, settings).fixes())
  const news = await withoutKnown(fixable, args, io)
  await writeReports(news, targets.length === 0 ? [{ format: 'text' }] : targets, args, io)
  return exitStatusOf(news.findings, settings)
}

/** `--baseline FILE`: only what an earlier JSON report does not know counts. */
async function withoutKnown(report: Report, args: Arguments, io: Io): Promise<Report> {
  const file = args.text('baseline')
  if (file === undefined) return report
  const text = await readText(file, io)
  const { readBaseline, newFindings } = await import('../../report/baseline.ts')
  return { ...report, findings: newFindings(report.findings, readBaseline(text, file)) }
}
