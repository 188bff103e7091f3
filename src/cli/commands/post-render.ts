import { InputError } from '../../error.ts'
import { exitStatusOf } from '../../report/exit.ts'
import type { Report } from '../../report/report.ts'
import { type HardenResult, hardenTexts } from '../../run/post-render.ts'
import type { Arguments } from '../arguments.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { keepGolden } from '../golden.ts'
import { readText } from '../input.ts'
import type { Io } from '../io.ts'
import { manifestOptions, reportOptions } from '../options.ts'
import { reportTargets, withFixes, writeReports } from '../reporting.ts'
import { type Loaded, loadSettings } from '../settings.ts'

/** Standard input to standard output, hardened. Nothing but the manifest is ever written to the standard output. */
export const postRender: Command = {
  options: {
    ...manifestOptions,
    ...reportOptions,
    golden: { type: 'string' },
    update: { type: 'boolean' },
  },
  run: runPostRender,
}

async function runPostRender(args: Arguments, io: Io): Promise<ExitCode> {
  refuseUse(args, io)
  const text = await readText('-', io)
  const loaded = await loadSettings(args, io)
  const { settings } = loaded
  if (text.trim() === '') return renderEmpty(text, args, io)
  const result = hardenTexts([{ file: '-', text }], settings)
  const output = result.texts[0]?.text ?? text
  await writeRequestedReports(result, args, loaded, io)
  if (settings.strict && (await complain(result, args, io)) === exitCode.found) return exitCode.found
  const golden = args.text('golden')
  if (golden !== undefined && (await keepGolden(golden, output, args, io)) === exitCode.found) return exitCode.found
  io.stdout(output)
  return exitCode.ok
}

function refuseUse(args: Arguments, io: Io): void {
  if (args.operands.length > 0)
    throw new InputError(
      'USAGE',
      `post-render reads the standard input; found "${args.operands[0]}" (to harden files: seaworthy fix)`,
    )
  if (io.terminal.stdin)
    throw new InputError(
      'USAGE',
      'post-render reads manifests from a pipe, as in `helm template … | seaworthy post-render`',
    )
  if (args.has('update') && args.text('golden') === undefined)
    throw new InputError('USAGE', '--update: expected --golden FILE with it')
}

/** Nothing came in. That is an empty chart, or Helm 3 with --output-dir, which bypasses every post-renderer without a word. */
function renderEmpty(text: string, args: Arguments, io: Io): ExitCode {
  if (args.has('strict') || args.text('golden') !== undefined)
    throw new InputError(
      'BAD_INPUT',
      'no manifest arrived, and --strict and --golden want one; Helm 3 with --output-dir writes its files before any post-renderer sees them',
    )
  io.stdout(text)
  return exitCode.ok
}

/** The policy's `report:` is where a post-renderer can be heard: both Helms discard its stderr when it succeeds. */
async function writeRequestedReports(result: HardenResult, args: Arguments, { policy }: Loaded, io: Io): Promise<void> {
  const targets = reportTargets(args)
  const unplaced = targets.find(({ output }) => output === undefined)
  if (unplaced !== undefined)
    throw new InputError(
      'USAGE',
      `--format ${unplaced.format}: expected --output FILE after it; the standard output is the manifest`,
    )
  const ofPolicy = policy?.report === undefined ? [] : [{ format: 'json' as const, output: policy.report }]
  const all = targets.length > 0 ? targets : ofPolicy
  if (all.length > 0) await writeReports(withFixes(result.report(), all, result.fixes), all, args, io)
}

async function complain(result: HardenResult, args: Arguments, io: Io): Promise<ExitCode> {
  const findings = result.remaining()
  const code = exitStatusOf(findings, { strict: true })
  if (code === exitCode.ok) return code
  const report: Report = { ...result.report(), findings }
  await writeReports(report, [{ format: 'text' }], args, { ...io, stdout: io.stderr })
  return code
}
