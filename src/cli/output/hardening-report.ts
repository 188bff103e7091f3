import { relative, resolve } from 'node:path'
import { nameForPart, partPlaceholder } from '../../config/release-part.ts'
import { InputError } from '../../error.ts'
import { exitStatusOf } from '../../report/exit.ts'
import type { Report } from '../../report/report.ts'
import { type HardenResult, hardenTexts } from '../../run/harden/harden-texts.ts'
import { releasePartOf } from '../../run/release-part.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import type { Loaded } from '../settings.ts'
import { type ReportTarget, reportTargets, wantsFixes, writeReports } from './reporting.ts'

/**
 * Harden a stream and write the reports that a post-renderer is asked for. Undefined where `--strict` is, and hardening
 * did not repair everything: what is left is said.
 */
export async function hardenReported(
  text: string,
  args: Arguments,
  loaded: Loaded,
  io: Io,
): Promise<string | undefined> {
  const { settings } = loaded
  const targets = requestedReports(args, loaded, io).map(target => targetFor(target, text))
  const result = hardenTexts([{ file: '-', text }], settings)
  if (targets.length > 0) {
    const fixes = wantsFixes(targets) ? { fixes: result.fixes() } : {}
    await writeReports({ ...result.report(), ...fixes }, targets, args, io)
  }
  const code = settings.strict ? await complain(result, args, io) : exitCode.ok
  return code === exitCode.ok ? (result.texts[0]?.text ?? text) : undefined
}

/** The policy's `report:` is where a post-renderer can be heard: both Helms discard its stderr when it succeeds. */
function requestedReports(args: Arguments, { policy, folder }: Loaded, io: Io): readonly ReportTarget[] {
  const targets = reportTargets(args)
  const unplaced = targets.find(({ output }) => output === undefined)
  if (unplaced !== undefined)
    throw new InputError(
      'USAGE',
      `--format ${unplaced.format}: expected --output FILE after it; the standard output is the manifest`,
    )
  if (targets.length > 0 || policy?.report === undefined) return targets
  return [{ format: 'json', output: relative(io.cwd(), resolve(folder, policy.report)) || '.' }]
}

/** The stream is read for its part where a name asks for it. */
function targetFor(target: ReportTarget, text: string): ReportTarget {
  const { output } = target
  if (output?.includes(partPlaceholder) !== true) return target
  return { ...target, output: nameForPart(output, releasePartOf(text)) }
}

async function complain(result: HardenResult, args: Arguments, io: Io): Promise<ExitCode> {
  const findings = result.remaining()
  const code = exitStatusOf(findings, { strict: true })
  if (code === exitCode.ok) return code
  // Nothing is set after all: the manifest is not printed.
  const report: Report = { ...result.report(), findings, edits: [] }
  await writeReports(report, [{ format: 'text' }], args, { ...io, stdout: io.stderr })
  return code
}
