import { InputError } from '../../error.ts'
import { type Hardened, hardenSources } from '../../run/harden.ts'
import { readPlainSource } from '../../run/plain-source.ts'
import type { Source } from '../../run/source.ts'
import type { Settings } from '../../workload/settings.ts'
import type { Arguments } from '../arguments.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readText } from '../input.ts'
import type { Io } from '../io.ts'
import { manifestOptions, reportOptions } from '../options.ts'
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
  if (text.trim() === '') refuseEmpty(args)
  const hardened = hardenSources([await readManifest(text, settings)], settings)
  const output = hardened.sources[0]?.text ?? text
  if ((await report(hardened, args, loaded, io)) === exitCode.found) return exitCode.found
  if ((await compareGolden(output, args, io)) === exitCode.found) return exitCode.found
  io.stdout(output)
  return exitCode.ok
}

/** The YAML library is loaded for what only it can read, and reports and golden files for who asks for them. */
async function readManifest(text: string, settings: Settings): Promise<Source> {
  const source = { file: '-', text }
  return readPlainSource(source, settings) ?? (await import('../../run/source.ts')).readSource(source, settings)
}

async function report(hardened: Hardened, args: Arguments, loaded: Loaded, io: Io): Promise<ExitCode> {
  if (!wantsReport(args, loaded)) return exitCode.ok
  const { reportHardening } = await import('../hardening-report.ts')
  return reportHardening(hardened, args, loaded, io)
}

function wantsReport(args: Arguments, { settings, policy }: Loaded): boolean {
  const asked = args.ordered.some(({ name }) => Object.hasOwn(reportOptions, name))
  return asked || settings.strict || policy?.report !== undefined
}

async function compareGolden(output: string, args: Arguments, io: Io): Promise<ExitCode> {
  const golden = args.text('golden')
  return golden === undefined ? exitCode.ok : (await import('../golden.ts')).keepGolden(golden, output, args, io)
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
function refuseEmpty(args: Arguments): void {
  if (args.has('strict') || args.text('golden') !== undefined)
    throw new InputError(
      'BAD_INPUT',
      'no manifest arrived, and --strict and --golden want one; Helm 3 with --output-dir writes its files before any post-renderer sees them',
    )
}
