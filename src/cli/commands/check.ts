import { InputError } from '../../error.ts'
import { compact } from '../../manifest/compact.ts'
import { exitStatusOf } from '../../report/exit.ts'
import type { Report } from '../../report/report.ts'
import { checkReport } from '../../run/check.ts'
import { fixesOf } from '../../run/harden/fixes.ts'
import { readRun } from '../../run/manifest-run.ts'
import type { Command } from '../command.ts'
import type { ExitCode } from '../exit-code.ts'
import { readInputs, readText } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import { proposedFix } from '../options/fix-command.ts'
import { fileOptions, hardenOptions, reportOptions } from '../options/options.ts'
import { renderingOf, renderingOptions } from '../options/rendering.ts'
import { mayComeInParts, mostCounted, reportInParts } from '../output/report-in-parts.ts'
import { type ReportTarget, reportTargets, wantsFixes, writeReports } from '../output/reporting.ts'
import type { Io } from '../process/io.ts'
import { inputOptions, loadSettings } from '../settings.ts'

/** Everything that is wrong with manifests as they stand. */
export const checkCommand: Command = {
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
  const asked = reportTargets(args)
  const targets: readonly ReportTarget[] = asked.length === 0 ? [{ format: 'text' }] : asked
  if (args.has('lowest') && !targets.some(showsLowest))
    throw new InputError('USAGE', '--lowest: expected --format text or json, which print it')
  const loaded = await loadSettings(args, io, args.operands)
  const { settings } = loaded
  const texts = await readInputs(
    args.operands,
    { ...inputOptions(args, loaded, io), others: 'reported', rendering: renderingOf(args, loaded.settings) },
    io,
  )
  const lowest = args.has('lowest') ? 'asked' : 'not-asked'
  const options = { lowest, rows: loaded.policy?.rows ?? [] } as const
  const fixCommand = proposedFix(args.operands, texts, args)
  const [target, another] = targets
  if (target !== undefined && another === undefined && mayComeInParts(target, texts, settings, args)) {
    const exitCode = await reportInParts(texts, settings, options, { target, fixCommand, args, io })
    if (exitCode !== undefined) return exitCode
  }
  const run = readRun(texts, settings)
  const report = checkReport(run, options)
  const news = await withoutKnown(report, args, io)
  const saysFixable = saysWhatIsFixable(targets, args) && fixCommand !== undefined && news.findings.length > 0
  const isAsked = wantsFixes(targets) || (saysFixable && run.workloads().length <= mostCounted)
  const fixes = isAsked ? { fixes: fixesOf(run) } : {}
  const call = saysFixable ? compact({ fixCommand }) : {}
  await writeReports({ ...news, ...fixes, ...call }, targets, args, io)
  return exitStatusOf(news.findings, settings)
}

function showsLowest({ format }: ReportTarget): boolean {
  return format === 'text' || format === 'json'
}

/** The last line of a text says how many of the findings `fix` takes away. Nobody else pays for it. */
function saysWhatIsFixable(targets: readonly ReportTarget[], args: Arguments): boolean {
  return !args.has('quiet') && targets.some(({ format }) => format === 'text')
}

/** `--baseline FILE`: only what an earlier JSON report does not know counts. */
async function withoutKnown(report: Report, args: Arguments, io: Io): Promise<Report> {
  const file = args.text('baseline')
  if (file === undefined) return report
  const text = await readText(file, io)
  const { readBaseline, newFindings } = await import('../../report/baseline.ts')
  return { ...report, findings: newFindings(report.findings, readBaseline(text, file)) }
}
